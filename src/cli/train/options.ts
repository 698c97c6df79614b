/** The options that every `recurve train` has; each use sets defaults, or decides by the data. */
import type { FitOptions } from "../../index.ts";
import { networkOptions, trainingNumbers } from "../../tasks/training.ts";
import { takes } from "../../tensor/index.ts";
import { languageFlag } from "../language.ts";
import { declareFlags, type FlagsOf } from "../options.ts";
import { printTo, write } from "../print.ts";

export const trainingFlags = declareFlags({
  output: { value: "<folder>", about: "the folder of the run; by default under runs/, named after the file" },
  epochs: { value: "<n>", about: "passes over the data", number: trainingNumbers.epochs },
  batchSize: { value: "<n>", about: "samples per step", number: trainingNumbers.batchSize },
  learningRate: { value: "<x>", about: "size of the optimizer's steps", number: trainingNumbers.learningRate },
  units: { value: "<n>", about: "width of the recurrent layers", number: networkOptions.units },
  seed: { value: "<n>", about: "the same seed gives the same model", number: takes.nonNegativeInteger, default: 1 },
  ...languageFlag,
  json: { about: "write the figures as JSON; progress goes to standard error" },
});

/** Their values. */
export type TrainingFlags = FlagsOf<typeof trainingFlags>;

/** Where progress goes: with --json to standard error, so that standard output has only the result. */
export function progressOptions({ json }: Pick<TrainingFlags, "json">): Pick<FitOptions, "write"> {
  return json ? { write: (text) => write(text, process.stderr) } : {};
}

/** Lines about the work: on standard output, or with --json on standard error. */
export function say({ json }: Pick<TrainingFlags, "json">, ...lines: readonly string[]): void {
  printTo(json ? process.stderr : process.stdout, lines);
}
