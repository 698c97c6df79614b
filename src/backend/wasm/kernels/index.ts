// The kernels that WasmBackend calls. All memory is passed by address; nothing here allocates.
export {
  convolve, convolveInputGradient, convolveKernelGradient, depthwise, depthwiseInputGradient, depthwiseKernelGradient,
} from "./convolution";
export { copyRows, permute, truncate } from "./copy";
export { activate as unary, binary, selected, unaryGradient } from "./elementwise";
export { gemm, packTaps, packedSize, scratchSize, useWidePanels } from "./gemm";
export { adam, rmsprop, sgd } from "./optimizer";
export { extremeGradient, extremes, pool, poolGradient } from "./pooling";
export { dropoutMask } from "./random";
export { recurrentBackward } from "./recurrent-backward";
export { recurrentForward } from "./recurrent-forward";
export {
  argRows, crossEntropyGradient, expSums, gather, logSoftmax, logSoftmaxGradient, normalize, normalizeGradient, scatterAdd,
  softmax, softmaxGradient, sumColumns, sumRows,
} from "./reduce";
// exported so that the compiler leaves them functions of their own
export { tile1x1, tile1x4, tile4x1, tile6x1, wideTile1x1, wideTile1x4, wideTile4x1, wideTile6x1 } from "./tiles";
