/** How the network of a forecaster is trained: options, epochs, held-out rows, the optimizer. */
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import { pinball } from "../../losses/index.ts";
import type { Batches, CallbackSpec, FitOptions, History, Model } from "../../models/index.ts";
import { type Declared, takes } from "../../tensor/index.ts";
import { fallingAdam, type Trained, trainBy, trainingOptions } from "../training.ts";
import { trialRows } from "./trial.ts";

/** Options of `forecaster.fit`. The network is trained on windows of the series. */
export interface ForecasterFitOptions extends Pick<FitOptions, "verbose" | "write" | "signal" | "checkpoint">, Trained {
  /** Passes over the windows. By default as many as show the network some seventy-five thousand of them, 3 to 60; of more than a third of these each pass draws some. */
  epochs?: number | undefined;
  /** Windows of one step. Default 32. */
  batchSize?: number | undefined;
  /** The first step size of Adam; it falls to 0 along a half cosine. Default 0.001. */
  learningRate?: number | undefined;
  /** The share of the rows, the last ones, to measure on after each epoch; the weights of the best epoch are kept. Default 0.1. */
  validation?: number | undefined;
  /** Callbacks whose hooks are called on the way, in this order. Default none. */
  callbacks?: readonly CallbackSpec[] | undefined;
}

/** The share of the rows that is held out by default. */
export const HELD = 0.1;

const ofTrainings = /* @__PURE__ */ trainingOptions(1, 32, 1e-3);

export const batchesOptions = {
  batchSize: ofTrainings.batchSize,
  validation: takes.withDefault(takes.fraction, HELD),
  most: takes.positiveInteger,
};

export const forecasterFitOptions = {
  ...ofTrainings,
  // found by the number of windows
  epochs: takes.positiveInteger,
  validation: batchesOptions.validation,
} satisfies Declared<ForecasterFitOptions>;

/** The number of rows at the end that a trial forecasts, with or without a given share. */
export function heldRows(length: number, horizon: number, share: number | undefined): number {
  if (share === undefined || share === 0 || share === HELD) return trialRows(length, horizon);
  return Math.max(horizon, Math.floor(length * share));
}

/** Maximum number of windows in an epoch, unless `epochs` is given: a longer table takes no more time. */
export const MOST_WINDOWS = 25_000;

/** Epochs that show the network some seventy-five thousand windows. */
export function epochsFor(windows: number): number {
  return Math.min(60, Math.max(3, Math.round(75_000 / windows)));
}

/** Trains the network by Adam, falling over all steps, and the pinball loss of the quantiles. */
export function trainNetwork(
  model: Model<SymbolicTensor>,
  training: Batches & { readonly length: number },
  { quantiles, learningRate, trainer, epochs, ...options }: NetworkTraining,
): Promise<History> {
  const optimizer = fallingAdam(learningRate, epochs * training.length, { epsilon: 1e-7 });
  model.compile({ optimizer, loss: pinball({ quantiles }) });
  return trainBy(trainer, model, training, undefined, { ...options, epochs });
}

interface NetworkTraining extends FitOptions, Trained {
  quantiles: readonly number[];
  learningRate: number;
  epochs: number;
}
