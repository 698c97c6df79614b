/** The operations that users call and differentiate: each gives a new tensor. */

export { arctan2 } from "./arctan2.ts";
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
export {
  eye,
  type RandomNormalOptions,
  type RandomUniformOptions,
  randomNormal,
  randomUniform,
  range,
} from "./create.ts";
export { type CtcOptions, ctcLoss } from "./ctc.ts";
export { type CtcDecoded, type CtcDecodeOptions, type CtcStrategy, ctcDecode } from "./ctc-decode.ts";
export { type CumSumOptions, cumSum } from "./cumulative.ts";
export { dropout, dropoutMask } from "./dropout.ts";
export { einsum } from "./einsum.ts";
export { type Complex, type FftOptions, type InverseFftOptions, irfft, rfft } from "./fft.ts";
export { gather, oneHot, stopGradient, takeAlongLast, where } from "./indexing.ts";
export { type LayerNormOptions, layerNorm } from "./layer-norm.ts";
export {
  broadcastTo,
  concatenate,
  expandDims,
  pad,
  reshape,
  reverse as flip,
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
export { argsort, type SortOptions, sort, topK } from "./order.ts";
export { averagePool, maxPool, type PoolOptions } from "./pooling.ts";
export { type Recurrence, recurrent, recurrentPrediction } from "./recurrent.ts";
export { type Axes, all, any, argMax, argMin, max, mean, min, sum } from "./reduce.ts";
export { interpolate, repeat } from "./resizing.ts";
export { segmentMax, segmentMean, segmentSum } from "./segments.ts";
export {
  logitsOf,
  logSoftmax,
  sigmoidCrossEntropy,
  softmax,
  softmaxCrossEntropy,
  sparseSoftmaxCrossEntropy,
  withLogits,
} from "./softmax.ts";
export { isFiniteNumber as isFinite, isNotANumber as isNaN } from "./special-values.ts";
export { logSumExp, norm, std, variance } from "./statistics.ts";
export { type InverseStftOptions, istft, type StftOptions, stft } from "./stft.ts";
export type { Window } from "./tapers.ts";
export { type ConvTransposeOptions, convTranspose } from "./transposed-convolution.ts";
export {
  abs,
  arccos,
  arccosh,
  arcsin,
  arcsinh,
  arctan,
  arctanh,
  ceil,
  clip,
  cos,
  cosh,
  erf,
  exp,
  expm1,
  floor,
  log,
  log1p,
  logicalNot,
  negative,
  reciprocal,
  relu,
  round,
  rsqrt,
  sigmoid,
  sign,
  sin,
  sinh,
  softplus,
  sqrt,
  square,
  tan,
  tanh,
  unary,
} from "./unary.ts";
export type { Padding } from "./windows.ts";
