/** Predictions, batch by batch. */
import { step } from "../backend/current.ts";
import { type Declared, readOptions, type Tensor, takes } from "../tensor/index.ts";
import { EventLoop } from "./event-loop.ts";
import type { AnyModelLayer } from "./model-layer.ts";
import { readInputs } from "./read-samples.ts";
import type { ModelData } from "./samples.ts";
import { batchSizeFor, joinRows, takeRows } from "./take-rows.ts";
import { type InputBatch, inputsOf, noBatches } from "./training/epoch-batches.ts";
import { ProgressBar, type ProgressOptions, progressOptions } from "./training/progress.ts";
import { inferenceRun } from "./training/train-step.ts";

/** Options of `model.predict`: batches and output. */
export interface PredictOptions extends ProgressOptions {
  /** Samples per batch. Default 32. */
  batchSize?: number | undefined;
}

const predictOptions = { ...progressOptions, batchSize: takes.positiveInteger } satisfies Declared<PredictOptions>;

/** The model's outputs for all batches of a dataset, joined; each batch is one step, whatever its length. */
export async function predictBatches(
  model: AnyModelLayer,
  data: AsyncIterable<InputBatch>,
  options: ProgressOptions,
): Promise<Tensor[]> {
  readOptions<ProgressOptions, typeof progressOptions>("predict", options, progressOptions);
  const bar = new ProgressBar({ verbose: 0, ...options }, undefined);
  const eventLoop = new EventLoop();
  const batches: Tensor[][] = [];
  for await (const batch of data) {
    batches.push(predictInBatches(model, inputsOf(batch), { batchSize: Number.POSITIVE_INFINITY }));
    bar.update(batches.length, {});
    await eventLoop.turn();
  }
  if (batches.length === 0) throw noBatches(0);
  bar.finish({});
  return batches[0]!.map((_, i) => joinRows(batches.map((batch) => batch[i]!)));
}

/** The model's outputs for all samples; each batch is a step of its own, so that memory stays small. */
export function predict(model: AnyModelLayer, x: ModelData, options: PredictOptions): Tensor[] {
  readOptions("predict", options, predictOptions);
  return predictInBatches(model, x, options);
}

/** The same with options that are already checked; the batch size may be infinite. */
export function predictInBatches(model: AnyModelLayer, x: ModelData, options: PredictOptions): Tensor[] {
  const inputs = readInputs(model, x);
  const size = inputs[0]!.shape[0]!;
  const batchSize = batchSizeFor(model, options.batchSize, size);
  const bar = new ProgressBar({ verbose: 0, ...options }, Math.ceil(size / batchSize));
  const batches: Tensor[][] = [];
  for (let begin = 0; begin < size; begin += batchSize) {
    const batch = inputs.map((input) => takeRows(input, begin, Math.min(begin + batchSize, size)));
    const outputs = step(() => model.run(batch, {}, inferenceRun(model)));
    batches.push(outputs.map((output) => withoutMask(output, batch)));
    bar.update(batches.length, {});
  }
  bar.finish({});
  return batches[0]!.map((_, i) => joinRows(batches.map((batch) => batch[i]!)));
}

/** Masks are for layers; predictions are plain numbers. */
function withoutMask(output: Tensor, inputs: readonly Tensor[]): Tensor {
  if (!inputs.includes(output)) output.mask = undefined;
  return output;
}
