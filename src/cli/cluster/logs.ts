/** `recurve cluster logs`: all that a job wrote. */
import type { Command } from "commander";
import { declareFlags } from "../options.ts";
import { print, write } from "../print.ts";
import { defineJobCommand } from "./job-command.ts";

const flagTable = declareFlags({
  follow: { about: "wait for more until the job ends" },
  json: { about: "write each line as a line of JSON" },
});

export function define(command: Command): void {
  defineJobCommand(command, flagTable, async (job, flags) => {
    for await (const line of job.logs(flags.follow)) {
      if (flags.json) write(`${JSON.stringify({ line })}\n`);
      else print(line);
    }
  });
}
