/** `recurve cluster stop`: the job saves its state and ends. */
import type { Command } from "commander";
import { declareFlags } from "../options.ts";
import { print, printJson } from "../print.ts";
import { defineJobCommand } from "./job-command.ts";

const flagTable = declareFlags({ json: { about: "write what was done as JSON" } });

export function define(command: Command): void {
  defineJobCommand(command, flagTable, async (job, { json }, folder) => {
    const before = await job.state();
    if (before !== "over") await job.stop();
    if (json) printJson({ job: folder, before });
    else if (before === "over") print(`The job in ${folder} was over already.`);
    else print(`The job in ${folder} saves and ends. The same command of train goes on from there.`);
  });
}
