/** What all trainings of the command line have in common: the folder, going on in it, the report, the last words. */
import type { FitOptions, Model } from "../../index.ts";
import { printJson, shellWord, table } from "../print.ts";
import type { Block } from "../report.ts";
import { RunFolder } from "../run-folder.ts";
import { languageOf, words } from "../words.ts";
import { progressOptions, say, type TrainingFlags } from "./options.ts";

/** What the run gives to `fit`. */
export type RunOptions = Pick<FitOptions, "checkpoint" | "write">;

/** A training, ready to begin: what is wrong with its data or options was said before. */
export interface Training {
  /** The command, such as "lm". */
  use: string;
  /** The file that is learned from. */
  source: string;
  /** What is said of data and model before training. */
  about: readonly string[];
  /** The number of epochs, where the data decide it and it is to be said. */
  epochs?: number;
  /** Trains. */
  fit(options: RunOptions): Promise<Pick<TrainingResult, "history">>;
  /** Measures what was trained. */
  measure(): Promise<Outcome> | Outcome;
}

interface TrainingResult {
  /** The numbers of each epoch, by name. */
  readonly history: Readonly<Record<string, readonly number[]>>;
}

/** What a training has come to. */
export interface Outcome {
  /** The report's title. */
  title: string;
  model: Model<any>;
  /** The options of the run, the defaults among them. */
  config: Readonly<Record<string, unknown>>;
  /** What was measured, by name, for the folder. */
  figures: Readonly<Record<string, unknown>>;
  /** The same for `--json`, less than all of it where there is much. */
  json: Readonly<Record<string, unknown>>;
  /** What is shown above the scores. */
  summary?: readonly string[];
  /** The scores beside those of others. */
  scores: { headers: readonly string[]; rows: readonly (readonly (string | number)[])[] };
  /** What is shown below the scores. */
  remarks?: readonly string[];
  /** The report, without title, curves and settings. */
  blocks: readonly Block[];
  /** A command that uses the model, given the folder as a shell reads it. */
  next(folder: string): string;
}

/** The part of a report on what came out wrong: its first rows. */
export function errorBlocks(headers: readonly string[], rows: readonly (readonly string[])[]): Block[] {
  return rows.length === 0 ? [] : [{ heading: "Where it is wrong" }, { table: { headers, rows: rows.slice(0, 20) } }];
}

const saidOf = words(
  {
    begins: (folder: string, isInterrupted: boolean, epochs: string) =>
      `${isInterrupted ? "Going on with" : "Beginning"} the run in ${folder}${epochs && `: ${epochs} epochs`}.`,
    left: (model: string, report: string) => `The model is in ${model}, the report in ${report}.`,
    tryIt: (command: string) => `Try: ${command}`,
  },
  {
    begins: (folder, isInterrupted, epochs) =>
      `${isInterrupted ? "接着上次中断的训练" : "开始训练"}，目录 ${folder}${epochs && `，共 ${epochs} 轮`}。`,
    left: (model, report) => `模型在 ${model}，报告在 ${report}。`,
    tryIt: (command) => `试试：${command}`,
  },
);

/** Trains in a folder: begins, or goes on after an interruption (Ctrl-C saves), measures, reports, and says what to do next. */
export async function runTraining(
  training: Training,
  flags: Pick<TrainingFlags, "output" | "json" | "lang">,
): Promise<void> {
  const language = languageOf(flags);
  const said = saidOf(language);
  const { use, source, about, epochs } = training;
  const run = await RunFolder.open(use, source, flags.output);
  say(flags, ...about, said.begins(run.path, run.isInterrupted, String(epochs ?? "")));
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
