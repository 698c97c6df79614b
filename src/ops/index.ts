/** The operations that users call and differentiate: each gives a new tensor. */
export {
  add,
  divide,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalOr,
  maximum,
  minimum,
  multiply,
  notEqual,
  power,
  subtract,
} from "./arithmetic.ts";
export { cast } from "./cast.ts";
export { type ConvOptions, conv } from "./convolution.ts";
export { type CtcOptions, ctcLoss } from "./ctc.ts";
export { type CtcDecoded, type CtcDecodeOptions, type CtcStrategy, ctcDecode } from "./ctc-decode.ts";
export { dropout, dropoutMask } from "./dropout.ts";
export { gather, oneHot, stopGradient, takeAlongLast, where } from "./indexing.ts";
export { type LayerNormOptions, layerNorm } from "./layer-norm.ts";
export {
  broadcastTo,
  concatenate,
  expandDims,
  pad,
  reshape,
  reverse,
  slice,
  sliceAxis,
  split,
  squeeze,
  stack,
  tile,
  transpose,
  unstack,
} from "./layout.ts";
export { type MatmulOptions, matmul } from "./matmul.ts";
export { averagePool, maxPool, type PoolOptions } from "./pooling.ts";
export { type Recurrence, recurrent } from "./recurrent.ts";
export { type Axes, all, any, argMax, argMin, max, mean, min, sum } from "./reduce.ts";
export {
  logitsOf,
  logSoftmax,
  sigmoidCrossEntropy,
  softmax,
  softmaxCrossEntropy,
  sparseSoftmaxCrossEntropy,
  withLogits,
} from "./softmax.ts";
export {
  abs,
  clip,
  cos,
  erf,
  exp,
  floor,
  log,
  log1p,
  logicalNot,
  negative,
  reciprocal,
  relu,
  rsqrt,
  sigmoid,
  sign,
  sin,
  softplus,
  sqrt,
  square,
  tanh,
  unary,
} from "./unary.ts";
export type { Padding } from "./windows.ts";
