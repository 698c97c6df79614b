/** `recurve cluster fetch`: brings the result of a job that has ended. */
import type { Command } from "commander";
import { languageFlag, languageOf } from "../language.ts";
import { declareFlags } from "../options.ts";
import { print, printJson } from "../print.ts";
import { jobWordsOf } from "./follow.ts";
import { defineJobCommand } from "./job-command.ts";

const flagTable = declareFlags({ json: { about: "write the job's figures as JSON" }, ...languageFlag });

export function define(command: Command): void {
  defineJobCommand(command, flagTable, async (job, flags) => {
    const model = await job.fetch();
    if (flags.json) printJson({ model, ...(job.figures() as object) });
    else print(jobWordsOf(languageOf(flags)).trained(model));
  });
}
