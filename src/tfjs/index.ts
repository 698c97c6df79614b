/**
 * `recurve/tfjs`: TensorFlow.js's names and defaults for code that changes only its import,
 * `import * as tf from "recurve/tfjs"`. Nothing is computed here.
 */

export * from "./absent-names.ts";
export {
  Callback,
  CallbackList,
  CustomCallback,
  type CustomCallbackArgs,
  callbacks,
  EarlyStopping,
  type EarlyStoppingCallbackArgs,
  History,
  type Logs,
  registerCallbackConstructor,
} from "./callbacks/index.ts";
export * as data from "./data/index.ts";
export * from "./engine.ts";
export {
  type CustomGradientFunc,
  customGrad,
  type GradSaveFunc,
  grad,
  grads,
  valueAndGrad,
  valueAndGrads,
  variableGrads,
} from "./gradients.ts";
export * as io from "./io/index.ts";
export * as constraints from "./layers/constraints.ts";
export * as layers from "./layers/index.ts";
export * as initializers from "./layers/initializers.ts";
export { input } from "./layers/input.ts";
export { InputSpec } from "./layers/input-spec.ts";
export type { Shape } from "./layers/layer.ts";
export { LayerVariable } from "./layers/layer-variable.ts";
export type { Kwargs } from "./layers/own-args.ts";
export { RNN } from "./layers/recurrent.ts";
export type {
  GRUCellLayerArgs,
  GRULayerArgs,
  LSTMCellLayerArgs,
  LSTMLayerArgs,
  RNNLayerArgs,
  SimpleRNNCellLayerArgs,
  SimpleRNNLayerArgs,
} from "./layers/recurrent-layers.ts";
export * as regularizers from "./layers/regularizers.ts";
export { SymbolicTensor } from "./layers/symbolic.ts";
export * as losses from "./losses.ts";
export * as math from "./math.ts";
export * as metrics from "./metrics.ts";
export * as models from "./models/from-json.ts";
export {
  LayersModel,
  type ModelEvaluateArgs,
  type ModelPredictArgs,
  model,
  Sequential,
  type SequentialArgs,
  sequential,
} from "./models/index.ts";
export { loadLayersModel, type ModelAndWeightsConfig } from "./models/load.ts";
export * from "./ops/index.ts";
export {
  AdadeltaOptimizer,
  AdagradOptimizer,
  AdamaxOptimizer,
  AdamOptimizer,
  MomentumOptimizer,
  Optimizer,
  RMSPropOptimizer,
  SGDOptimizer,
  train,
} from "./optimizers/index.ts";
export { Reduction } from "./reduction.ts";
export * as serialization from "./serialization.ts";
export * as signal from "./signal.ts";
export {
  buffer,
  fill,
  ones,
  print,
  scalar,
  Tensor,
  TensorBuffer,
  tensor,
  tensor1d,
  tensor2d,
  tensor3d,
  tensor4d,
  tensor5d,
  tensor6d,
  Variable,
  variable,
  zeros,
} from "./tensors/index.ts";
export { sumOutType, upcastType } from "./tensors/rules.ts";
export * as test_util from "./test-util.ts";
export type { ModelCompileArgs } from "./training/compile.ts";
export type { ModelFitArgs } from "./training/fit.ts";
export type { ModelFitDatasetArgs } from "./training/fit-dataset.ts";
export type { ClassWeight, ClassWeightMap } from "./training/read.ts";
export * from "./types.ts";
export * as util from "./util.ts";
