/** One step of training, and the same run without it. */
import { lossAndGradients } from "../../autodiff/grad.ts";
import type { Variable } from "../../autodiff/variable.ts";
import { step } from "../../backend/current.ts";
import { RunContext, withinCall } from "../../layers/context.ts";
import { penaltiesOf } from "../../layers/weights.ts";
import { add } from "../../ops/index.ts";
import { ConfigError, type Tensor } from "../../tensor/index.ts";
import { type CarriedStates, keepStates } from "../carried.ts";
import type { AnyModelLayer } from "../model-layer.ts";
import { inferenceStream, trainingStream } from "../random-streams.ts";
import type { Samples } from "../samples.ts";
import type { Objective, Outcome } from "./objective.ts";
import type { StepBatch, TrainStep } from "./own-step.ts";

/**
 * Runs a batch, computes the gradients of its loss, and updates the weights.
 * @param carried the states of recurrent layers, read as constants and replaced
 */
export function trainStep(
  model: AnyModelLayer,
  objective: Objective,
  batch: Samples,
  seed: number | undefined,
  carried?: CarriedStates,
): void {
  const begun = carried && new Map(carried);
  const newRun = () => {
    const run = new RunContext(true, seed, trainingStream(objective.steps));
    run.carried = begun && new Map(begun);
    return run;
  };
  const own = objective.options.trainStep ?? model.trainStep;
  if (own) {
    step(() => {
      const run = newRun();
      runOwn(own, model, objective, batch, run);
      if (carried) keepStates(run.carried!, carried);
    });
  } else {
    const variables = trainableWeightsOf(model);
    let isFirst = true;
    // an optimizer that evaluates several times makes each a separate step: only one is in memory
    objective.optimizer.minimize(() => {
      const run = newRun();
      const { gradients, ...result } = lossAndGradients(variables, () => {
        const result = forward(model, objective, batch, run);
        return { ...result, loss: result.total, carried: carried ? [...run.carried!] : undefined };
      });
      if (isFirst) objective.record(batch, result);
      if (isFirst && carried) keepStates(new Map(result.carried), carried);
      isFirst = false;
      return { loss: result.loss, gradients };
    }, variables);
  }
  objective.steps++;
}

/** @throws ConfigError when there are none, so that no step would change anything */
function trainableWeightsOf(model: AnyModelLayer): readonly Variable[] {
  const variables = model.trainableWeights;
  if (variables.length > 0) return variables;
  throw new ConfigError({
    what: `The model "${model.name}" has nothing to train.`,
    expected: "at least one trainable weight",
    received: model.weights.length > 0 ? `${model.weights.length} weights, none of them trainable` : "no weights",
    hint: "set trainable to true; layers of your own hold their layers and variables in fields",
  });
}

/** Runs inputs only for the states that they leave. */
export function passThrough(model: AnyModelLayer, inputs: readonly Tensor[], carried: CarriedStates): void {
  step(() => {
    const run = inferenceRun(model);
    run.carried = new Map(carried);
    model.run(inputs, {}, run);
    keepStates(run.carried, carried);
  });
}

/** Runs a batch and counts its loss and metrics. */
export function testStep(model: AnyModelLayer, objective: Objective, batch: Samples): void {
  const own = objective.options.testStep ?? model.testStep;
  step(() => {
    const run = inferenceRun(model);
    if (own) runOwn(own, model, objective, batch, run);
    else objective.record(batch, forward(model, objective, batch, run));
  });
}

/** Runs a user's step on a batch and adds its results to the means. */
function runOwn(own: TrainStep, owner: AnyModelLayer, objective: Objective, batch: Samples, run: RunContext): void {
  const model = owner as StepBatch["model"];
  const context = { training: run.training, run, masks: [], initialState: undefined };
  const totalOf = (predictions: readonly Tensor[]) => outcome(model, objective, batch, run, predictions).total;
  const logs = withinCall(undefined, context, () =>
    own.call(model, {
      model,
      x: bare(batch.inputs),
      y: bare(batch.targets),
      sampleWeight: batch.weights.some(Boolean) ? bare(batch.weights) : undefined,
      computeLoss: (predictions) => totalOf(Array.isArray(predictions) ? predictions : [predictions as Tensor]),
    }),
  );
  objective.recordLogs(batch.size, "dtype" in logs ? { loss: logs as Tensor } : logs);
}

/** A single one, or several as a list. */
function bare(tensors: readonly (Tensor | undefined)[]): StepBatch["x"] {
  return (tensors.length === 1 ? tensors[0] : tensors) as StepBatch["x"];
}

/** The random stream of a run outside training, for layers that draw. */
export function inferenceRun(model: AnyModelLayer): RunContext {
  return new RunContext(false, model.config.seed, inferenceStream(model.nextRun()));
}

function forward(model: AnyModelLayer, objective: Objective, batch: Samples, run: RunContext): Outcome {
  return outcome(model, objective, batch, run, model.run(batch.inputs, {}, run));
}

/** The loss of a model's outputs, with the penalties of its weights and of this run. */
function outcome(
  model: AnyModelLayer,
  objective: Objective,
  batch: Samples,
  run: RunContext,
  predictions: readonly Tensor[],
): Outcome {
  const losses = objective.lossesOf(batch, predictions);
  const terms = [...objective.terms(losses), ...penaltiesOf(model.trainableWeights), ...run.losses];
  if (terms.length === 0) throw noLoss();
  return { predictions, losses, total: terms.reduce((sum, term) => add(sum, term)) };
}

/** The loss of a batch in a run. */
export function lossOf(model: AnyModelLayer, objective: Objective, batch: Samples, run: RunContext): Tensor {
  return forward(model, objective, batch, run).total;
}

function noLoss(): ConfigError {
  return new ConfigError({
    what: "The model was compiled without a loss.",
    expected: 'compile({ loss: "meanSquaredError" }) or another loss, or a layer that calls addLoss',
    received: "none",
  });
}
