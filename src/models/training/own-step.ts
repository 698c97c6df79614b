import type { Tensor } from "../../tensor/index.ts";
import type { AnyModel } from "../model.ts";

/** The batch that a custom step receives. */
export interface StepBatch {
  /**
   * The model. `model.apply(x)` runs it in training mode, with dropout, by the seed of `fit`; in an evaluation step in
   * inference mode.
   */
  readonly model: AnyModel;
  /** The input; a list for a model of several. */
  readonly x: Tensor & readonly Tensor[];
  /** The targets; a list for a model with several outputs. Absent if `fit` got none. */
  readonly y: Tensor & readonly Tensor[];
  /** The sample weights, a list as for `y`. */
  readonly sampleWeight: (Tensor & readonly Tensor[]) | undefined;
  /** The compiled loss, with the penalties of the layers, of the model's outputs for this batch. */
  computeLoss(predictions: Tensor | readonly Tensor[]): Tensor;
}

/**
 * A training step: it updates weights, and returns the values to log (as means over the batches of an epoch): the loss
 * alone, or several by name. `lossAndGradients` and `optimizer.applyGradients` do the work; `compile({ trainStep })` or
 * a method `trainStep` of a class that extends `Functional` or `Sequential` makes `fit` use it, with its callbacks,
 * checkpoints and progress. An evaluation step, `testStep` in the same two places, changes nothing and is used by
 * `evaluate` and the validation of `fit`.
 */
export type TrainStep = (batch: StepBatch) => Tensor | Readonly<Record<string, Tensor | number>>;
