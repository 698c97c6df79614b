/** What the trainings of the uses have in common: the optimizer, and batches by length. */

import { type Batched, type Dataset, dataset } from "../data/index.ts";
import { aSignal } from "../models/event-loop.ts";
import type { Batches, FitOptions, History, Model } from "../models/index.ts";
import { progressOptions } from "../models/training/progress.ts";
import { adam, cosineDecay, type Optimizer } from "../optimizers/index.ts";
import { type Tensor, takes } from "../tensor/index.ts";

/**
 * Adam whose rate falls to 0 along a half cosine over `steps`, each gradient clipped to norm 1.
 *
 * Epsilon is far below Keras's 1e-7: gradients of a mean over a thousand tokens are so small that, early on, Keras's would hold
 * back their steps. Forecasters, whose losses are means over few numbers, keep Keras's.
 */
export function fallingAdam(
  learningRate: number,
  steps: number,
  { epsilon = 1e-10, averaged = false } = {},
): Optimizer {
  const rate = cosineDecay({ initialLearningRate: learningRate, decaySteps: Math.max(steps, 1) });
  return adam({
    learningRate: rate,
    clipnorm: 1,
    epsilon,
    ...(averaged && { useEma: true, emaMomentum: momentumFor(steps) }),
  });
}

/** The decay of an average over the last tenth of a training, a thousand steps at most. */
const momentumFor = (steps: number) => 1 - Math.min(0.5, Math.max(10 / Math.max(steps, 1), 1e-3));

const aCheckpoint = /* @__PURE__ */ takes.check<any>(
  "a folder, or an object of options",
  (value) => typeof value === "string" || (typeof value === "object" && value !== null),
);

/**
 * What trains a compiled model instead of its `fit`: on samples and their targets, or on batches, whose targets are with them.
 * @returns the numbers of each epoch
 */
export type Trainer = (
  model: Model<any>,
  x: Tensor | Batches,
  y: Tensor | undefined,
  options: FitOptions,
) => Promise<History>;

/** Where the trainings of all uses may be handed over. */
export interface Trained {
  /** Trains instead of `model.fit`, such as on a cluster: it gets what that would get, and leaves the weights in the model. */
  trainer?: Trainer | undefined;
}

/** Trains a model here, or by a trainer. */
export function trainBy(
  trainer: Trainer | undefined,
  model: Model<any>,
  x: Tensor | Batches,
  y: Tensor | undefined,
  options: FitOptions,
): Promise<History> {
  return trainer ? trainer(model, x, y, options) : model.fit(x as Tensor, y as Tensor, options);
}

/** The numbers of every training; each use has its own defaults. */
export const trainingNumbers = {
  epochs: takes.positiveInteger,
  batchSize: takes.counts.batch,
  learningRate: takes.nonNegativeNumber,
};

/** What the options take that the trainings of all uses have; the defaults are those of one use. */
export const trainingOptions = (epochs: number, batchSize: number, learningRate: number) => ({
  epochs: takes.withDefault(trainingNumbers.epochs, epochs),
  batchSize: takes.withDefault(trainingNumbers.batchSize, batchSize),
  learningRate: takes.withDefault(trainingNumbers.learningRate, learningRate),
  callbacks: takes.withDefault(takes.list, []),
  ...progressOptions,
  signal: aSignal,
  checkpoint: aCheckpoint,
  trainer: takes.callable as unknown as takes.Check<Trainer>,
});

/** What the options take that networks of several uses have. */
export const networkOptions = {
  embedding: takes.withDefault(takes.counts.width, 64),
  units: takes.withDefault(takes.counts.width, 256),
  depth: takes.withDefault(takes.counts.depth, 1),
  cell: takes.withDefault(takes.oneOf("lstm", "gru"), "lstm"),
  dropout: takes.withDefault(takes.fraction, 0),
  seed: takes.seed,
};

/** Bounds of the buckets of sequences of similar length. */
const boundaries = [4, 6, 8, 10, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024];

/** Batches of sequences that are about as long, padded to the longest; with a seed in a new order every epoch. */
export function batchesByLength<T>(
  elements: readonly T[],
  { batchSize, length, seed }: { batchSize: number; length?: (element: T) => number; seed?: number },
): Dataset<Batched<T>> {
  const ordered = seed === undefined ? dataset(elements) : dataset(elements).shuffle(elements.length, { seed });
  return ordered.bucketByLength({ boundaries, batchSize, ...(length && { length }) });
}

/** How many batches {@link batchesByLength} makes of elements of these lengths. */
export function countBatches(lengths: readonly number[], batchSize: number): number {
  const buckets = new Array<number>(boundaries.length + 1).fill(0);
  for (const length of lengths) {
    const bucket = boundaries.findIndex((boundary) => length < boundary);
    buckets[bucket < 0 ? boundaries.length : bucket]!++;
  }
  return buckets.reduce((sum, count) => sum + Math.ceil(count / batchSize), 0);
}
