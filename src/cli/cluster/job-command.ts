/** What commands on a job share: its folder as the argument, and an example. */
import type { Command } from "commander";
import { attach, type Job } from "../../cluster/index.ts";
import { addFlags, type FlagsOf, type FlagTable } from "../options.ts";

/** Gives a command the job's folder as its argument, and its options; `act` gets the job. */
export function defineJobCommand<T extends FlagTable>(
  command: Command,
  flagTable: T,
  act: (job: Job, flags: FlagsOf<T>, folder: string) => Promise<void>,
): void {
  addFlags(command, flagTable)
    .argument("<job>", "the folder of the job")
    .addHelpText("after", `\nExample:\n  recurve cluster ${command.name()} cluster/model`)
    .action((folder: string, flags: FlagsOf<T>) => act(attach(folder), flags, folder));
}
