/** Elements by their order along an axis. Gradients go back to the places that the elements came from. */
import {
  asTensor,
  checkOption,
  type Declared,
  normalizeAxis,
  readOptions,
  ShapeError,
  sizeOf,
  type Tensor,
  type TensorLike,
  takes,
  wrap,
} from "../tensor/index.ts";
import { gather } from "./indexing.ts";
import { reshape, sliceAxis, transpose } from "./layout.ts";

/** Options of `ops.sort` and `ops.argsort`: the axis and the direction. */
export interface SortOptions {
  /** The axis to sort along. Default the last. */
  axis?: number | undefined;
  /** Largest first. Default false. */
  descending?: boolean | undefined;
}

const sortOptions = {
  axis: takes.withDefault(takes.integer, -1),
  descending: false,
} satisfies Declared<SortOptions>;

/** The places that sort x along an axis, int32 of x's shape. Equal elements keep their order, NaN comes last. */
export function argsort(x: TensorLike, options: SortOptions = {}): Tensor {
  const { axis, descending } = readOptions("argsort", options, sortOptions);
  const { last, restore } = alongLast(asTensor(x), axis);
  return restore(orderOf(last, descending));
}

/** x sorted along an axis, smallest first; NaN comes last. */
export function sort(x: TensorLike, options: SortOptions = {}): Tensor {
  const { axis, descending } = readOptions("sort", options, sortOptions);
  const { last, restore } = alongLast(asTensor(x), axis);
  return restore(takeAlong(last, orderOf(last, descending)));
}

/**
 * The k largest elements along the last axis, largest first, and their places (int32): both [..., k].
 * @throws ShapeError when the axis is shorter than k; ConfigError when k is not a whole number
 */
export function topK(x: TensorLike, k: number): { values: Tensor; indices: Tensor } {
  const input = asTensor(x);
  checkOption("topK", "k", k, takes.positiveInteger);
  const width = input.shape[input.rank - 1] ?? 0;
  if (k > width) {
    throw new ShapeError({
      what: "topK needs more elements than there are.",
      expected: `at most ${width}, the length of the last axis`,
      received: `k ${k}`,
    });
  }
  const indices = sliceAxis(orderOf(input, true), input.rank - 1, 0, k);
  return { values: takeAlong(input, indices), indices };
}

/** x with the axis last, and the way back. */
function alongLast(x: Tensor, axis: number): { last: Tensor; restore: (sorted: Tensor) => Tensor } {
  const at = normalizeAxis(axis, x.rank);
  const order = [...x.shape.keys()].filter((i) => i !== at);
  order.push(at);
  return {
    last: transpose(x, order),
    restore: (sorted) =>
      transpose(
        sorted,
        order.map((_, i) => order.indexOf(i)),
      ),
  };
}

/** Places along the last axis in the order of their elements. */
function orderOf(x: Tensor, descending: boolean): Tensor {
  const values = x.read();
  const width = x.shape[x.rank - 1] ?? 1;
  const places = new Int32Array(x.size);
  const sign = descending ? -1 : 1;
  for (let start = 0; start < x.size; start += width) {
    const row = values.subarray(start, start + width);
    places.set(
      Int32Array.from(row.keys()).sort((a, b) => compare(row[a]!, row[b]!, sign) || a - b),
      start,
    );
  }
  return wrap(places, x.shape, "int32");
}

function compare(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a === b ? 0 : sign * (a < b ? -1 : 1);
}

/** The elements of the last axis at several places for each row: [..., V] and int32 [..., k] give [..., k]. */
function takeAlong(x: Tensor, places: Tensor): Tensor {
  const width = x.shape[x.rank - 1] ?? 1;
  const count = places.shape[places.rank - 1] ?? 1;
  const flat = Int32Array.from(places.read(), (place, i) => Math.floor(i / count) * width + place);
  return reshape(gather(reshape(x, [x.size]), wrap(flat, [sizeOf(places.shape)], "int32")), places.shape);
}
