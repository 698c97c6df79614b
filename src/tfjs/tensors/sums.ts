/** Products, running products and norms by the core's operations, so that they have gradients. */
import { fill, ops } from "../../index.ts";
import { ConfigError, normalizeAxis, type Tensor as Plain, shown } from "../../tensor/index.ts";
import type { Axis } from "../types.ts";
import { axesOf } from "./rules.ts";

/** What `compute` gives along the last axis, along another one. */
export function alongLast(x: Plain, axis: number, compute: (x: Plain) => Plain): Plain {
  const at = normalizeAxis(axis, x.rank);
  if (at === x.rank - 1) return compute(x);
  const order = x.shape.map((_, i) => (i === at ? x.rank - 1 : i === x.rank - 1 ? at : i));
  return ops.transpose(compute(ops.transpose(x, order)), order);
}

/** The best of each row, none of them. */
export const none = (x: Plain) => {
  const shape = [...x.shape.slice(0, -1), 0];
  return { values: fill(shape, 0, x.dtype), indices: fill(shape, 0, "int32") };
};

/** The product over axes, halving them until one element is left. */
export function product(x: Plain, axes: readonly number[], keepDims: boolean): Plain {
  let result = x.dtype === "bool" ? ops.cast(x, "int32") : x;
  for (const axis of axes) {
    if (result.shape[axis] === 0) result = ops.sum(result, axis, true).size === 0 ? result : onesWithout(result, axis);
    while (result.shape[axis]! > 1) {
      const half = Math.floor(result.shape[axis]! / 2);
      const pairs = ops.multiply(ops.sliceAxis(result, axis, 0, half), ops.sliceAxis(result, axis, half, 2 * half));
      const rest = ops.sliceAxis(result, axis, 2 * half);
      result = rest.shape[axis] === 0 ? pairs : ops.concatenate([pairs, rest], axis);
    }
  }
  return keepDims ? result : withoutAxes(result, axes);
}

/** The empty product. */
const onesWithout = (x: Plain, axis: number) => ops.add(ops.sum(x, axis, true), 1);

/** Without axes of length 1. */
export function withoutAxes(x: Plain, axes: readonly number[]): Plain {
  return ops.reshape(
    x,
    x.shape.filter((_, axis) => !axes.includes(axis)),
  );
}

/** Running products along an axis. */
export function running(x: Plain, axis: number, exclusive: boolean, reverse: boolean): Plain {
  const at = normalizeAxis(axis, x.rank);
  const input = x.dtype === "bool" ? ops.cast(x, "int32") : x;
  if (reverse) return ops.reverse(running(ops.reverse(input, at), at, exclusive, false), at);
  const steps = ops.unstack(input, at);
  const results: Plain[] = [];
  let sofar: Plain | undefined;
  for (const each of steps) {
    const next: Plain = sofar ? ops.multiply(sofar, each) : each;
    results.push(exclusive ? (sofar ?? ops.add(ops.multiply(each, 0), 1)) : next);
    sofar = next;
  }
  return results.length === 0 ? input : ops.stack(results, at);
}

/** The norm of vectors along one axis, of matrices along two, or of all elements. */
export function lengthOf(
  x: Plain,
  order: number | "euclidean" | "fro",
  axis: Axis | null | undefined,
  keepDims: boolean,
): Plain {
  const axes = axesOf(axis, x.rank);
  const size = ops.abs(x);
  const euclidean = () => ops.sqrt(ops.sum(ops.square(x), axes, keepDims));
  if (axis == null || axes.length === 1) {
    if (order === 1) return ops.sum(size, axes, keepDims);
    if (order === Number.POSITIVE_INFINITY) return ops.max(size, axes, keepDims);
    if (order === Number.NEGATIVE_INFINITY) return ops.min(size, axes, keepDims);
    if (order === 2 || order === "euclidean") return euclidean();
  } else if (axes.length === 2) {
    const [rows, columns] = axes as [number, number];
    const within = (first: number, second: number, reduce: typeof ops.max) => {
      const reduced = reduce(ops.sum(size, first, true), second, true);
      return keepDims ? reduced : withoutAxes(reduced, axes);
    };
    if (order === 1) return within(rows, columns, ops.max);
    if (order === Number.POSITIVE_INFINITY) return within(columns, rows, ops.max);
    if (order === Number.NEGATIVE_INFINITY) return within(columns, rows, ops.min);
    if (order === "fro" || order === "euclidean") return euclidean();
  }
  throw new ConfigError({
    what: "norm: this ord does not apply to the given number of axes.",
    expected: "for one axis 1, 2, Infinity, -Infinity or euclidean; for two 1, Infinity, -Infinity, fro or euclidean",
    received: `${shown(order)}, ${axes.length} axes`,
  });
}
