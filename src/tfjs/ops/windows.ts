/** Convolutions, pooling and normalizations. */
import type { Pad, Rounding } from "../tensors/sliding.ts";
import { type Tensor, tensorOf } from "../tensors/tensor.ts";
import type { Like, TensorLike } from "../types.ts";

/** Convolution along one axis: x (B, L, C) or (L, C) and filter (width, C, N). */
export const conv1d = <T extends Tensor>(
  x: T | TensorLike,
  filter: Like,
  stride: number,
  pad: Pad,
  dataFormat: "NWC" | "NCW" = "NWC",
  dilation = 1,
  dimRoundingMode?: Rounding,
): T => tensorOf(x).conv1d(filter, stride, pad, dataFormat, dilation, dimRoundingMode);
/** Convolution along two axes: x (B, H, W, C) or (H, W, C) and filter (height, width, C, N). */
export const conv2d = <T extends Tensor>(
  x: T | TensorLike,
  filter: Like,
  strides: number | [number, number],
  pad: Pad,
  dataFormat: "NHWC" | "NCHW" = "NHWC",
  dilations: number | [number, number] = 1,
  dimRoundingMode?: Rounding,
): T => tensorOf(x).conv2d(filter, strides, pad, dataFormat, dilations, dimRoundingMode);
/** Convolution of each channel by filters of its own: filter (height, width, C, filters of each). */
export const depthwiseConv2d = <T extends Tensor>(
  x: T | TensorLike,
  filter: Like,
  strides: number | [number, number],
  pad: Pad,
  dataFormat: "NHWC" | "NCHW" = "NHWC",
  dilations: number | [number, number] = 1,
  dimRoundingMode?: Rounding,
): T => tensorOf(x).depthwiseConv2d(filter, strides, pad, dataFormat, dilations, dimRoundingMode);
/** A depthwise convolution and one by a window of one place after it. */
export const separableConv2d = <T extends Tensor>(
  x: T | TensorLike,
  depthwiseFilter: Like,
  pointwiseFilter: Like,
  strides: number | [number, number],
  pad: "valid" | "same",
  dilation: number | [number, number] = 1,
  dataFormat: "NHWC" | "NCHW" = "NHWC",
): T => tensorOf(x).separableConv2d(depthwiseFilter, pointwiseFilter, strides, pad, dilation, dataFormat);
/** The gradient of a convolution by its input: filter (height, width, out, in). */
export const conv2dTranspose = <T extends Tensor>(
  x: T | TensorLike,
  filter: Like,
  outputShape: readonly number[],
  strides: number | [number, number],
  pad: Pad,
  dimRoundingMode?: Rounding,
): T => tensorOf(x).conv2dTranspose(filter, outputShape, strides, pad, dimRoundingMode);
/** The mean of each window; places outside do not count. x is (B, H, W, C) or (H, W, C). */
export const avgPool = <T extends Tensor>(
  x: T | TensorLike,
  filterSize: number | [number, number],
  strides: number | [number, number],
  pad: Pad,
  dimRoundingMode?: Rounding,
): T => tensorOf(x).avgPool(filterSize, strides, pad, dimRoundingMode);
/** The largest of each window. x is (B, H, W, C) or (H, W, C). */
export const maxPool = <T extends Tensor>(
  x: T | TensorLike,
  filterSize: number | [number, number],
  strides: number | [number, number],
  pad: Pad,
  dimRoundingMode?: Rounding,
): T => tensorOf(x).maxPool(filterSize, strides, pad, dimRoundingMode);
/** The largest (`max`) or the mean (`avg`) of each window. */
export const pool = <T extends Tensor>(
  input: T | TensorLike,
  windowShape: number | [number, number],
  poolingType: "avg" | "max",
  pad: Pad,
  dilations?: number | [number, number],
  strides?: number | [number, number],
  dimRoundingMode?: Rounding,
): T => tensorOf(input).pool(windowShape, poolingType, pad, dilations, strides, dimRoundingMode);
/** scale (x - mean) / √(variance + ε) + offset, with broadcasting; ε is `varianceEpsilon`, by default 0.001. */
export const batchNorm = <T extends Tensor>(
  x: T | TensorLike,
  mean: Like,
  variance: Like,
  offset?: Like | null,
  scale?: Like | null,
  varianceEpsilon = 0.001,
): T => tensorOf(x).batchNorm(mean, variance, offset, scale, varianceEpsilon);
/** x over (bias + alpha Σ x² of the channels at most `depthRadius` away) to the power beta. */
export const localResponseNormalization = <T extends Tensor>(
  x: T | TensorLike,
  depthRadius = 5,
  bias = 1,
  alpha = 1,
  beta = 0.5,
): T => tensorOf(x).localResponseNormalization(depthRadius, bias, alpha, beta);
