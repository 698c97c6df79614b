/** Sums, means and extremes over axes, as methods. */
import { isTracked } from "../../autodiff/tape.ts";
import { ops } from "../../index.ts";
import type { Axis, Rank, Tensor } from "../types.ts";
import { Pairs } from "./pairs.ts";
import { along, extreme, level } from "./paths.ts";
import { axesFor, axesOf, checkTruths, truthOfTruths } from "./rules.ts";
import { alongLast, lengthOf, none, product, running } from "./sums.ts";

/** Sums, means and extremes over axes, as methods. */
export abstract class Reductions<R extends Rank = Rank> extends Pairs<R> {
  /** The sum over `axis`, by default over all axes; `keepDims` keeps them with length 1. Booleans are counted. */
  sum<T extends Tensor>(axis?: Axis | null, keepDims = false): T {
    const over = axesFor(axis);
    const sum = ops.sum(this, over, keepDims);
    const counted = this.dtype === "bool" && isTracked([this]);
    return this.made(counted ? along(sum, ops.sum(ops.cast(this, "float32"), over, keepDims)) : sum);
  }
  /** The mean over `axis`, by default over all axes; float32. */
  mean<T extends Tensor>(axis?: Axis | null, keepDims = false): T {
    return this.made(ops.mean(this, axesFor(axis), keepDims));
  }
  /** The largest element over `axis`, by default over all axes. */
  max<T extends Tensor>(axis?: Axis | null, keepDims = false): T {
    return this.made(truthOfTruths(extreme("max", this, axesFor(axis), keepDims), this));
  }
  /** The smallest element over `axis`, by default over all axes. */
  min<T extends Tensor>(axis?: Axis | null, keepDims = false): T {
    return this.made(truthOfTruths(extreme("min", this, axesFor(axis), keepDims), this));
  }
  /** The product over `axis`, by default over all axes. */
  prod<T extends Tensor>(axis?: Axis | null, keepDims = false): T {
    return this.made(product(this, axesOf(axis, this.rank), keepDims));
  }
  /** Whether all elements hold over `axis`, as `bool`. */
  all<T extends Tensor>(axis?: Axis | null, keepDims = false): T {
    checkTruths("all", this);
    return this.made(ops.all(this, axesFor(axis), keepDims));
  }
  /** Whether any element holds over `axis`, as `bool`. */
  any<T extends Tensor>(axis?: Axis | null, keepDims = false): T {
    checkTruths("any", this);
    return this.made(ops.any(this, axesFor(axis), keepDims));
  }
  /** log Σ exp(x) over `axis`, by default over all axes. */
  logSumExp<T extends Tensor>(axis?: Axis | null, keepDims = false): T {
    return this.made(ops.logSumExp(this, axesFor(axis), keepDims));
  }
  /** √Σ x² over `axis`, by default over all axes. */
  euclideanNorm<T extends Tensor>(axis?: Axis | null, keepDims = false): T {
    return this.made(lengthOf(this, "euclidean", axis, keepDims));
  }
  /** The size of x over `axis`: of vectors ord 1, 2 (`euclidean`), Infinity or -Infinity; of matrices (two axes) 1, `fro`, Infinity or -Infinity. @throws ConfigError for another order */
  norm(ord: number | "euclidean" | "fro" = "euclidean", axis?: Axis | null, keepDims = false): Tensor {
    return this.made(lengthOf(this, ord, axis, keepDims));
  }
  /** The index of the first largest element along `axis`, int32. Default axis 0. */
  argMax<T extends Tensor>(axis = 0): T {
    return this.made(level(ops.argMax(this, axis), this));
  }
  /** The index of the first smallest element along `axis`, int32. Default axis 0. */
  argMin<T extends Tensor>(axis = 0): T {
    return this.made(level(ops.argMin(this, axis), this));
  }
  /** Running sums along `axis`, by default 0; `exclusive` leaves each element out of its own, `reverse` begins at the end. */
  cumsum<T extends Tensor>(axis = 0, exclusive = false, reverse = false): T {
    return this.made(ops.cumSum(this, { axis, exclusive, reverse }));
  }
  /** Running products along `axis`, by default 0; `exclusive` leaves each element out of its own, `reverse` begins at the end. */
  cumprod<T extends Tensor>(axis = 0, exclusive = false, reverse = false): T {
    return this.made(running(this, axis, exclusive, reverse));
  }
  /** exp(x) / Σ exp(x) along `dim`, by default the last axis. */
  softmax<T extends Tensor>(this: T, dim = -1): T {
    return this.made(alongLast(this, dim, ops.softmax));
  }
  /** log(softmax(x)) along `axis`, by default the last. */
  logSoftmax<T extends Tensor>(this: T, axis = -1): T {
    return this.made(alongLast(this, axis, ops.logSoftmax));
  }
  /** The `k` largest elements along the last axis, largest first, and their places (int32). */
  topk<T extends Tensor>(this: T, k = 1, sorted = true): { values: T; indices: T } {
    const { values, indices } = k === 0 ? none(this) : ops.topK(this, k);
    void sorted; // any order is allowed where false
    return { values: this.made(values), indices: this.made(indices) };
  }
}
