/** Convolutions, pooling and normalizations, as methods. */

import { ops, ShapeError } from "../../index.ts";
import { absent } from "../absent.ts";
import type { Like, Rank, Tensor } from "../types.ts";
import { Layout } from "./layout.ts";
import { pooled } from "./pooling.ts";
import { checkNumbers, operand } from "./rules.ts";
import { convolved, depthwise, normalizedLocally, type Pad, type Rounding, transposed } from "./sliding.ts";

/** Convolutions, pooling and normalizations, as methods. */
export abstract class Sliders<R extends Rank = Rank> extends Layout<R> {
  /** Convolution along one axis: x (B, L, C) or (L, C) and filter (width, C, N). */
  conv1d<T extends Tensor>(
    filter: Like,
    stride: number,
    pad: Pad,
    dataFormat: "NWC" | "NCW" = "NWC",
    dilation = 1,
    dimRoundingMode?: Rounding,
  ): T {
    const how = { name: "conv1d", axes: 1, strides: stride, pad, dataFormat, dilations: dilation, dimRoundingMode };
    return this.made(convolved(this, operand(filter), how));
  }
  /** Convolution along two axes: x (B, H, W, C) or (H, W, C) and filter (height, width, C, N). */
  conv2d<T extends Tensor>(
    filter: Like,
    strides: number | [number, number],
    pad: Pad,
    dataFormat: "NHWC" | "NCHW" = "NHWC",
    dilations: number | [number, number] = 1,
    dimRoundingMode?: Rounding,
  ): T {
    const how = { name: "conv2d", axes: 2, strides, pad, dataFormat, dilations, dimRoundingMode };
    return this.made(convolved(this, operand(filter), how));
  }
  /** Convolution of each channel by filters of its own: filter (height, width, C, filters of each). */
  depthwiseConv2d<T extends Tensor>(
    filter: Like,
    strides: number | [number, number],
    pad: Pad,
    dataFormat: "NHWC" | "NCHW" = "NHWC",
    dilations: number | [number, number] = 1,
    dimRoundingMode?: Rounding,
  ): T {
    const how = { name: "depthwiseConv2d", axes: 2, strides, pad, dataFormat, dilations, dimRoundingMode };
    return this.made(depthwise(this, operand(filter), how));
  }
  /** A depthwise convolution and one by a window of one place after it. */
  separableConv2d<T extends Tensor>(
    depthwiseFilter: Like,
    pointwiseFilter: Like,
    strides: number | [number, number],
    pad: "valid" | "same",
    dilation: number | [number, number] = 1,
    dataFormat: "NHWC" | "NCHW" = "NHWC",
  ): T {
    const how = { name: "separableConv2d", axes: 2, strides, pad, dataFormat, dilations: dilation };
    const pointwise = operand(pointwiseFilter);
    const [height, width] = pointwise.shape;
    if (height !== 1 || width !== 1) {
      throw new ShapeError({
        what: "separableConv2d: the pointwise filter covers one place.",
        expected: "(1, 1, in, out)",
        received: `(${pointwise.shape.join(", ")})`,
      });
    }
    const each = depthwise(this, operand(depthwiseFilter), how);
    return this.made(convolved(each, pointwise, { ...how, strides: 1, pad: "valid", dilations: 1 }));
  }
  /** The gradient of a convolution by its input: filter (height, width, out, in). */
  conv2dTranspose<T extends Tensor>(
    filter: Like,
    outputShape: readonly number[],
    strides: number | [number, number],
    pad: Pad,
    dimRoundingMode?: Rounding,
  ): T {
    const how = { name: "conv2dTranspose", axes: 2, strides, pad, dimRoundingMode };
    return this.made(transposed(this, operand(filter), outputShape, how));
  }
  /** The mean of each window; places outside do not count. x is (B, H, W, C) or (H, W, C). */
  avgPool<T extends Tensor>(
    filterSize: number | [number, number],
    strides: number | [number, number],
    pad: Pad,
    dimRoundingMode?: Rounding,
  ): T {
    return this.made(pooled("avg", this, filterSize, { name: "avgPool", axes: 2, strides, pad, dimRoundingMode }));
  }
  /** The largest of each window. x is (B, H, W, C) or (H, W, C). */
  maxPool<T extends Tensor>(
    filterSize: number | [number, number],
    strides: number | [number, number],
    pad: Pad,
    dimRoundingMode?: Rounding,
  ): T {
    return this.made(pooled("max", this, filterSize, { name: "maxPool", axes: 2, strides, pad, dimRoundingMode }));
  }
  /** The largest (`max`) or the mean (`avg`) of each window. */
  pool<T extends Tensor>(
    windowShape: number | [number, number],
    poolingType: "avg" | "max",
    pad: Pad,
    dilations?: number | [number, number],
    strides?: number | [number, number],
    dimRoundingMode?: Rounding,
  ): T {
    const how = { name: "pool", axes: 2, strides: strides ?? 1, pad, dilations, dimRoundingMode };
    return this.made(pooled(poolingType, this, windowShape, how));
  }
  /** scale (x - mean) / √(variance + ε) + offset, with broadcasting; ε is `varianceEpsilon`, by default 0.001. */
  batchNorm<T extends Tensor>(
    mean: Like,
    variance: Like,
    offset?: Like | null,
    scale?: Like | null,
    varianceEpsilon = 0.001,
  ): T {
    checkNumbers("batchNorm", { varianceEpsilon });
    const factor = ops.rsqrt(ops.add(operand(variance), varianceEpsilon));
    const normal = ops.multiply(ops.subtract(this, operand(mean)), factor);
    const scaled = scale == null ? normal : ops.multiply(normal, operand(scale));
    return this.made(offset == null ? scaled : ops.add(scaled, operand(offset)));
  }
  /** x over (bias + alpha Σ x² of the channels at most `depthRadius` away) to the power beta. */
  localResponseNormalization<T extends Tensor>(depthRadius = 5, bias = 1, alpha = 1, beta = 0.5): T {
    return this.made(normalizedLocally(this, depthRadius, bias, alpha, beta));
  }
  /** Refused: not in Recurve. */
  dilation2d(..._: any[]): never {
    return absent("dilation2d", "maxPool is the dilation by a flat window")();
  }
  /** Refused: not in Recurve. */
  resizeBilinear(..._: any[]): never {
    return absent("resizeBilinear", "layers.upSampling2d enlarges by whole factors")();
  }
  /** Refused: not in Recurve. */
  resizeNearestNeighbor(..._: any[]): never {
    return absent("resizeNearestNeighbor", "layers.upSampling2d enlarges by whole factors")();
  }
  /** Refused: not in Recurve. */
  fft(..._: any[]): never {
    return absent("fft", 'ops.rfft of "recurve" gives real and imaginary parts')();
  }
  /** Refused: not in Recurve. */
  ifft(..._: any[]): never {
    return absent("ifft", 'ops.irfft of "recurve"')();
  }
  /** Refused: not in Recurve. */
  rfft(..._: any[]): never {
    return absent("rfft", 'ops.rfft of "recurve" gives real and imaginary parts')();
  }
  /** Refused: not in Recurve. */
  irfft(..._: any[]): never {
    return absent("irfft", 'ops.irfft of "recurve" takes real and imaginary parts')();
  }
}
