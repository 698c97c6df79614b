/** One batch: a step of training, or its loss and metrics. */
import { readOptions } from "../../tensor/index.ts";
import type { AnyModelLayer } from "../model-layer.ts";
import { readSamples } from "../read-samples.ts";
import { type BatchOptions, batchOptions, type ModelData, type ModelTargets } from "../samples.ts";
import type { Logs } from "./logs.ts";
import { compiledObjective } from "./objective.ts";
import { testStep, trainStep } from "./train-step.ts";

/** See {@link Model.trainOnBatch} and {@link Model.testOnBatch}. */
export async function onBatch(
  kind: "trainOnBatch" | "testOnBatch",
  model: AnyModelLayer,
  x: ModelData,
  y: ModelTargets,
  options: BatchOptions,
): Promise<Logs> {
  readOptions(kind, options, batchOptions);
  const objective = compiledObjective(model, kind);
  const samples = readSamples(model, x, y, options);
  objective.checkTargets(samples);
  objective.reset();
  if (kind === "trainOnBatch") trainStep(model, objective, samples, model.config.seed);
  else testStep(model, objective, samples);
  return objective.logs();
}
