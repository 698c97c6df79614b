/** The floor of models, for the floors above. */

export type { Batch, Batches, InputBatch } from "./batch-source.ts";
export type { Callback, CallbackSpec } from "./callback.ts";
export * as callbacks from "./callbacks/index.ts";
export type { CheckpointOptions } from "./checkpoint.ts";
export type { EvaluateOptions } from "./evaluate.ts";
export { type ExplainOptions, type Explanation, explain, explainLayers } from "./explain.ts";
export type { FitOptions } from "./fit-options.ts";
export { Functional, type FunctionalOptions, model } from "./functional.ts";
export { History } from "./history.ts";
export type { Logs } from "./logs.ts";
export { type AnyModel, Model } from "./model.ts";
export type { ModelOutputs, Predictions } from "./model-layer.ts";
export type { CompileOptions } from "./objective.ts";
export type { StepBatch, TrainStep } from "./own-step.ts";
export type { PredictOptions } from "./predict.ts";
export type { ProgressOptions } from "./progress.ts";
export type { BatchOptions, ModelData, ModelTargets } from "./samples.ts";
export { Sequential, type SequentialOptions, sequential } from "./sequential.ts";
export { type StepInput, Stepper, type StreamOptions } from "./stepper.ts";
export type { SummaryOptions } from "./summary.ts";
export type { GradientTrace, GradientTraces } from "./trace.ts";
export { variablesByPath } from "./variables-by-path.ts";
