/** The options of `fit`, and what each may be. */
import { type Declared, takes } from "../tensor/index.ts";
import type { Batches } from "./batch-source.ts";
import type { CallbackSpec } from "./callback.ts";
import type { CheckpointOptions } from "./checkpoint.ts";
import { aSignal } from "./event-loop.ts";
import { type ProgressOptions, progressOptions } from "./progress.ts";
import { type BatchOptions, batchOptions, type ModelData, type ModelTargets } from "./samples.ts";

/** What `fit` takes. */
export interface FitOptions extends BatchOptions, ProgressOptions {
  /** Samples of one step. Default 32. */
  batchSize?: number | undefined;
  /** Number of the epoch to end before. Default 1. */
  epochs?: number | undefined;
  /** Number of the epoch to begin with. Default 0. */
  initialEpoch?: number | undefined;
  /** Callbacks whose hooks are called on the way, in this order. Default none. */
  callbacks?: readonly CallbackSpec[] | undefined;
  /** Share of the samples, the last ones, to measure on instead of training on. */
  validationSplit?: number | undefined;
  /** What to measure on after each epoch: samples, or batches; takes the place of `validationSplit`. */
  validationData?:
    | readonly [ModelData, ModelTargets]
    | readonly [ModelData, ModelTargets, ModelTargets]
    | Batches
    | undefined;
  /** Samples measured together. Default `batchSize`. */
  validationBatchSize?: number | undefined;
  /** Batches to measure on, if not all. */
  validationSteps?: number | undefined;
  /** Measure after every so many epochs, or after the epochs listed, counted from 1. Default 1. */
  validationFreq?: number | readonly number[] | undefined;
  /** Put the samples in a new order before each epoch. Default true, for a stateful model false. */
  shuffle?: boolean | undefined;
  /** Fixes initial weights that are not drawn yet, shuffling and dropout. Default the model's seed, else random. */
  seed?: number | undefined;
  /** Steps of an epoch, if not all; of batches that come one by one the next epoch goes on where this one ended. */
  stepsPerEpoch?: number | undefined;
  /**
   * Walks each batch's sequences in windows of so many time steps. Recurrent layers carry their states from window to
   * window, gradients end at the border, and the optimizer steps after each window, so that memory holds one window,
   * however long the sequences are (truncated backpropagation through time). Each batch starts afresh. Targets without a
   * time axis are learned from the last window alone.
   */
  truncate?: number | undefined;
  /**
   * A folder in which the whole state of training is saved now and then. The same program started again goes on from
   * there, to the same bits as without an interruption. Ctrl-C ends the step and saves. Needs a file system.
   */
  checkpoint?: string | CheckpointOptions | undefined;
  /** Ends training after the running batch; the promise is rejected with the signal's reason. */
  signal?: AbortSignal | undefined;
}

/** What {@link FitOptions} take. */
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
