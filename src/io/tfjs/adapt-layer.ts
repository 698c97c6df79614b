/** A layer's Keras object as TensorFlow.js can read it; what TensorFlow.js lacks is rejected by name. */
import { FormatError } from "../../tensor/index.ts";
import { isRecord, type Json, type JsonRecord, show } from "../json.ts";
import { asKerasObject, type KerasObject } from "../layer-options.ts";

/** Classes of `tf.layers` that Recurve has too. */
const classes = new Set(
  `Activation Add AlphaDropout Average AveragePooling1D AveragePooling2D AveragePooling3D BatchNormalization Bidirectional
  Concatenate Conv1D Conv2D Conv2DTranspose Conv3D Conv3DTranspose ConvLSTM2D ConvLSTM2DCell Cropping2D Dense DepthwiseConv2D
  Dot Dropout ELU Embedding Flatten GaussianDropout GaussianNoise GlobalAveragePooling1D GlobalAveragePooling2D GlobalMaxPooling1D
  GlobalMaxPooling2D GRU GRUCell InputLayer LayerNormalization LeakyReLU LSTM LSTMCell Masking Maximum MaxPooling1D MaxPooling2D
  MaxPooling3D Minimum Model Multiply Permute PReLU ReLU RepeatVector Rescaling Reshape RNN SeparableConv2D Sequential SimpleRNN
  SimpleRNNCell Softmax SpatialDropout1D StackedRNNCells TimeDistributed UpSampling2D ZeroPadding2D`.split(/\s+/),
);

const activations = new Set(
  "elu gelu gelu_new hard_sigmoid linear log_softmax mish relu relu6 selu sigmoid softmax softplus softsign swish tanh".split(
    " ",
  ),
);

/** Options that have other names in TensorFlow.js. */
const renamed: ReadonlyMap<string, string> = new Map([
  ["batch_shape", "batch_input_shape"],
  ["LeakyReLU negative_slope", "alpha"],
]);

/** Options without meaning in TensorFlow.js, and options that only Keras 3 has. */
const dropped = new Set(["seed", "zero_output_for_mask", "backward_layer"]);

/** Options that TensorFlow.js supports at only one value, and omits, by class. */
const fixed: readonly (readonly [className: RegExp, option: string, value: Json])[] = [
  [/^ReLU$/, "negative_slope", 0],
  [/^ReLU$/, "threshold", 0],
  [/^Global/, "keepdims", false],
  [/^LayerNormalization$/, "rms_scaling", false],
  [/Transpose$/, "dilation_rate", 1],
  [/Transpose$/, "output_padding", null],
];

/**
 * A layer's object for TensorFlow.js; objects of the user's classes, `own`, are unchanged.
 * @throws FormatError for a class or an option that TensorFlow.js does not have
 */
export function adaptLayer(object: KerasObject, name: string, own: ReadonlySet<string>): KerasObject {
  const { class_name: className, config } = object;
  if (own.has(className)) return object;
  const recurve_config = withoutCorners(object, name);
  if (!classes.has(className)) throw absent(name, `the class ${className}`, hintFor(className));
  // what is inside a model is adapted already
  if (className === "Model" || className === "Sequential") return { class_name: className, config };
  if (/^GRU/.test(className) && config.reset_after !== false) {
    throw absent(name, "resetAfter: true", "make the layer with resetAfter: false, or save as .keras or .onnx");
  }
  if (config.zero_output_for_mask === true && className !== "Bidirectional") throw absent(name, "zeroOutputForMask");
  if (className === "ELU" && config.alpha !== 1) throw absent(name, `alpha ${show(config.alpha)}`);
  if (isThresholded(object)) return { class_name: "ThresholdedReLU", config: thresholded(config) };
  const left = fixed.filter(([classes, key]) => classes.test(className) && config[key] !== undefined);
  for (const [, key, value] of left) {
    if (![config[key]!].flat().every((entry) => entry === value)) throw absent(name, `${key} ${show(config[key])}`);
  }
  const adapted = Object.entries(config)
    .filter(([key]) => !dropped.has(key) && !left.some(([, option]) => option === key))
    .map(([key, value]) => [
      renamed.get(key) ?? renamed.get(`${className} ${key}`) ?? key,
      adaptOption(key, value!, className, name, own),
    ]);
  return { class_name: className, config: Object.fromEntries(adapted), ...(recurve_config && { recurve_config }) };
}

/** Whether a rectifier is one that TensorFlow.js has as a class of its own. */
const isThresholded = ({ class_name: className, config }: KerasObject) =>
  className === "ReLU" && config.threshold !== 0 && (config.max_value ?? null) === null && config.negative_slope === 0;

function thresholded({ threshold, max_value, negative_slope, ...others }: JsonRecord): JsonRecord {
  return { ...others, theta: threshold! };
}

/** Options that only Recurve reads, but for those that decide what is computed. Aligned corners are TensorFlow.js's only way and are not written; aligned centers it cannot compute. */
function withoutCorners({ config, recurve_config: given }: KerasObject, name: string): JsonRecord | undefined {
  const { half_pixel_centers: middles = true, ...rest } = isRecord(given) ? given : {};
  if (middles === true && config.interpolation === "bilinear") {
    throw absent(name, "bilinear interpolation between middles", "make the layer with halfPixelCenters: false");
  }
  if (rest.projection !== undefined) throw absent(name, "a projection", "save as .keras");
  return Object.keys(rest).length > 0 ? rest : undefined;
}

function adaptOption(key: string, value: Json, className: string, name: string, own: ReadonlySet<string>): Json {
  const cellOf = (cell: Json) => adaptLayer(asKerasObject(cell, "A cell"), name, own);
  if (key === "layer") return adaptInner(value, className, name, own);
  if (key === "cell") return cellOf(value);
  if (key === "cells") return (value as Json[]).map(cellOf);
  if (/^(ZeroPadding|Cropping)2D$/.test(className) && (key === "padding" || key === "cropping")) return edgesOf(value);
  if (/^(recurrent_)?activation$/.test(key)) return adaptActivation(value, name);
  if (/_regularizer$/.test(key) && isRecord(value)) return adaptRegularizer(value, name);
  if (/_initializer$/.test(key) && isRecord(value)) {
    return { ...value, class_name: String(value.class_name).replace(/^Lecun/, "LeCun") };
  }
  return value;
}

/** The widths of edges as [before, after] for each axis. */
function edgesOf(value: Json): Json {
  const perAxis = Array.isArray(value) ? value : [value, value];
  return perAxis.map((width) => (Array.isArray(width) ? width : [width, width]));
}

/** The layer inside a wrapper. A bidirectional one has its name without the prefix that it gets there. */
function adaptInner(value: Json, className: string, name: string, own: ReadonlySet<string>): Json {
  const inner = asKerasObject(value, "The layer inside");
  if (className !== "Bidirectional") return adaptLayer(inner, name, own);
  const { zero_output_for_mask: _, ...config } = inner.config;
  const bare = String(config.name).replace(/^forward_/, "");
  return adaptLayer({ ...inner, config: { ...config, name: bare } }, name, own);
}

function adaptActivation(value: Json, name: string): Json {
  const known = value === "silu" ? "swish" : value;
  if (typeof known === "string" && activations.has(known)) return known;
  throw absent(name, `the activation ${show(value)}`);
}

/** TensorFlow.js has one regularizer for both norms; those of the user's classes stay. */
function adaptRegularizer({ class_name: className, config }: JsonRecord, name: string): Json {
  if (className === "L1" || className === "L2" || className === "L1L2") {
    return { class_name: "L1L2", config: { l1: 0, l2: 0, ...(config as JsonRecord) } };
  }
  if (className === "OrthogonalRegularizer") throw absent(name, `the regularizer ${show(className)}`);
  return { class_name: className!, config: config! };
}

const hintFor = (className: string) =>
  /^(TextVectorization|StringLookup|IntegerLookup)$/.test(className)
    ? "save the model behind it, whose input are ids, and make the ids of texts with the layer itself; or save as .keras"
    : undefined;

function absent(name: string, what: string, hint = "save as .keras or .onnx"): FormatError {
  return new FormatError({ what: `The layer "${name}" has what TensorFlow.js does not have.`, received: what, hint });
}
