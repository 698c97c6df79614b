/** The options that every `recurve train` has, and what they have in common at work. */
import type { Command } from "commander";
import type { FitOptions } from "../../index.ts";
import { counts, fraction, positiveInteger, wholeNumber } from "../options.ts";
import { printTo, write } from "../print.ts";

/** What these options are read as. */
export interface TrainingFlags {
  output?: string;
  epochs: number;
  batchSize: number;
  learningRate: number;
  units: number;
  seed: number;
  json?: boolean;
}

/** What each use chooses; what is absent it decides by the data. */
export type TrainingDefaults = Partial<Pick<TrainingFlags, "epochs" | "batchSize" | "learningRate" | "units">>;

/** Adds the options to a command, each with its default. */
export function addTrainingFlags(command: Command, defaults: TrainingDefaults): Command {
  return command
    .option("--output <folder>", "where the run is kept; by default under runs/, named for the file")
    .option("--epochs <n>", "passes over the data", positiveInteger, defaults.epochs)
    .option("--batch-size <n>", "samples of one step", counts.batch, defaults.batchSize)
    .option("--learning-rate <x>", "size of the optimizer's steps", fraction, defaults.learningRate)
    .option("--units <n>", "width of the recurrent layers", counts.width, defaults.units)
    .option("--seed <n>", "the same seed gives the same model", wholeNumber, 1)
    .option("--json", "write the figures as JSON; progress goes to standard error");
}

/** Where progress goes: with --json to standard error, so that standard output holds the result alone. */
export function progressOptions({ json }: Pick<TrainingFlags, "json">): Pick<FitOptions, "write"> {
  return json ? { write: (text) => write(text, process.stderr) } : {};
}

/** Lines about the work: on standard output, or with --json on standard error. */
export function say({ json }: Pick<TrainingFlags, "json">, ...lines: readonly string[]): void {
  printTo(json ? process.stderr : process.stdout, lines);
}
