/** `recurve cluster stop`: the job saves its state and ends. */
import type { Command } from "commander";
import { attach } from "../../cluster/index.ts";
import { addFlags, declareFlags, type FlagsOf } from "../options.ts";
import { print, printJson } from "../print.ts";

const flagTable = declareFlags({ json: { about: "write what was done as JSON" } });

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<job>", "the folder of the job")
    .addHelpText(
      "after",
      `
Example:
  recurve cluster stop cluster/model`,
    )
    .action(async (folder: string, { json }: FlagsOf<typeof flagTable>) => {
      const job = attach(folder);
      const before = await job.state();
      if (before !== "over") await job.stop();
      if (json) printJson({ job: folder, before });
      else if (before === "over") print(`The job in ${folder} was over already.`);
      else print(`The job in ${folder} saves and ends. The same command of train goes on from there.`);
    });
}
