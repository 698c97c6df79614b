/** Transposed convolution: the reverse of what a convolution takes from windows. Axis letters as in `convolution.ts`. */
import {
  asTensor,
  formatShape,
  readOptions,
  ShapeError,
  type Tensor,
  type TensorLike,
  takes,
} from "../tensor/index.ts";
import { add } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { type ConvOptions, convOptions, convolveTranspose } from "./convolution.ts";
import { type Sliding, slidingOf, windowCount, windowsOver } from "./windows.ts";

/** Options of `ops.convTranspose`: how windows are spread, and how long the output is. */
export interface ConvTransposeOptions extends ConvOptions {
  /** By how much the output is longer than windows and strides make it, for each axis. Default: as long as Keras makes it. */
  outputPadding?: readonly number[] | undefined;
}

/** How long an axis gets: Keras's rule, by the padding. */
export function transposedLength(
  length: number,
  { lengths, strides, dilations, padding }: Sliding,
  axis: number,
  outputPadding?: number,
): number {
  const [stride, reach] = [strides[axis]!, (lengths[axis]! - 1) * dilations[axis]! + 1];
  const before = (length - 1) * stride;
  if (padding === "valid") return before + reach + (outputPadding ?? Math.max(stride - reach, 0));
  return outputPadding === undefined ? length * stride : before + (reach % 2) + outputPadding;
}

/**
 * The gradient of a convolution by its input: every place of x adds its share to the places of its window.
 *
 * x (B, ...O, N) and kernel (...window, C, N) give (B, ...S, C), S as long as Keras makes it, or with `outputPadding`.
 * @throws ShapeError when ranks or channels do not fit, or a convolution over S has not O windows; ConfigError for options
 */
export function convTranspose(x: TensorLike, kernel: TensorLike, options: ConvTransposeOptions = {}): Tensor {
  const [input, filter] = [cast(asTensor(x), "float32"), cast(asTensor(kernel), "float32")];
  const [channels, width] = filter.shape.slice(-2) as [number, number];
  const declared = { ...convOptions, outputPadding: takes.listOf(takes.nonNegativeInteger) };
  const { strides, dilationRate, padding, outputPadding, bias } = readOptions("convTranspose", options, declared);
  const sliding = slidingOf(filter.shape.slice(0, -2), strides, padding, dilationRate);
  const given = input.shape.slice(1, -1);
  const spatial = given.map((length, axis) => transposedLength(length, sliding, axis, outputPadding?.[axis]));
  const fits = filter.rank === input.rank && input.rank >= 3 && width === input.shape.at(-1);
  if (!fits || spatial.some((length, axis) => windowCount(length, sliding, axis) !== given[axis])) {
    throw new ShapeError({
      what: "The kernel does not fit the input.",
      expected:
        "input (batch, ..., channels), kernel (..., filters, channels), and a length whose convolution leads back",
      received: `${formatShape(input.shape)} and ${formatShape(filter.shape)}, for lengths ${formatShape(spatial)}`,
    });
  }
  const output = convolveTranspose(input, filter, windowsOver(spatial, sliding), channels);
  return bias ? add(output, bias) : output;
}
