import type { Tensor } from "../tensor/index.ts";
import type { AnyModel } from "./model.ts";

/** A batch as a step is given it. */
export interface StepBatch {
  /** The model. `model.apply(x)` runs it as `fit` does in training, with dropout, by its seed; in an evaluation step, as `evaluate` does. */
  readonly model: AnyModel;
  /** The input; a list for a model of several. */
  readonly x: Tensor & readonly Tensor[];
  /** The targets; a list for a model of several outputs. Absent where `fit` was given none. */
  readonly y: Tensor & readonly Tensor[];
  /** The weights of the samples, a list as for `y`. */
  readonly sampleWeight: (Tensor & readonly Tensor[]) | undefined;
  /** The loss that `compile` names, with the penalties of the layers: of what the model gave for this batch. */
  computeLoss(predictions: Tensor | readonly Tensor[]): Tensor;
}

/**
 * A training step: it changes weights, and gives what is to be logged (a mean over the batches of an epoch), the loss alone or by
 * name. `lossAndGradients` and `optimizer.applyGradients` do the work; `compile({ trainStep })` or a method `trainStep` of a class
 * that extends `Functional` or `Sequential` makes `fit` use it, with its callbacks, checkpoints and progress. An evaluation step,
 * `testStep` in the same two places, changes nothing and serves `evaluate` and the validation of `fit`.
 */
export type TrainStep = (batch: StepBatch) => Tensor | Readonly<Record<string, Tensor | number>>;
