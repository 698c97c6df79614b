/** Spread and size of elements over axes. */
import { ConfigError, shown, type Tensor, type TensorLike } from "../tensor/index.ts";
import { add, subtract } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { stopGradient, where } from "./indexing.ts";
import { squeeze } from "./layout.ts";
import { type Axes, max, mean, sum } from "./reduce.ts";
import { isFiniteNumber } from "./special-values.ts";
import { abs, exp, log, sqrt, square } from "./unary.ts";

/** The mean of (x - mean(x))² over axes. */
export function variance(x: TensorLike, axes?: Axes, keepDims = false): Tensor {
  const input = cast(x, "float32");
  return mean(square(subtract(input, mean(input, axes, true))), axes, keepDims);
}

/** The square root of {@link variance}. */
export function std(x: TensorLike, axes?: Axes, keepDims = false): Tensor {
  return sqrt(variance(x, axes, keepDims));
}

/** log Σ e^x over axes, computed so that no exponential overflows. */
export function logSumExp(x: TensorLike, axes?: Axes, keepDims = false): Tensor {
  const input = cast(x, "float32");
  const largest = stopGradient(max(input, axes, true));
  // of an infinite maximum nothing is subtracted, or infinity minus infinity would be NaN
  const shift = where(isFiniteNumber(largest), largest, 0);
  const result = add(log(sum(exp(subtract(input, shift)), axes, true)), shift);
  return keepDims ? result : withoutAxes(result, input.rank, axes);
}

/**
 * The size of x over axes, of all elements when they are absent: with `order` 2 the length √Σ x², with 1 Σ |x|, with Infinity the
 * largest |x|.
 * @throws ConfigError for another order
 */
export function norm(x: TensorLike, order = 2, axes?: Axes, keepDims = false): Tensor {
  if (order !== 1 && order !== 2 && order !== Number.POSITIVE_INFINITY) {
    throw new ConfigError({
      what: "norm: unknown order.",
      expected: "1, 2 or Infinity",
      received: shown(order),
    });
  }
  const input = cast(x, "float32");
  if (order === 2) return sqrt(sum(square(input), axes, keepDims));
  if (order === 1) return sum(abs(input), axes, keepDims);
  return max(abs(input), axes, keepDims);
}

function withoutAxes(x: Tensor, rank: number, axes: Axes | undefined): Tensor {
  const list = axes === undefined ? [...Array(rank).keys()] : typeof axes === "number" ? [axes] : [...axes];
  const sorted = [...new Set(list.map((axis) => (axis < 0 ? axis + rank : axis)))].sort((a, b) => b - a);
  return sorted.reduce((value, axis) => squeeze(value, axis), x);
}
