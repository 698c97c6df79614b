/** `recurve cluster stop`: the job saves its state and ends. */
import type { Command } from "commander";
import { languageFlag, languageOf, words } from "../language.ts";
import { declareFlags } from "../options.ts";
import { print, printJson } from "../print.ts";
import { defineJobCommand } from "./job-command.ts";

const flagTable = declareFlags({ json: { about: "write what was done as JSON" }, ...languageFlag });

const wordsOf = words(
  {
    over: (folder: string) => `The job in ${folder} was over already.`,
    ends: (folder: string) => `The job in ${folder} saves and ends. The same command of train goes on from there.`,
  },
  {
    over: (folder) => `${folder} 中的作业早已结束。`,
    ends: (folder) => `${folder} 中的作业会保存并结束。同一条 train 命令从那里继续。`,
  },
);

export function define(command: Command): void {
  defineJobCommand(command, flagTable, async (job, flags, folder) => {
    const told = wordsOf(languageOf(flags));
    const before = await job.state();
    if (before !== "over") await job.stop();
    if (flags.json) printJson({ job: folder, before });
    else print(before === "over" ? told.over(folder) : told.ends(folder));
  });
}
