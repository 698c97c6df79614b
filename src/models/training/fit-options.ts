/** The options of `fit`, and their checks. */
import { type Declared, takes } from "../../tensor/index.ts";
import { aSignal } from "../event-loop.ts";
import { type BatchOptions, batchOptions, type ModelData, type ModelTargets } from "../samples.ts";
import type { CallbackSpec } from "./callback.ts";
import type { CheckpointOptions } from "./checkpoint.ts";
import type { Batches } from "./epoch-batches.ts";
import { type ProgressOptions, progressOptions } from "./progress.ts";

/** Options of `fit`. */
export interface FitOptions extends BatchOptions, ProgressOptions {
  /** Samples per step. Default 32. */
  batchSize?: number | undefined;
  /** Number of the epoch to end before. Default 1. */
  epochs?: number | undefined;
  /** Number of the epoch to begin with. Default 0. */
  initialEpoch?: number | undefined;
  /** Callbacks, called in this order. Default none. */
  callbacks?: readonly CallbackSpec[] | undefined;
  /** Share of the samples, the last ones, for validation instead of training. */
  validationSplit?: number | undefined;
  /** Validation data, samples or batches; replaces `validationSplit`. */
  validationData?:
    | readonly [ModelData, ModelTargets]
    | readonly [ModelData, ModelTargets, ModelTargets]
    | Batches
    | undefined;
  /** Samples per batch of the validation. Default `batchSize`. */
  validationBatchSize?: number | undefined;
  /** Number of validation batches, if not all. */
  validationSteps?: number | undefined;
  /** Validate every so many epochs, or after the listed epochs, counted from 1. Default 1. */
  validationFreq?: number | readonly number[] | undefined;
  /** Shuffle the samples before each epoch. Default true, for a stateful model false. */
  shuffle?: boolean | undefined;
  /** Seed of initial weights that are not drawn yet, shuffling and dropout. Default the model's seed, otherwise random. */
  seed?: number | undefined;
  /** Steps per epoch, if not all; with a dataset, the next epoch continues where this one ended. */
  stepsPerEpoch?: number | undefined;
  /**
   * Trains on each batch's sequences in windows of so many time steps. Recurrent layers carry their states from window to
   * window, gradients stop at the border, and the optimizer steps after each window, so that only one window is in
   * memory, however long the sequences are (truncated backpropagation through time). Each batch starts from zeros.
   * Targets without a time axis are learned from the last window only.
   */
  truncate?: number | undefined;
  /**
   * A folder in which the whole state of training is saved now and then. The same program, started again, resumes from
   * there, and ends with the same bits as without an interruption. Ctrl-C saves after the running step. Needs a file
   * system.
   */
  checkpoint?: string | CheckpointOptions | undefined;
  /** Ends training after the running batch; the promise is rejected with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** The checks of {@link FitOptions}. */
export const fitOptions = {
  ...batchOptions,
  ...progressOptions,
  batchSize: takes.positiveInteger,
  epochs: takes.withDefault(takes.nonNegativeInteger, 1),
  initialEpoch: takes.withDefault(takes.nonNegativeInteger, 0),
  callbacks: takes.anything,
  validationSplit: takes.fraction,
  validationData: takes.iterable,
  validationBatchSize: takes.positiveInteger,
  validationSteps: takes.positiveInteger,
  validationFreq: takes.withDefault(takes.either(takes.positiveInteger, takes.listOf(takes.positiveInteger)), 1),
  shuffle: takes.flag,
  seed: takes.seed,
  stepsPerEpoch: takes.positiveInteger,
  truncate: takes.positiveInteger,
  checkpoint: takes.anything,
  signal: aSignal,
} satisfies Declared<FitOptions>;
