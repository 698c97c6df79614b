/** Options of layers in Keras's JSON that have other names here, or no meaning. */
import type { Json } from "./json.ts";

/** Layers for which Keras does not accept `trainable`. They have no weights. */
export const withoutTrainable = new Set(["SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"]);

/** Old layers that became part of others. */
export const formerClasses: Readonly<Record<string, { class_name: string; options: Record<string, unknown> }>> = {
  ThresholdedReLU: { class_name: "ReLU", options: {} },
  CuDNNLSTM: { class_name: "LSTM", options: { activation: "tanh", recurrentActivation: "sigmoid" } },
  CuDNNGRU: { class_name: "GRU", options: { activation: "tanh", recurrentActivation: "sigmoid", resetAfter: true } },
};

/** Options that had other names in earlier versions, by class and name. */
export const formerOptions: ReadonlyMap<string, string> = new Map([
  ["LeakyReLU alpha", "negative_slope"],
  ["ThresholdedReLU theta", "threshold"],
]);

/** Options that Keras 2 writes for classes that never use them. */
export const unused: readonly (readonly [className: RegExp, option: RegExp])[] = [
  [/^(Depthwise|Separable)Conv\dD$/, /^(groups|kernel_(initializer|regularizer|constraint))$/],
  [/^Conv\dDTranspose$/, /^groups$/],
];

/** Options of layers without a meaning here: ignored, whatever their value. */
export const meaningless = new Set([
  "dtype",
  "implementation",
  "input_length",
  "input_dtype",
  // LoRA is part of the kernel here
  "lora_alpha",
  "lora_rank",
  "use_cudnn",
  // told by the layer's type, by which quantized layers are refused
  "quantization_config",
  // the calls of a layer have these themselves
  "num_constants",
  // the length of a vocabulary, and the type of its tokens
  "vocabulary_size",
  "vocabulary_dtype",
  // shapes that attention over heads was built for
  "query_shape",
  "key_shape",
  "value_shape",
]);

/** Options that have no effect at these values; with any other, the layer decides whether it accepts them. */
export const withoutEffect: Readonly<Record<string, readonly Json[]>> = {
  causal: [false],
  data_format: [null, "channels_last"],
  encoding: ["utf-8"],
  noise_shape: [null],
  oov_method: ["floormod"],
  optional: [false],
  ragged: [false],
  renorm: [false],
  renorm_clipping: [null],
  renorm_momentum: [0.99],
  reverse_dtype: [null],
  rms_scaling: [false],
  salt: [null],
  sliding_window: [null],
  sparse: [false],
  synchronized: [false],
  time_major: [false],
  use_gate: [false],
};

/**
 * Options that Keras's layers do not have, and their defaults. Other values are written beside the configuration, where
 * Keras ignores them.
 */
export const withoutKeras: Readonly<Record<string, Json>> = {
  recurrentKernelDropout: 0,
  halfPixelCenters: true,
  projection: null,
};
