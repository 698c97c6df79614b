/** Sums, means and extremes over axes. */

import { type Tensor, tensorOf } from "../tensors/tensor.ts";
import type { Axis, Like, TensorLike } from "../types.ts";

/** The sum over `axis`, by default over all axes; `keepDims` keeps them with length 1. Booleans are counted. */
export const sum = <T extends Tensor>(x: Like, axis?: Axis | null, keepDims = false): T =>
  tensorOf(x).sum(axis, keepDims);
/** The mean over `axis`, by default over all axes; float32. */
export const mean = <T extends Tensor>(x: Like, axis?: Axis | null, keepDims = false): T =>
  tensorOf(x).mean(axis, keepDims);
/** The largest element over `axis`, by default over all axes. */
export const max = <T extends Tensor>(x: Like, axis?: Axis | null, keepDims = false): T =>
  tensorOf(x).max(axis, keepDims);
/** The smallest element over `axis`, by default over all axes. */
export const min = <T extends Tensor>(x: Like, axis?: Axis | null, keepDims = false): T =>
  tensorOf(x).min(axis, keepDims);
/** The product over `axis`, by default over all axes. */
export const prod = <T extends Tensor>(x: Like, axis?: Axis | null, keepDims = false): T =>
  tensorOf(x).prod(axis, keepDims);
/** Whether all elements hold over `axis`, as `bool`. */
export const all = <T extends Tensor>(x: Like, axis?: Axis | null, keepDims = false): T =>
  tensorOf(x, "bool").all(axis, keepDims);
/** Whether any element holds over `axis`, as `bool`. */
export const any = <T extends Tensor>(x: Like, axis?: Axis | null, keepDims = false): T =>
  tensorOf(x, "bool").any(axis, keepDims);
/** log Σ exp(x) over `axis`, by default over all axes. */
export const logSumExp = <T extends Tensor>(x: Like, axis?: Axis | null, keepDims = false): T =>
  tensorOf(x).logSumExp(axis, keepDims);
/** √Σ x² over `axis`, by default over all axes. */
export const euclideanNorm = <T extends Tensor>(x: Like, axis?: Axis | null, keepDims = false): T =>
  tensorOf(x).euclideanNorm(axis, keepDims);
/** The size of x over `axis`: of vectors ord 1, 2 (`euclidean`), Infinity or -Infinity; of matrices (two axes) 1, `fro`, Infinity or -Infinity. @throws ConfigError for another order */
export const norm = (
  x: Like,
  ord: number | "euclidean" | "fro" = "euclidean",
  axis?: Axis | null,
  keepDims = false,
): Tensor => tensorOf(x).norm(ord, axis, keepDims);
/** The index of the first largest element along `axis`, int32. Default axis 0. */
export const argMax = <T extends Tensor>(x: Like, axis = 0): T => tensorOf(x).argMax(axis);
/** The index of the first smallest element along `axis`, int32. Default axis 0. */
export const argMin = <T extends Tensor>(x: Like, axis = 0): T => tensorOf(x).argMin(axis);
/** Running sums along `axis`, by default 0; `exclusive` leaves each element out of its own, `reverse` begins at the end. */
export const cumsum = <T extends Tensor>(x: Like, axis = 0, exclusive = false, reverse = false): T =>
  tensorOf(x).cumsum(axis, exclusive, reverse);
/** Running products along `axis`, by default 0; `exclusive` leaves each element out of its own, `reverse` begins at the end. */
export const cumprod = <T extends Tensor>(x: Like, axis = 0, exclusive = false, reverse = false): T =>
  tensorOf(x).cumprod(axis, exclusive, reverse);
/** exp(x) / Σ exp(x) along `dim`, by default the last axis. */
export const softmax = <T extends Tensor>(x: T | TensorLike, dim = -1): T => tensorOf<T>(x).softmax(dim);
/** log(softmax(x)) along `axis`, by default the last. */
export const logSoftmax = <T extends Tensor>(x: T | TensorLike, axis = -1): T => tensorOf<T>(x).logSoftmax(axis);
/** The `k` largest elements along the last axis, largest first, and their places (int32). */
export const topk = <T extends Tensor>(x: T | TensorLike, k = 1, sorted = true): { values: T; indices: T } =>
  tensorOf<T>(x).topk(k, sorted);
