/** `recurve cluster fetch`: brings the result of a job that has ended. */
import type { Command } from "commander";
import { declareFlags } from "../options.ts";
import { print, printJson } from "../print.ts";
import { defineJobCommand } from "./job-command.ts";

const flagTable = declareFlags({ json: { about: "write the job's figures as JSON" } });

export function define(command: Command): void {
  defineJobCommand(command, flagTable, async (job, { json }) => {
    const model = await job.fetch();
    if (json) printJson({ model, ...(job.figures() as object) });
    else print(`The trained model is in ${model}.`);
  });
}
