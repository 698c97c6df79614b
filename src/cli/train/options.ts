/** The options that every `recurve train` has; each use gives defaults, or decides by the data. */
import type { FitOptions } from "../../index.ts";
import { takes } from "../../tensor/index.ts";
import { declareFlags, type FlagsOf } from "../options.ts";
import { printTo, write } from "../print.ts";
import { languageFlag } from "../words.ts";

export const trainingFlags = declareFlags({
  output: { value: "<folder>", about: "where the run is kept; by default under runs/, named for the file" },
  epochs: { value: "<n>", about: "passes over the data", number: takes.positiveInteger },
  batchSize: { value: "<n>", about: "samples of one step", number: takes.counts.batch },
  learningRate: { value: "<x>", about: "size of the optimizer's steps", number: takes.nonNegativeNumber },
  units: { value: "<n>", about: "width of the recurrent layers", number: takes.counts.width },
  seed: { value: "<n>", about: "the same seed gives the same model", number: takes.nonNegativeInteger, default: 1 },
  ...languageFlag,
  json: { about: "write the figures as JSON; progress goes to standard error" },
});

/** What they are read as. */
export type TrainingFlags = FlagsOf<typeof trainingFlags>;

/** Where progress goes: with --json to standard error, so that standard output holds the result alone. */
export function progressOptions({ json }: Pick<TrainingFlags, "json">): Pick<FitOptions, "write"> {
  return json ? { write: (text) => write(text, process.stderr) } : {};
}

/** Lines about the work: on standard output, or with --json on standard error. */
export function say({ json }: Pick<TrainingFlags, "json">, ...lines: readonly string[]): void {
  printTo(json ? process.stderr : process.stdout, lines);
}
