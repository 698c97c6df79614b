/** The contract of callbacks. */
import type { AnyModel } from "../model.ts";
import type { CheckpointOptions } from "./checkpoint.ts";
import type { Logs } from "./logs.ts";

/** The model that hooks get. */
export type HookModel = AnyModel;

/** A hook: it may be async, and training waits for it. */
type Hook<Args extends unknown[]> = (...args: [...Args, logs: Logs, model: AnyModel]) => void | Promise<void>;

/**
 * Any object with some of these methods. Each is awaited; `logs` holds the numbers and may be added to, and the model
 * is the last argument: set `model.stopTraining = true` to end training.
 *
 * Order in `fit`: train begin, (epoch begin, (train batch begin, train batch end)*, test begin, (test batch begin, test
 * batch end)*, test end, epoch end)*, train end.
 */
export interface Callback {
  /** Before the first epoch of `fit`. */
  onTrainBegin?: Hook<[]> | undefined;
  /** After the last epoch of `fit`. */
  onTrainEnd?: Hook<[]> | undefined;
  /** Before an epoch, whose number counts from 0. */
  onEpochBegin?: Hook<[epoch: number]> | undefined;
  /** After an epoch; logs have its loss and metrics, those of the validation with `val_` in front. */
  onEpochEnd?: Hook<[epoch: number]> | undefined;
  /** Before a batch of training, whose number counts from 0 in each epoch. */
  onTrainBatchBegin?: Hook<[batch: number]> | undefined;
  /** After a batch of training; logs have the means of the epoch so far. */
  onTrainBatchEnd?: Hook<[batch: number]> | undefined;
  /** Before an evaluation, within `fit` before a validation. */
  onTestBegin?: Hook<[]> | undefined;
  /** After an evaluation; logs have its loss and metrics. */
  onTestEnd?: Hook<[]> | undefined;
  /** Before a batch of an evaluation, whose number counts from 0. */
  onTestBatchBegin?: Hook<[batch: number]> | undefined;
  /** After a batch of an evaluation; logs have the means so far. */
  onTestBatchEnd?: Hook<[batch: number]> | undefined;
  /** Asks `fit` to save and resume from here, as its option `checkpoint` does. */
  readonly checkpoint?: CheckpointOptions | undefined;
  /** Its state for a checkpoint: plain values and typed arrays. */
  getState?(): unknown;
  /** Restores the result of {@link getState}, after train begin. */
  setState?(state: unknown): void;
}

/** A callback, or a function that is called at the end of each epoch. */
export type CallbackSpec = Callback | NonNullable<Callback["onEpochEnd"]>;

/** The names of the hooks. */
export const hooks: readonly string[] = [
  "onTrainBegin",
  "onTrainEnd",
  "onEpochBegin",
  "onEpochEnd",
  "onTrainBatchBegin",
  "onTrainBatchEnd",
  "onTestBegin",
  "onTestEnd",
  "onTestBatchBegin",
  "onTestBatchEnd",
];
