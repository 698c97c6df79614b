/**
 * `recurve/tfjs`: TensorFlow.js's names and defaults for code that changes only its import,
 * `import * as tf from "recurve/tfjs"`. Nothing is computed here.
 */
export { callbacks, constraints, initializers, Layer, metrics, regularizers, SymbolicTensor } from "../index.ts";
export { dispose, getBackend, keep, memory, nextFrame, ready, setBackend, tidy, util } from "./engine.ts";
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
export * from "./ops/index.ts";
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
export { train } from "./train.ts";
export * from "./types.ts";
