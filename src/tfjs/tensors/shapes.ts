/** What layout's methods need beyond the core's operations. */
import { fill, ops } from "../../index.ts";
import {
  checkOption,
  makeArray,
  normalizeAxis,
  type Tensor as Plain,
  ShapeError,
  takes,
  wrap,
} from "../../tensor/index.ts";
import type { Axis, DataType } from "../types.ts";
import { level } from "./paths.ts";
import { axesOf, numberType, wholeAsOperands } from "./rules.ts";
import { joined, moved } from "./texts.ts";

/** Without the given axes of length 1, or without all such axes. */
export function squeezed(x: Plain, axis: Axis | null | undefined): Plain {
  if (axis == null || (Array.isArray(axis) && axis.length === 0)) return ops.squeeze(x);
  const descending = axesOf(axis, x.rank).sort((a, b) => b - a);
  return descending.reduce((result, each) => ops.squeeze(result, each), x);
}

/** The product of vectors and matrices, in any pairing. */
export function dotted(a: Plain, b: Plain): Plain {
  if (Math.max(a.rank, b.rank) > 2 || Math.min(a.rank, b.rank) < 1) {
    throw new ShapeError({ what: "dot takes vectors and matrices.", received: `[${a.shape}] and [${b.shape}]` });
  }
  const [rows, columns] = [a.rank === 1 ? ops.expandDims(a, 0) : a, b.rank === 1 ? ops.expandDims(b, 1) : b];
  const products = wholeAsOperands(ops.matmul(rows, columns), a, b);
  return ops.reshape(products, [...a.shape.slice(0, -1), ...(b.rank === 1 ? [] : b.shape.slice(1))]);
}

/** `on` at each index and `off` elsewhere. */
export function oneHotOf(indices: Plain, depth: number, on: number, off: number, dtype: DataType): Plain {
  checkOption("oneHot", "onValue", on, takes.finiteNumber);
  checkOption("oneHot", "offValue", off, takes.finiteNumber);
  const hits = ops.oneHot(indices, depth);
  const values = on === 1 && off === 0 ? hits : ops.add(ops.multiply(hits, on - off), off);
  return level(ops.cast(values, numberType(dtype)!), indices);
}

/** The different slices along an axis, and which of them each slice is. */
export function uniqueOf(x: Plain, axis: number): { values: Plain; indices: Plain } {
  const at = normalizeAxis(axis, x.rank);
  const rows = moved(x, (each) => ops.unstack(each, at));
  const places = new Map<string, number>();
  const firsts: number[] = [];
  const indices = rows.map((row, i) => {
    const key = row.dtype === "string" ? JSON.stringify(row.read()) : row.read().join();
    if (!places.has(key)) {
      places.set(key, places.size);
      firsts.push(i);
    }
    return places.get(key)!;
  });
  return {
    values:
      firsts.length === 0
        ? x
        : joined(
            firsts.map((i) => rows[i]!),
            (all) => ops.stack(all, at),
          ),
    indices: wrap(Int32Array.from(indices), [indices.length], "int32"),
  };
}

/** The sums of the rows of each segment, in x's type. */
export function segmentSums(x: Plain, ids: Plain, count: number): Plain {
  const flat = ops.reshape(x, [ids.size, ...x.shape.slice(ids.rank)]);
  // rows of negative ids, and of those from count on, go into a segment that is left out
  const isOutside = ops.logicalOr(ops.less(ids, 0), ops.greaterEqual(ids, count));
  const places = ops.reshape(ops.where(isOutside, fill([], count, "int32"), ids), [ids.size]);
  const sums = ops.sliceAxis(ops.segmentSum(flat, places, count + 1), 0, 0, count);
  return x.dtype === "int32" ? ops.cast(sums, "int32") : sums;
}

/** Zeros to be filled by index. */
export const blank = (dtype: DataType, size: number) => makeArray(numberType(dtype)!, size);
