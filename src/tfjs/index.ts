/**
 * `recurve/tfjs`: TensorFlow.js's names and defaults for code that changes only its import,
 * `import * as tf from "recurve/tfjs"`. Nothing is computed here.
 */
export { callbacks, constraints, initializers, Layer, metrics, regularizers, SymbolicTensor } from "../index.ts";
export * from "./functions.ts";
export { layers } from "./layers.ts";
export {
  type Callbacks,
  type CompileArgs,
  type FitArgs,
  input,
  LayersModel,
  loadLayersModel,
  model,
  sequential,
} from "./models.ts";
export { dispose, getBackend, keep, memory, nextFrame, ready, setBackend, tidy, util } from "./runtime.ts";
export {
  buffer,
  fill,
  oneHot,
  ones,
  onesLike,
  randomNormal,
  randomUniform,
  scalar,
  Tensor,
  TensorBuffer,
  tensor,
  tensor1d,
  tensor2d,
  tensor3d,
  tensor4d,
  zeros,
  zerosLike,
} from "./tensors.ts";
export { train } from "./train.ts";
