/** Operators that join the elements of axes: sums, extremes, and their positions. */
import {
  abs,
  add,
  argMax,
  argMin,
  cast,
  exp,
  expandDims,
  log,
  max,
  mean,
  min,
  multiply,
  reverse,
  sqrt,
  subtract,
  sum,
} from "../../../ops/index.ts";
import { fill, makeArray, normalizeAxis, sizeOf, stridesOf, type Tensor, wrap } from "../../../tensor/index.ts";
import type { Call, Operator } from "./call.ts";

type Reduce = (x: Tensor, axes: readonly number[], keepDims: boolean) => Tensor;

/**
 * A reduction over axes, which are an attribute before operator set 13 or 18 and an input since. Where none are named it
 * goes over all, or over none if the node says so: then it works on each element alone.
 * @param ofNothing what it gives for no elements
 */
const reduction =
  (reduce: Reduce, ofNothing = 0): Operator =>
  (call) => {
    const x = call.input(0);
    const given = call.integersFrom("axes", 1)?.map((axis) => normalizeAxis(axis, x.rank)) ?? [];
    const none = given.length === 0 && call.attributes.int("noop_with_empty_axes", 0) !== 0;
    const axes = given.length > 0 ? given : [...x.shape.keys()];
    const keepDims = call.attributes.int("keepdims", 1) !== 0;
    if (none) return reduce(expandDims(x, 0), [0], false);
    if (x.size > 0) return cast(reduce(x, axes, keepDims), x.dtype);
    return fill(reducedShape(x, axes, keepDims), ofNothing, x.dtype);
  };

function reducedShape(x: Tensor, axes: readonly number[], keepDims: boolean): number[] {
  const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return keepDims ? kept : kept.filter((_, axis) => !axes.includes(axis));
}

/** The product over axes, computed on the host. */
function product(x: Tensor, axes: readonly number[], keepDims: boolean): Tensor {
  const kept = reducedShape(x, axes, true);
  const [own, strides] = [stridesOf(x.shape), stridesOf(kept)];
  const products = makeArray(x.dtype, sizeOf(kept)).fill(1);
  for (const [i, value] of x.read().entries()) {
    let place = 0;
    for (let axis = 0; axis < kept.length; axis++) {
      if (kept[axis]! > 1) place += (Math.floor(i / own[axis]!) % x.shape[axis]!) * strides[axis]!;
    }
    products[place]! *= value;
  }
  return wrap(products, reducedShape(x, axes, keepDims), x.dtype);
}

/** log Σ exp(x), without overflow. */
function logSumExp(x: Tensor, axes: readonly number[], keepDims: boolean): Tensor {
  const largest = max(x, axes, true);
  return add(log(sum(exp(subtract(x, largest)), axes, keepDims)), max(largest, axes, keepDims));
}

const squares = (x: Tensor) => multiply(x, x);

/** The position of an extreme; of equal ones the first, or the last where the node says so. */
const position =
  (find: (x: Tensor, axis: number) => Tensor): Operator =>
  (call) => {
    const x = call.input(0);
    const axis = normalizeAxis(call.attributes.int("axis", 0), x.rank);
    const last = call.attributes.int("select_last_index", 0) !== 0;
    const found = find(last ? reverse(x, axis) : x, axis);
    const end = x.shape[axis]! - 1;
    const positions = last
      ? wrap(
          Int32Array.from(found.read(), (at) => end - at),
          found.shape,
          "int32",
        )
      : found;
    return call.attributes.int("keepdims", 1) === 0 ? positions : expandDims(positions, axis);
  };

/** The k largest or smallest entries along an axis, and their positions. */
function topK(call: Call): Tensor[] {
  const x = call.input(0);
  const axis = normalizeAxis(call.attributes.int("axis", -1), x.rank);
  const k = call.optional(1) ? call.integers(1)[0]! : call.attributes.int("k");
  const length = x.shape[axis]!;
  if (k < 0 || k > length) throw call.misfit(1, `from 0 to ${length}`);
  const sign = call.attributes.int("largest", 1) === 0 ? 1 : -1;
  const stride = sizeOf(x.shape.slice(axis + 1));
  const shape = x.shape.map((n, i) => (i === axis ? k : n));
  const values = makeArray(x.dtype, sizeOf(shape));
  const positions = new Int32Array(values.length);
  const given = x.read();
  for (let row = 0; row * length < x.size; row++) {
    const [outer, inner] = [Math.floor(row / stride), row % stride];
    const at = (i: number) => given[(outer * length + i) * stride + inner]!;
    const order = Array.from({ length }, (_, i) => i).sort((a, b) => sign * (at(a) - at(b)) || a - b);
    for (let i = 0; i < k; i++) {
      const place = (outer * k + i) * stride + inner;
      [values[place], positions[place]] = [at(order[i]!), order[i]!];
    }
  }
  return [wrap(values, shape, x.dtype), wrap(positions, shape, "int32")];
}

/** Sums up to each entry of an axis; without the entry itself where `exclusive`, from the end where `reverse`. */
function runningSum(call: Call): Tensor {
  const x = call.input(0);
  const axis = normalizeAxis(call.number(1), x.rank);
  const exclusive = call.attributes.int("exclusive", 0) !== 0;
  const backwards = call.attributes.int("reverse", 0) !== 0;
  const [length, stride] = [x.shape[axis]!, sizeOf(x.shape.slice(axis + 1))];
  const given = x.read();
  const sums = makeArray(x.dtype, x.size);
  for (let row = 0; row * length < x.size; row++) {
    const start = Math.floor(row / stride) * length * stride + (row % stride);
    let total = 0;
    for (let i = 0; i < length; i++) {
      const place = start + (backwards ? length - 1 - i : i) * stride;
      if (exclusive) sums[place] = total;
      total += given[place]!;
      if (!exclusive) sums[place] = total;
    }
  }
  return wrap(sums, x.shape, x.dtype);
}

/** The positions of the elements that are not 0, one row for each axis. */
function nonZero(call: Call): Tensor {
  const x = call.input(0);
  const values = x.read();
  const places = [...values.keys()].filter((i) => values[i] !== 0);
  const strides = stridesOf(x.shape);
  const rows = x.shape.flatMap((length, axis) => places.map((place) => Math.floor(place / strides[axis]!) % length));
  return wrap(Int32Array.from(rows), [x.rank, places.length], "int32");
}

/** The upper or lower triangle of matrices, the rest 0. */
function triangle(call: Call): Tensor {
  const x = call.input(0);
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  const upper = call.attributes.int("upper", 1) !== 0;
  const offset = call.number(1, 0);
  const kept = Float32Array.from({ length: rows * columns }, (_, i) => {
    const above = (i % columns) - Math.floor(i / columns) - offset;
    return Number(upper ? above >= 0 : above <= 0);
  });
  return cast(
    multiply(x, cast(wrap(kept, [rows, columns], "float32"), x.dtype === "bool" ? "int32" : x.dtype)),
    x.dtype,
  );
}

/** Operators that join the elements of axes. */
export const reducing: Readonly<Record<string, Operator>> = {
  ArgMax: position(argMax),
  ArgMin: position(argMin),
  CumSum: runningSum,
  NonZero: nonZero,
  ReduceL1: reduction((x, axes, keep) => sum(abs(x), axes, keep)),
  ReduceL2: reduction((x, axes, keep) => sqrt(sum(squares(x), axes, keep))),
  ReduceLogSum: reduction((x, axes, keep) => log(sum(x, axes, keep)), Number.NEGATIVE_INFINITY),
  ReduceLogSumExp: reduction(logSumExp, Number.NEGATIVE_INFINITY),
  ReduceMax: reduction(max, Number.NEGATIVE_INFINITY),
  ReduceMean: reduction(mean, Number.NaN),
  ReduceMin: reduction(min, Number.POSITIVE_INFINITY),
  ReduceProd: reduction(product, 1),
  ReduceSum: reduction(sum),
  ReduceSumSquare: reduction((x, axes, keep) => sum(squares(x), axes, keep)),
  TopK: topK,
  Trilu: triangle,
};
