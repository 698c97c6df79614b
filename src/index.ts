/** The whole public surface of Recurve. */

// the parts that layers and models are given
// tensors
export {
  type Gradients,
  grad,
  type LossAndGradients,
  lossAndGradients,
  noGrad,
  type Trainable,
  valueAndGrad,
} from "./autodiff/grad.ts";
export { Variable, type VariableOptions } from "./autodiff/variable.ts";
export type { BackendDescription } from "./backend/backend.ts";
export { type BackendName, diagnose, type InitOptions, init, setBackend } from "./backend/current.ts";
export * as callbacks from "./callbacks.ts";
export * as constraints from "./constraints/index.ts";
export * as data from "./data/index.ts";
export * as initializers from "./initializers/index.ts";
// files
export {
  type CloneModelOptions,
  cloneModel,
  type FormatName,
  formatOf,
  type LoadOptions,
  type LoadWeightsOptions,
  loadModel,
  loadWeights,
  type ModelSource,
  modelToJSON,
  type NameFilter,
  type PlotOptions,
  plotModel,
  type ReadVocabularyOptions,
  readVocabulary,
  readWeights,
  type SaveOptions,
  type SaveWeightsOptions,
  saveModel,
  saveWeights,
  type WeightsMap,
} from "./io/index.ts";
export * as layers from "./layers/index.ts";
// layers and models
export { input } from "./layers/input.ts";
export { Layer } from "./layers/layer.ts";
export { type CallOptions, type OpenShape, SymbolicTensor } from "./layers/symbolic.ts";
export * as losses from "./losses/index.ts";
export * as metrics from "./metrics/index.ts";
export {
  type Batch,
  type Batches,
  type BatchOptions,
  type Callback,
  type CallbackSpec,
  type CheckpointOptions,
  type CompileOptions,
  type EvaluateOptions,
  type ExplainOptions,
  type Explanation,
  explain,
  explainLayers,
  type FitOptions,
  Functional,
  type FunctionalOptions,
  type GradientTrace,
  type GradientTraces,
  History,
  type InputBatch,
  type Logs,
  Model,
  type ModelData,
  type ModelOutputs,
  type ModelTargets,
  model,
  type Predictions,
  type PredictOptions,
  Sequential,
  type SequentialOptions,
  type StepBatch,
  type StepInput,
  type Stepper,
  type StreamOptions,
  type SummaryOptions,
  sequential,
  type TrainStep,
} from "./models/index.ts";
export * as ops from "./ops/index.ts";
export { clipByGlobalNorm } from "./optimizers/clipping.ts";
export * as optimizers from "./optimizers/index.ts";
export * as regularizers from "./regularizers/index.ts";
export * as tasks from "./tasks/index.ts";
export {
  type ArrayWithShape,
  BackendError,
  ConfigError,
  type DType,
  FormatError,
  fill,
  IoError,
  type NestedArray,
  type NestedText,
  ones,
  Random,
  RecurveError,
  randomSeed,
  type Shape,
  ShapeError,
  setRandomSeed,
  Tensor,
  type TensorLike,
  type TypedArray,
  tensor,
  zeros,
} from "./tensor/index.ts";
export * as text from "./text/index.ts";
