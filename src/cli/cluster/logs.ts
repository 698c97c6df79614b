/** `recurve cluster logs`: all that a job wrote. */
import type { Command } from "commander";
import { attach } from "../../cluster/index.ts";
import { addFlags, declareFlags, type FlagsOf } from "../options.ts";
import { print } from "../print.ts";

const flagTable = declareFlags({ follow: { about: "wait for more until the job ends" } });

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<job>", "the folder of the job")
    .addHelpText(
      "after",
      `
Example:
  recurve cluster logs cluster/model`,
    )
    .action(async (folder: string, flags: FlagsOf<typeof flagTable>) => {
      for await (const line of attach(folder).logs(flags.follow)) print(line);
    });
}
