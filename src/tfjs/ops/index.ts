/** TensorFlow.js's functions of tensors, by its names. */
export {
  booleanMaskAsync,
  gatherND,
  inTopKAsync,
  lowerBound,
  scatterND,
  searchSorted,
  setdiff1dAsync,
  sparseToDense,
  tensorScatterUpdate,
  upperBound,
  whereAsync,
} from "./choosing.ts";
export * from "./composed.ts";
export {
  bincount,
  bitwiseAnd,
  broadcastArgs,
  cosineWindow,
  denseBincount,
  diag,
  enclosingPowerOfTwo,
  eye,
  linspace,
  range,
} from "./filling.ts";
export * as fused from "./fused.ts";
export * from "./joining.ts";
export * from "./layout.ts";
export * as linalg from "./linalg.ts";
export * from "./pairs.ts";
export * from "./pointwise.ts";
export * from "./random.ts";
export * from "./reductions.ts";
export * from "./windows.ts";
