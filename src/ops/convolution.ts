/**
 * Convolution: learned windows that slide over the axes between batch and channels, of which there may be any number.
 * Axis letters: S the lengths of these axes, O those of the result, C channels, K places in a window, N filters.
 */
import { record } from "../autodiff/tape.ts";
import type { ConvolveOptions } from "../backend/backend.ts";
import { run } from "../backend/current.ts";
import { filtersLast, type Windows } from "../backend/windows.ts";
import {
  asTensor,
  aTensor,
  type Declared,
  formatShape,
  readOptions,
  ShapeError,
  type Tensor,
  type TensorLike,
  takes,
} from "../tensor/index.ts";
import { cast } from "./cast.ts";
import { fittingWindows, type Padding, perAxis, slidingOf } from "./windows.ts";

/** Options of `ops.conv`: how windows slide. */
export interface ConvOptions {
  /** Steps from window to window, for all axes or each. Default 1. */
  strides?: number | readonly number[] | undefined;
  /** Default "valid". */
  padding?: Padding | undefined;
  /** Steps from place to place within a window, for all axes or each. Default 1. */
  dilationRate?: number | readonly number[] | undefined;
  /** Added to every result, shape (N). */
  bias?: Tensor | undefined;
}

export const convOptions = {
  strides: takes.withDefault(perAxis, 1),
  padding: takes.withDefault(takes.anything, "valid"),
  dilationRate: takes.withDefault(perAxis, 1),
  bias: aTensor,
} satisfies Declared<ConvOptions>;

/**
 * Convolution (in the field's sense: the kernel is not flipped): y[o] = Σ_k x[o · stride + k · dilation] W[k] + b.
 *
 * x (B, ...S, C) and kernel (...window, C / groups, N) give (B, ...O, N); the kernel's width says how many groups of
 * channels and filters there are, each of which sees its own share alone.
 * @throws ShapeError when ranks, channels or filters do not fit, or no window fits into the input; ConfigError for options
 */
export function conv(x: TensorLike, kernel: TensorLike, options: ConvOptions = {}): Tensor {
  const [input, filter] = [cast(asTensor(x), "float32"), cast(asTensor(kernel), "float32")];
  const [width, filters] = filter.shape.slice(-2) as [number, number];
  const groups = input.shape.at(-1)! / width;
  if (filter.rank !== input.rank || input.rank < 3 || !Number.isInteger(groups) || filters % groups !== 0) {
    throw new ShapeError({
      what: "The kernel does not fit the input.",
      expected: "input (batch, ..., channels) and kernel (..., channels / groups, filters) with as many axes",
      received: `${formatShape(input.shape)} and ${formatShape(filter.shape)}`,
    });
  }
  const { strides, padding, dilationRate, bias } = readOptions("conv", options, convOptions);
  const sliding = slidingOf(filter.shape.slice(0, -2), strides, padding, dilationRate);
  return convolve(input, filter, fittingWindows(input, sliding), { bias });
}

/**
 * As {@link conv}, with windows that are already checked: x (B, ...S, C) gives (B, ...O, N). With `filtersFirst` the kernel is
 * (N, C / groups, ...window).
 */
export function convolve(x: Tensor, kernel: Tensor, windows: Windows, options: ConvolveOptions = {}): Tensor {
  const { bias, filtersFirst = false } = options;
  const channels = x.shape.at(-1)!;
  const groups = channels / kernel.shape.at(filtersFirst ? 1 : -2)!;
  const output = run((engine) => engine.convolve(x, kernel, windows, options));
  const toLast = filtersLast(kernel);
  const toFirst = [kernel.rank - 1, kernel.rank - 2, ...[...kernel.shape.keys()].slice(0, -2)];
  return record(output, bias ? [x, kernel, bias] : [x, kernel], (dy) => [
    () =>
      run((engine) => {
        const weights = filtersFirst ? engine.transpose(kernel, toLast) : kernel;
        return engine.convolveInputGradient(dy, weights, windows, channels);
      }),
    () =>
      run((engine) => {
        const gradient = engine.convolveKernelGradient(x, dy, windows, groups);
        return filtersFirst ? engine.transpose(gradient, toFirst) : gradient;
      }),
    () => run((engine) => engine.reduce("sum", dy, [...dy.shape.keys()].slice(0, -1))),
  ]);
}

/**
 * The transpose of {@link convolve}: spreads each place of x, (B, ...O, N), over its window, and adds where windows
 * overlap: (B, ...S, C). The kernel is that of the convolution, (...K, C / groups, N).
 */
export function convolveTranspose(x: Tensor, kernel: Tensor, windows: Windows, channels: number): Tensor {
  const groups = channels / kernel.shape.at(-2)!;
  const output = run((engine) => engine.convolveInputGradient(x, kernel, windows, channels));
  return record(output, [x, kernel], (dy) => [
    () => run((engine) => engine.convolve(dy, kernel, windows)),
    () => run((engine) => engine.convolveKernelGradient(dy, x, windows, groups)),
  ]);
}
