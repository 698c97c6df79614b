/** TensorFlow.js's functions of tensors, by its names. */
import { ops } from "../index.ts";
import { chained, type Like, type Tensor, tensorOf } from "./tensors.ts";

/** Elementwise a + b, with broadcasting. */
export const add = (a: Like, b: Like) => tensorOf(a).add(b);
/** Elementwise a - b, with broadcasting. */
export const sub = (a: Like, b: Like) => tensorOf(a).sub(b);
/** Elementwise a · b, with broadcasting. */
export const mul = (a: Like, b: Like) => tensorOf(a).mul(b);
/** Elementwise a / b, with broadcasting. */
export const div = (a: Like, b: Like) => tensorOf(a).div(b);
/** Elementwise a to the power b, with broadcasting; float32. */
export const pow = (a: Like, b: Like) => tensorOf(a).pow(b);
/** The larger of a and b, element by element, with broadcasting. */
export const maximum = (a: Like, b: Like) => tensorOf(a).maximum(b);
/** The smaller of a and b, element by element, with broadcasting. */
export const minimum = (a: Like, b: Like) => tensorOf(a).minimum(b);
/** The absolute value of each element. */
export const abs = (x: Like) => tensorOf(x).abs();
/** e to the power of each element. */
export const exp = (x: Like) => tensorOf(x).exp();
/** The natural logarithm of each element. */
export const log = (x: Like) => tensorOf(x).log();
/** Each element with the opposite sign. */
export const neg = (x: Like) => tensorOf(x).neg();
/** The square root of each element; NaN below 0. */
export const sqrt = (x: Like) => tensorOf(x).sqrt();
/** The square of each element. */
export const square = (x: Like) => tensorOf(x).square();
/** max(x, 0) of each element. */
export const relu = (x: Like) => tensorOf(x).relu();
/** 1 / (1 + exp(-x)) of each element. */
export const sigmoid = (x: Like) => tensorOf(x).sigmoid();
/** The hyperbolic tangent of each element. */
export const tanh = (x: Like) => tensorOf(x).tanh();
/** exp(x) / Σ exp(x) over the last axis. */
export const softmax = (x: Like) => tensorOf(x).softmax();

/** One axis, or a list of them; negative ones count from the last. */
type Axis = number | readonly number[];
/** The sum over `axis`, by default over all axes; `keepDims` keeps them with length 1. */
export const sum = (x: Like, axis?: Axis, keepDims?: boolean) => tensorOf(x).sum(axis, keepDims);
/** The mean over `axis`, by default over all axes; `keepDims` keeps them with length 1. */
export const mean = (x: Like, axis?: Axis, keepDims?: boolean) => tensorOf(x).mean(axis, keepDims);
/** The largest element over `axis`, by default over all axes; `keepDims` keeps them with length 1. */
export const max = (x: Like, axis?: Axis, keepDims?: boolean) => tensorOf(x).max(axis, keepDims);
/** The smallest element over `axis`, by default over all axes; `keepDims` keeps them with length 1. */
export const min = (x: Like, axis?: Axis, keepDims?: boolean) => tensorOf(x).min(axis, keepDims);
/** The index of the first largest element along `axis`, int32. Default axis 0, as in TensorFlow.js. */
export const argMax = (x: Like, axis?: number) => tensorOf(x).argMax(axis);
/** The index of the first smallest element along `axis`, int32. Default axis 0, as in TensorFlow.js. */
export const argMin = (x: Like, axis?: number) => tensorOf(x).argMin(axis);

/** The matrix product: (..., M, K) and (..., K, N) give (..., M, N). The flags swap the last two axes first. */
export const matMul = (a: Like, b: Like, transposeA?: boolean, transposeB?: boolean) =>
  tensorOf(a).matMul(b, transposeA, transposeB);
/** The same elements in another shape; one length may be -1. @throws ShapeError when the sizes differ */
export const reshape = (x: Like, shape: readonly number[]) => tensorOf(x).reshape(shape);
/** The axes in the given order; without one, reversed. */
export const transpose = (x: Like, order?: readonly number[]) => tensorOf(x).transpose(order);
/** Removes axes of length 1: the given one, or all. */
export const squeeze = (x: Like, axis?: number) => tensorOf(x).squeeze(axis);
/** Adds an axis of length 1 before `axis`. Default 0, as in TensorFlow.js. */
export const expandDims = (x: Like, axis?: number) => tensorOf(x).expandDims(axis);
/** `repeats[axis]` copies along each axis. */
export const tile = (x: Like, repeats: readonly number[]) => tensorOf(x).tile(repeats);
/** The block of `size` that starts at `begin`; by default to the end of each axis. */
export const slice = (x: Like, begin: Axis, size?: Axis) => tensorOf(x).slice(begin, size);
/** Rows by number: (R, ...) and indices of shape S give (...S, ...). @throws ShapeError when an index is outside 0 to R - 1 */
export const gather = (x: Like, indices: Like) => tensorOf(x).gather(indices);
/** Tensors one after the other along `axis`. Default 0. All other axes must have equal lengths. */
export const concat = (all: readonly Like[], axis = 0): Tensor => chained(ops.concatenate(all, axis));
/** Tensors of one shape side by side along a new axis. Default 0. */
export const stack = (all: readonly Like[], axis = 0): Tensor => chained(ops.stack(all, axis));
/** The elements converted to another type. */
export const cast = (x: Like, dtype: "float32" | "int32" | "bool") => tensorOf(x).cast(dtype);

/** The mean and the variance. */
export function moments(x: Like, axis?: Axis): { mean: Tensor; variance: Tensor } {
  const values = tensorOf(x);
  const centered = values.sub(values.mean(axis, true));
  return { mean: values.mean(axis), variance: centered.square().mean(axis) };
}
