/** `recurve cluster fetch`: brings the result of a job that has ended. */
import type { Command } from "commander";
import { attach } from "../../cluster/index.ts";
import { addFlags, declareFlags, type FlagsOf } from "../options.ts";
import { print, printJson } from "../print.ts";

const flagTable = declareFlags({ json: { about: "write the job's figures as JSON" } });

export function define(command: Command): void {
  addFlags(command, flagTable)
    .argument("<job>", "the folder of the job")
    .addHelpText(
      "after",
      `
Example:
  recurve cluster fetch cluster/model`,
    )
    .action(async (folder: string, { json }: FlagsOf<typeof flagTable>) => {
      const job = attach(folder);
      const model = await job.fetch();
      if (json) printJson({ model, ...(job.figures() as object) });
      else print(`The trained model is in ${model}.`);
    });
}
