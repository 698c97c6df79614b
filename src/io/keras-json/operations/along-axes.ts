/** Operations of Keras over axes: products, norms, means that count unequally, and what leaves NaN out. */
import {
  abs,
  add,
  broadcastTo,
  cast,
  concatenate,
  cumSum,
  divide,
  isNaN as isNotANumber,
  logicalNot,
  max,
  maximum,
  mean,
  min,
  multiply,
  notEqual,
  power,
  reshape,
  rsqrt,
  sliceAxis,
  sqrt,
  square,
  subtract,
  sum,
  where,
} from "../../../ops/index.ts";
import { FormatError, fill, normalizeAxis, type Tensor, tensor } from "../../../tensor/index.ts";
import { type Compute, given, over } from "./compute.ts";
import { flattened } from "./shapes.ts";
import { axesIn, integerIn, numberIn, tensorIn, type Value } from "./values.ts";

const { POSITIVE_INFINITY: INFINITY, NEGATIVE_INFINITY } = Number;

type OverAxes = (x: Tensor, axes: readonly number[] | undefined, keepDims: boolean) => Tensor;

/** The product over axes, halves by halves, so that a gradient passes zeros. */
const product: OverAxes = (x, axes, keepDims) => {
  const list = (axes ?? x.shape.map((_, i) => i)).map((axis) => normalizeAxis(axis, x.rank));
  const single = x.shape.map((length, i) => (list.includes(i) ? 1 : length));
  let rest = x;
  for (const axis of list) {
    if (rest.shape[axis] === 0) rest = fill(withLength(rest, axis, 1), 1, x.dtype);
    for (let length = rest.shape[axis]!; length > 1; length = rest.shape[axis]!) {
      const half = Math.floor(length / 2);
      const joined = multiply(sliceAxis(rest, axis, 0, half), sliceAxis(rest, axis, half, 2 * half));
      rest = length % 2 === 0 ? joined : concatenate([joined, sliceAxis(rest, axis, length - 1, length)], axis);
    }
  }
  return reshape(rest, keepDims ? single : x.shape.filter((_, i) => !list.includes(i)));
};

const withLength = (x: Tensor, axis: number, length: number) => x.shape.map((each, i) => (i === axis ? length : each));

/** Products that run along an axis, by doubling steps. */
function runningProducts(x: Tensor, axis: number): Tensor {
  const length = x.shape[axis]!;
  let products = x;
  for (let shift = 1; shift < length; shift *= 2) {
    const ones = fill(withLength(x, axis, shift), 1, x.dtype);
    products = multiply(products, concatenate([ones, sliceAxis(products, axis, 0, length - shift)], axis));
  }
  return products;
}

/** Along one axis, or along all of the tensor. */
const running =
  (along: (x: Tensor, axis: number) => Tensor): Compute =>
  ([x], { axis, dtype }) => {
    if (dtype !== null && dtype !== undefined) throw notRead("a running product of another type", String(dtype));
    const input = tensorIn(x);
    if (axis === null || axis === undefined) return along(flattened(input), 0);
    return along(input, normalizeAxis(integerIn(axis), input.rank));
  };

/** What a reduction gives where NaN counts as another number. */
const withoutNaN =
  (reduce: OverAxes, instead: number): OverAxes =>
  (x, axes, keepDims) =>
    reduce(where(isNotANumber(x), instead, x), axes, keepDims);

const sumOf: OverAxes = (x, axes, keepDims) => sum(x, axes, keepDims);
const countOf: OverAxes = (x, axes, keepDims) => sum(cast(logicalNot(isNotANumber(x)), "float32"), axes, keepDims);

const nanMean: OverAxes = (x, axes, keepDims) =>
  divide(withoutNaN(sumOf, 0)(x, axes, keepDims), countOf(x, axes, keepDims));

/** NaN is taken out before it is squared: its gradient would be NaN too. */
const nanVariance: OverAxes = (x, axes, keepDims) => {
  const apart = where(isNotANumber(x), 0, subtract(x, nanMean(x, axes, true)));
  return divide(sum(square(apart), axes, keepDims), countOf(x, axes, keepDims));
};

/** The mean, each element by its weight; weights of one axis are for `axis`. */
const average: Compute = ([x, placed], options) => {
  const input = tensorIn(x);
  const weights = given(options.weights, placed);
  const axes = axesIn(options.axis);
  if (weights === null || weights === undefined) return mean(input, axes);
  const found = tensorIn(weights);
  const isWhole = found.rank === input.rank || axes?.length !== 1;
  const at = isWhole ? 0 : normalizeAxis(axes![0]!, input.rank);
  const full = isWhole
    ? found
    : reshape(
        found,
        input.shape.map((_, i) => (i === at ? found.size : 1)),
      );
  return divide(sum(multiply(input, full), axes), sum(broadcastTo(cast(full, "float32"), input.shape), axes));
};

/** The length of vectors, or of matrices by their rows and columns. */
const norm: Compute = ([x], { ord, axis, keepdims }) => {
  const input = cast(tensorIn(x), "float32");
  const axes = axesIn(axis);
  const keep = keepdims === true;
  const order = orderOf(ord);
  const rank = axes?.length ?? input.rank;
  if (order === "fro" || (order === null && rank !== 1) || (order === null && !axes) || order === 2) {
    if (order === 2 && rank !== 1) throw notRead("the largest singular value of a matrix", "norm of order 2");
    return sqrt(sum(square(input), axes, keep));
  }
  const along = axes ?? input.shape.map((_, i) => i);
  if (rank === 2) return matrixNorm(input, order, along, keep);
  if (order === INFINITY) return max(abs(input), along, keep);
  if (order === NEGATIVE_INFINITY) return min(abs(input), along, keep);
  if (order === 0) return sum(cast(notEqual(input, 0), "float32"), along, keep);
  if (order === null) return sqrt(sum(square(input), along, keep));
  return power(sum(power(abs(input), order), along, keep), 1 / order);
};

/** The largest or smallest sum of a column (order 1) or row (order infinity). */
function matrixNorm(x: Tensor, order: number | null, axes: readonly number[], keepDims: boolean): Tensor {
  const [rows, columns] = axes.map((axis) => normalizeAxis(axis, x.rank)) as [number, number];
  const isOfRows = Math.abs(order ?? 0) === INFINITY;
  if (!isOfRows && Math.abs(order ?? 0) !== 1) throw notRead("a norm of matrices", `order ${order}`);
  const sums = sum(abs(x), isOfRows ? columns : rows, true);
  const extreme = (order ?? 0) > 0 ? max : min;
  const found = extreme(sums, [rows, columns], true);
  return keepDims
    ? found
    : reshape(
        found,
        x.shape.filter((_, i) => i !== rows && i !== columns),
      );
}

function orderOf(value: Value): number | "fro" | null {
  if (value === null || value === undefined) return null;
  if (value === "fro" || value === "euclidean") return "fro";
  if (value === "inf" || value === "Infinity") return INFINITY;
  if (value === "-inf" || value === "-Infinity") return NEGATIVE_INFINITY;
  if (value === "nuc") throw notRead("the sum of the singular values of a matrix", "nuc");
  return numberIn(value);
}

function notRead(what: string, received: string): FormatError {
  return new FormatError({
    what: `An operation of the file computes ${what}, which is not read.`,
    received,
    hint: "in Keras, put it into a layer before saving",
  });
}

/** Of Keras's module `numpy`. */
export const numpyAlongAxes = {
  Average: average,
  CountNonzero: over((x, axes, keepDims) => sum(cast(notEqual(x, 0), "int32"), axes, keepDims)),
  Cumprod: running(runningProducts),
  Nancumprod: running((x, axis) => runningProducts(where(isNotANumber(x), 1, x), axis)),
  Nancumsum: running((x, axis) => cumSum(where(isNotANumber(x), 0, x), { axis })),
  Nanmax: over(withoutNaN((x, axes, keepDims) => max(x, axes, keepDims), NEGATIVE_INFINITY)),
  Nanmean: over(nanMean),
  Nanmin: over(withoutNaN((x, axes, keepDims) => min(x, axes, keepDims), INFINITY)),
  Nanprod: over(withoutNaN(product, 1)),
  Nanstd: over((x, axes, keepDims) => sqrt(nanVariance(x, axes, keepDims))),
  Nansum: over(withoutNaN(sumOf, 0)),
  Nanvar: over(nanVariance),
  Ndim: ([x]) => tensor(tensorIn(x).rank, undefined, "int32"),
  Prod: ([x], { axis, keepdims, dtype }) => {
    if (dtype !== null && dtype !== undefined) throw notRead("a product of another type", String(dtype));
    return product(tensorIn(x), axesIn(axis), keepdims === true);
  },
  Ptp: over((x, axes, keepDims) => subtract(max(x, axes, keepDims), min(x, axes, keepDims))),
  Size: ([x]) => tensor(tensorIn(x).size, undefined, "int32"),
} as const satisfies Record<string, Compute>;

/** Of Keras's module `nn`. */
export const nnAlongAxes = {
  Moments: ([x, placed], options) => {
    const input = tensorIn(x);
    const axes = axesIn(given(options.axes, placed));
    const keepDims = options.keepdims === true;
    if (options.synchronized === true) throw notRead("moments of several machines", "synchronized");
    const middle = mean(input, axes, true);
    return [mean(input, axes, keepDims), mean(square(subtract(input, middle)), axes, keepDims)];
  },
  Normalize: ([x], { axis, order, epsilon }) => {
    const input = tensorIn(x);
    const axes = axesIn(axis);
    const least = numberIn(epsilon ?? 1e-7);
    if (numberIn(order ?? 2) === 2) {
      return multiply(input, rsqrt(maximum(sum(square(input), axes, true), least ** 2)));
    }
    const power_ = numberIn(order ?? 2);
    const length = power(sum(power(abs(input), power_), axes, true), 1 / power_);
    return divide(input, maximum(length, least));
  },
  RMSNorm: ([x, placed], options) => {
    const input = tensorIn(x);
    const axes = axesIn(options.axis) ?? [-1];
    const scaled = multiply(input, rsqrt(add(mean(square(input), axes, true), numberIn(options.epsilon ?? 1e-7))));
    const scale = given(options.scale, placed);
    return scale === null || scale === undefined ? scaled : multiply(scaled, tensorIn(scale));
  },
} as const satisfies Record<string, Compute>;

/** Of Keras's module `linalg`. */
export const linalgAlongAxes = { Norm: norm } as const satisfies Record<string, Compute>;
