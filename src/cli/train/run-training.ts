/** What all trainings of the command line share: the folder, resuming in it, the report, the last lines. */
import type { FitOptions, Model } from "../../index.ts";
import { languageOf, words } from "../language.ts";
import { printJson, shellWord, table } from "../print.ts";
import type { Block } from "../report.ts";
import { RunFolder } from "../run-folder.ts";
import { progressOptions, say, type TrainingFlags } from "./options.ts";

/** Options that the run passes to `fit`. */
export type RunOptions = Pick<FitOptions, "checkpoint" | "write">;

/** A training, ready to begin: its data and options are already checked. */
export interface Training {
  /** The command, such as "lm". */
  use: string;
  /** The training file. */
  source: string;
  /** What is printed about data and model before training. */
  about: readonly string[];
  /** The number of epochs, if the data decide it and it should be printed. */
  epochs?: number;
  /** Trains. */
  fit(options: RunOptions): Promise<Pick<TrainingResult, "history">>;
  /** Evaluates the result. */
  measure(): Promise<Outcome> | Outcome;
}

interface TrainingResult {
  /** The numbers of each epoch, by name. */
  readonly history: Readonly<Record<string, readonly number[]>>;
}

/** The result of a training. */
export interface Outcome {
  /** The report's title. */
  title: string;
  model: Model<any>;
  /** The options of the run, including the defaults. */
  config: Readonly<Record<string, unknown>>;
  /** The results by name, for the folder. */
  figures: Readonly<Record<string, unknown>>;
  /** The results for `--json`, shortened if there are many. */
  json: Readonly<Record<string, unknown>>;
  /** Printed above the scores. */
  summary?: readonly string[];
  /** The scores, compared with those of others. */
  scores: { headers: readonly string[]; rows: readonly (readonly (string | number)[])[] };
  /** Printed below the scores. */
  remarks?: readonly string[];
  /** The report, without title, curves and settings. */
  blocks: readonly Block[];
  /** A command that uses the model, for the folder as quoted for a shell. */
  next(folder: string): string;
}

/** The first rows of wrong results in a report. */
export function errorBlocks(headers: readonly string[], rows: readonly (readonly string[])[]): Block[] {
  return rows.length === 0 ? [] : [{ heading: "Where it is wrong" }, { table: { headers, rows: rows.slice(0, 20) } }];
}

const saidOf = words(
  {
    begins: (folder: string, isInterrupted: boolean, epochs: number | undefined) =>
      `${isInterrupted ? "Going on with" : "Beginning"} the run in ${folder}${epochs ? `: ${epochs} ${epochs === 1 ? "epoch" : "epochs"}` : ""}.`,
    left: (model: string, report: string) => `The model is in ${model}, the report in ${report}.`,
    tryIt: (command: string) => `Try: ${command}`,
  },
  {
    begins: (folder, isInterrupted, epochs) =>
      `${isInterrupted ? "接着上次中断的训练" : "开始训练"}，目录 ${folder}${epochs ? `，共 ${epochs} 轮` : ""}。`,
    left: (model, report) => `模型在 ${model}，报告在 ${report}。`,
    tryIt: (command) => `试试：${command}`,
  },
);

/**
 * Trains in a folder: starts, or resumes after an interruption (Ctrl-C saves), evaluates, reports, and says what to do
 * next.
 */
export async function runTraining(
  training: Training,
  flags: Pick<TrainingFlags, "output" | "json" | "lang">,
): Promise<void> {
  const language = languageOf(flags);
  const said = saidOf(language);
  const { use, source, about, epochs } = training;
  const run = await RunFolder.open(use, source, flags.output);
  say(flags, ...about, said.begins(run.path, run.isInterrupted, epochs));
  const begin = performance.now();
  const { history } = await training.fit({ checkpoint: run.checkpoint, ...progressOptions(flags) });
  const seconds = Math.round((performance.now() - begin) / 1000);
  const { config, json, summary = [], scores, remarks = [], next, ...outcome } = await training.measure();
  await run.finish({ ...outcome, config: { use, ...config, seconds }, history, language });
  if (flags.json) {
    printJson({ ...json, model: run.model, report: run.report });
    return;
  }
  if (summary.length > 0) say(flags, "", ...summary);
  say(flags, "", ...table(scores.headers, scores.rows), "");
  if (remarks.length > 0) say(flags, ...remarks, "");
  say(flags, said.left(run.model, run.report), said.tryIt(next(shellWord(run.path))));
}
