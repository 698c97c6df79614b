/** `tf.fused`: products and convolutions with a bias and an activation. */
import { ops } from "../../index.ts";
import { type Declared, type Tensor as Plain, readOptions, takes, unknownWarned } from "../../tensor/index.ts";
import { refused } from "../absent.ts";
import { operand } from "../tensors/rules.ts";
import { convolved, depthwise, type Pad, type Rounding } from "../tensors/sliding.ts";
import { type Tensor, tensorOf } from "../tensors/tensor.ts";
import type { Like } from "../types.ts";

/** What may follow. */
export type Activation = "linear" | "relu" | "prelu" | "elu" | "relu6" | "leakyrelu" | "sigmoid";

/** What follows a product. */
interface After {
  /** Added to the result, with broadcasting. */
  bias?: Like | null;
  /** Default linear. */
  activation?: Activation | null;
  /** Slopes of `prelu`. */
  preluActivationWeights?: Like | null;
  /** The slope of `leakyrelu`. Default 0.2. */
  leakyreluAlpha?: number | null;
}

function finished<T extends Tensor>(name: string, product: Plain, after: After & { dataFormat?: string }): T {
  const { bias, activation, preluActivationWeights, leakyreluAlpha, dataFormat } = after;
  // a vector over channels broadcasts before the spatial axes when the channels come first
  const alongChannels = (values: Plain) =>
    dataFormat === "NCHW" && values.rank === 1 ? ops.reshape(values, [-1, 1, 1]) : values;
  const x = tensorOf(bias == null ? product : ops.add(product, alongChannels(operand(bias))));
  const results: Record<string, () => Tensor> = {
    linear: () => x,
    relu: () => x.relu(),
    relu6: () => x.relu6(),
    elu: () => x.elu(),
    sigmoid: () => x.sigmoid(),
    leakyrelu: () => x.leakyRelu(leakyreluAlpha ?? SLOPE),
    prelu: () => x.prelu(alongChannels(operand(preluActivationWeights ?? 0)) as Tensor),
  };
  const make = results[activation ?? "linear"];
  if (!make) refused(name, "activation", activation, Object.keys(results).join(", "));
  return make() as T;
}

/** A product and what follows it. */
interface Product extends After {
  /** (..., M, K). */
  a: Like;
  /** (..., K, N). */
  b: Like;
  /** Swaps the last two axes of a first. */
  transposeA?: boolean;
  /** Swaps the last two axes of b first. */
  transposeB?: boolean;
}

/** Of `leakyrelu`, unless given. */
const SLOPE = 0.2;
const afterOptions = {
  bias: takes.anything,
  activation: takes.orNull(takes.text) as takes.Check<any>,
  preluActivationWeights: takes.anything,
  leakyreluAlpha: takes.withDefault(takes.orNull(takes.finiteNumber), SLOPE),
};
/** What must be given is checked where it is used. */
const given = takes.required(takes.anything);
const productOptions = {
  a: given,
  b: given,
  transposeA: takes.flag,
  transposeB: takes.flag,
  ...afterOptions,
} satisfies Declared<Product>;
const convolutionOptions = {
  x: given,
  filter: given,
  strides: given,
  pad: given,
  dataFormat: takes.oneOf("NHWC", "NCHW"),
  dilations: takes.withDefault(takes.anything, 1),
  dimRoundingMode: takes.anything,
  ...afterOptions,
} satisfies Declared<Convolution>;

/** The matrix product, a bias, an activation. */
export function matMul(options: Product): Tensor {
  readOptions("fused.matMul", unknownWarned(options), productOptions);
  const { a, b, transposeA = false, transposeB = false } = options;
  return finished("fused.matMul", ops.matmul(operand(a), operand(b), { transposeA, transposeB }), options);
}

/** One number for both axes, or one for each. */
type Two = number | [number, number];
/** A convolution and what follows it. */
interface Convolution extends After {
  /** The input, (B, H, W, C) or (H, W, C). */
  x: Like;
  /** The filter, (height, width, C, N). */
  filter: Like;
  /** Steps from window to window. */
  strides: Two;
  /** How edges are met. */
  pad: Pad;
  /** Where the channels are: last by default. */
  dataFormat?: "NHWC" | "NCHW";
  /** Steps within a window. Default 1. */
  dilations?: Two;
  /** How a fractional number of windows is rounded, with numeric padding. Default `floor`. */
  dimRoundingMode?: Rounding | null;
}
const convolutionOf = (name: string, options: Convolution) =>
  readOptions(name, unknownWarned(options), convolutionOptions);

/** A convolution along two axes, a bias, an activation. */
export function conv2d<T extends Tensor>(options: Convolution): T {
  const { x, filter, strides, pad, dataFormat, dilations, dimRoundingMode } = convolutionOf("fused.conv2d", options);
  const how = { name: "fused.conv2d", axes: 2, strides, pad, dataFormat, dilations, dimRoundingMode };
  return finished("fused.conv2d", convolved(operand(x), operand(filter), how), options);
}
/** A convolution of each channel by filters of its own, a bias, an activation. */
export function depthwiseConv2d<T extends Tensor>(options: Convolution): T {
  const { x, filter, strides, pad, dataFormat, dilations, dimRoundingMode } = convolutionOf(
    "fused.depthwiseConv2d",
    options,
  );
  const how = { name: "fused.depthwiseConv2d", axes: 2, strides, pad, dataFormat, dilations, dimRoundingMode };
  return finished("fused.depthwiseConv2d", depthwise(operand(x), operand(filter), how), options);
}
