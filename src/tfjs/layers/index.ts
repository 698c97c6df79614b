/** `tf.layers`: TensorFlow.js's layers by all their names, with its defaults and options. */
export * from "./absent.ts";
export * from "./basic-layers.ts";
export { elu as eLU, prelu as pReLU } from "./basic-layers.ts";
export * from "./further-layers.ts";
export { input } from "./input.ts";
export { Layer } from "./layer.ts";
export * from "./merging-layers.ts";
export { RNN } from "./recurrent.ts";
export * from "./recurrent-layers.ts";
export { RNNCell } from "./rnn-cell.ts";
export * from "./windows-layers.ts";
export {
  averagePooling1d as avgPool1d,
  averagePooling1d as avgPooling1d,
  averagePooling2d as avgPool2d,
  averagePooling2d as avgPooling2d,
  averagePooling3d as avgPool3d,
  averagePooling3d as avgPooling3d,
  cropping2D as cropping2d,
  globalMaxPooling1d as globalMaxPool1d,
  globalMaxPooling2d as globalMaxPool2d,
  maxPooling1d as maxPool1d,
  maxPooling2d as maxPool2d,
} from "./windows-layers.ts";
