/** The floor of models, for the floors above. */

export type { EvaluateOptions } from "./evaluate.ts";
export { type ExplainOptions, type Explanation, explain, explainLayers } from "./explain/explain.ts";
export { Functional, type FunctionalOptions, model } from "./functional.ts";
export { type AnyModel, Model } from "./model.ts";
export type { ModelOutputs, Predictions } from "./model-layer.ts";
export type { PredictOptions } from "./predict.ts";
export type { BatchOptions, ModelData, ModelTargets } from "./samples.ts";
export { Sequential, type SequentialOptions, sequential } from "./sequential.ts";
export { type StepInput, Stepper, type StreamOptions } from "./stepper.ts";
export type { SummaryOptions } from "./summary.ts";
export type { GradientTrace, GradientTraces } from "./trace.ts";
export type { Callback, CallbackSpec } from "./training/callback.ts";
export * as callbacks from "./training/callbacks/index.ts";
export type { CheckpointOptions } from "./training/checkpoint.ts";
export type { Batch, Batches, InputBatch } from "./training/epoch-batches.ts";
export type { FitOptions } from "./training/fit-options.ts";
export { History } from "./training/history.ts";
export type { Logs } from "./training/logs.ts";
export type { CompileOptions } from "./training/objective.ts";
export type { StepBatch, TrainStep } from "./training/own-step.ts";
export type { ProgressOptions } from "./training/progress.ts";
export { variablesByPath } from "./variables-by-path.ts";
