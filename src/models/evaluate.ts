/** Measuring a model. */
import { checkOptionNames } from "../tensor/index.ts";
import { batchSizeFor, takeSamples } from "./batches.ts";
import { CallbackList, type CallbackSpec } from "./callback.ts";
import { EventLoop } from "./event-loop.ts";
import type { AnyModel, Logs } from "./model.ts";
import { compiledObjective, type Objective } from "./objective.ts";
import { ProgressBar, type ProgressOptions } from "./progress.ts";
import { type BatchOptions, type ModelData, type ModelTargets, readSamples, type Samples } from "./samples.ts";
import { testStep } from "./train-step.ts";

export interface EvaluateOptions extends Omit<BatchOptions, "classWeight">, ProgressOptions {
  /** Samples measured together. Default 32. */
  batchSize?: number;
  callbacks?: readonly CallbackSpec[];
  /** Ends the evaluation after the running batch; the promise is rejected with the signal's reason. */
  signal?: AbortSignal;
}

const optionNames = ["sampleWeight", "allowNaN", "batchSize", "verbose", "write", "callbacks", "signal"];

/** The loss and metrics over all samples. */
export async function evaluate(
  model: AnyModel,
  x: ModelData,
  y: ModelTargets,
  options: EvaluateOptions,
): Promise<Logs> {
  checkOptionNames("evaluate", options, optionNames);
  const objective = compiledObjective(model, "evaluate");
  const samples = readSamples(model, x, y, options);
  objective.checkTargets(samples);
  const batchSize = batchSizeFor(model, options.batchSize, samples.size);
  const bar = new ProgressBar(options, Math.ceil(samples.size / batchSize));
  const callbacks = new CallbackList(options.callbacks ?? [], model);
  return evaluateSamples(model, objective, samples, { batchSize, callbacks, bar, signal: options.signal });
}

/** What {@link evaluateSamples} needs beside the samples. */
interface Round {
  batchSize: number;
  callbacks: CallbackList;
  bar?: ProgressBar;
  signal?: AbortSignal;
}

/** {@link evaluate} on samples that are checked, as `fit` does after an epoch. */
export async function evaluateSamples(
  model: AnyModel,
  objective: Objective,
  samples: Samples,
  { batchSize, callbacks, bar, signal }: Round,
): Promise<Logs> {
  const eventLoop = new EventLoop(signal);
  objective.reset();
  await callbacks.onTestBegin({});
  let logs: Logs = {};
  for (let batch = 0, begin = 0; begin < samples.size; batch++, begin += batchSize) {
    await callbacks.onTestBatchBegin(batch, {});
    testStep(model, objective, takeSamples(samples, begin, Math.min(begin + batchSize, samples.size)));
    logs = objective.logs();
    await callbacks.onTestBatchEnd(batch, logs);
    bar?.update(batch + 1, logs);
    await eventLoop.turn();
  }
  bar?.finish(logs);
  await callbacks.onTestEnd(logs);
  return logs;
}

/** The loss and metrics of one batch. */
export async function testOnBatch(
  model: AnyModel,
  x: ModelData,
  y: ModelTargets,
  options: BatchOptions,
): Promise<Logs> {
  checkOptionNames("testOnBatch", options, ["sampleWeight", "classWeight", "allowNaN"]);
  const objective = compiledObjective(model, "testOnBatch");
  const samples = readSamples(model, x, y, options);
  objective.checkTargets(samples);
  objective.reset();
  testStep(model, objective, samples);
  return objective.logs();
}
