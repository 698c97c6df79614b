/** Evaluating a model. */
import { type Declared, readOptions, takes } from "../tensor/index.ts";
import { aSignal, EventLoop } from "./event-loop.ts";
import type { AnyModelLayer } from "./model-layer.ts";
import { readSamples } from "./read-samples.ts";
import { type BatchOptions, batchOptions, type ModelData, type ModelTargets } from "./samples.ts";
import { batchSizeFor } from "./take-rows.ts";
import type { CallbackSpec } from "./training/callback.ts";
import { CallbackList } from "./training/callback-list.ts";
import { type Batches, type BatchSource, isBatches, SamplesSource, StreamSource } from "./training/epoch-batches.ts";
import type { Logs } from "./training/logs.ts";
import { compiledObjective, type Objective } from "./training/objective.ts";
import { ProgressBar, type ProgressOptions, progressOptions } from "./training/progress.ts";
import { testStep } from "./training/train-step.ts";

/** Options of `model.evaluate`: batches, weights and output. */
export interface EvaluateOptions extends Omit<BatchOptions, "classWeight">, ProgressOptions {
  /** Samples per batch. Default 32. */
  batchSize?: number | undefined;
  /** Number of batches to evaluate, if not all. */
  steps?: number | undefined;
  /** Callbacks, called in this order. Default none. */
  callbacks?: readonly CallbackSpec[] | undefined;
  /** Ends the evaluation after the running batch; the promise is rejected with the signal's reason. */
  signal?: AbortSignal | undefined;
}

const { classWeight: _, ...weighed } = batchOptions;
const evaluateOptions = {
  ...weighed,
  ...progressOptions,
  batchSize: takes.positiveInteger,
  steps: takes.positiveInteger,
  callbacks: takes.anything,
  signal: aSignal,
} satisfies Declared<EvaluateOptions>;

/** The loss and metrics over all samples, or over all batches of a dataset. */
export async function evaluate(
  model: AnyModelLayer,
  x: ModelData | Batches,
  y: ModelTargets | undefined,
  options: EvaluateOptions,
): Promise<Logs> {
  readOptions("evaluate", options, evaluateOptions);
  const objective = compiledObjective(model, "evaluate");
  const { steps: take, allowNaN } = options;
  const source = isBatches(x)
    ? new StreamSource(model, objective, x, { allowNaN, take })
    : samplesSource(model, objective, x, y!, options);
  const bar = new ProgressBar(options, source.steps);
  const callbacks = new CallbackList(options.callbacks ?? [], model);
  return evaluateSource(model, objective, source, { callbacks, bar, signal: options.signal });
}

function samplesSource(
  model: AnyModelLayer,
  objective: Objective,
  x: ModelData,
  y: ModelTargets,
  options: EvaluateOptions,
): BatchSource {
  const samples = readSamples(model, x, y, options);
  objective.checkTargets(samples);
  const batchSize = batchSizeFor(model, options.batchSize, samples.size);
  return new SamplesSource(samples, batchSize, { stepsPerEpoch: options.steps });
}

/** What {@link evaluateSource} needs besides the batches. */
interface Round {
  callbacks: CallbackList;
  bar?: ProgressBar;
  signal?: AbortSignal;
}

/** {@link evaluate} on batches in order, as `fit` does after an epoch. */
export async function evaluateSource(
  model: AnyModelLayer,
  objective: Objective,
  source: BatchSource,
  { callbacks, bar, signal }: Round,
): Promise<Logs> {
  const eventLoop = new EventLoop(signal);
  objective.reset();
  await callbacks.onTestBegin({});
  let logs: Logs = {};
  let batch = 0;
  for await (const rows of source.batches({ epoch: 0, seed: 0, epochStart: 0, skip: 0 })) {
    await callbacks.onTestBatchBegin(batch, {});
    testStep(model, objective, rows);
    logs = objective.logs();
    await callbacks.onTestBatchEnd(batch, logs);
    batch++;
    bar?.update(batch, logs);
    await eventLoop.turn();
  }
  bar?.finish(logs);
  await callbacks.onTestEnd(logs);
  return logs;
}
