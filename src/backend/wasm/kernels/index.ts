// The kernels that WasmBackend calls. All memory is passed by address; nothing here allocates.
export { binary, reverse, swapAxes, unary, unaryGradient } from "./elementwise";
export { four, gemm, pack, packedSize, scratchSize, tile4, tile6 } from "./gemm";
export { adam, rmsprop, sgd } from "./optimizer";
export { dropoutMask } from "./random";
export { recurrentBackward } from "./recurrent-backward";
export { recurrentForward } from "./recurrent-forward";
export {
  argRows,
  crossEntropyGradient,
  expSums,
  gather,
  scatterAdd,
  softmax,
  softmaxGradient,
  sumColumns,
  sumRows,
} from "./reduce";
