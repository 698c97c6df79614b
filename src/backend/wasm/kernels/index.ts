// The kernels that WasmBackend calls. All memory is passed by address; nothing here allocates.
export { convLstmBackward, convLstmForward } from "./conv-lstm";
export {
  convolve, convolveInputGradient, convolveKernelGradient, depthwise, depthwiseInputGradient, depthwiseKernelGradient,
} from "./convolution";
export { copyRows, permute, reverse, swapAxes, swapLast, truncate } from "./copy";
export { activate as unary, binary, selected, unaryGradient } from "./elementwise";
export { packTaps, packedSize, product as gemm, scratchSize, useWidePanels } from "./gemm";
export { normalize, normalizeGradient } from "./normalize";
export { adam, rmsprop, sgd } from "./optimizer";
export { extremeGradient, extremes, pool, poolGradient } from "./pooling";
export { dropoutMask } from "./random";
export { recurrentBackward } from "./recurrent-backward";
export { recurrentForward } from "./recurrent-forward";
export {
  argRows, crossEntropyGradient, expRow, expSums, gather, logSoftmax, logSoftmaxGradient, scatterAdd, softmax,
  softmaxGradient, sumColumns, sumRows,
} from "./reduce";
// exported so that the compiler leaves them functions of their own
export { row1, row4, tile4, tile6, wideRow1, wideRow4, wideTile4, wideTile6 } from "./tiles";
