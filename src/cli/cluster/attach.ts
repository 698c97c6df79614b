/** `recurve cluster attach`: follows a job from its start on, and brings its result. */
import type { Command } from "commander";
import { attach } from "../../cluster/index.ts";
import { addFlags, declareFlags, type FlagsOf } from "../options.ts";
import { follow, followFlags } from "./follow.ts";

const flagTable = declareFlags(followFlags);

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<job>", "the folder of the job")
    .addHelpText(
      "after",
      `
Example:
  recurve cluster attach cluster/model`,
    )
    .action((folder: string, flags: FlagsOf<typeof flagTable>) => follow(attach(folder), flags));
}
