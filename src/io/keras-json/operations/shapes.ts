/** Operations of Keras that give the same numbers in another shape or order. */
import { expandDims, pad, reshape, squeeze, tile, transpose, where } from "../../../ops/index.ts";
import { FormatError, fill, normalizeAxis, ShapeError, type Tensor } from "../../../tensor/index.ts";
import { takeAlong } from "./get-item.ts";
import { axesIn, integerIn, integersIn, numberIn, type Options, tensorIn, type Value } from "./values.ts";

/** All elements on one axis. */
export const flattened = (x: Tensor) => reshape(x, [x.size]);

/** A shape in which `null` is the length that the input has there. */
export function reshaped(x: Tensor, shape: Value): Tensor {
  const list: readonly Value[] = Array.isArray(shape) ? shape : integersIn(shape);
  return reshape(
    x,
    list.map((length, axis) => (length === null ? x.shape[axis]! : integerIn(length))),
  );
}

export function squeezed(x: Tensor, axis: Value): Tensor {
  const axes = axesIn(axis);
  if (!axes) return squeeze(x);
  const sorted = axes.map((each) => normalizeAxis(each, x.rank)).sort((a, b) => b - a);
  return sorted.reduce((rest, each) => squeeze(rest, each), x);
}

export function expanded(x: Tensor, axis: Value): Tensor {
  const axes = integersIn(axis);
  const sorted = axes.map((each) => normalizeAxis(each, x.rank + axes.length)).sort((a, b) => a - b);
  return sorted.reduce((rest, each) => expandDims(rest, each), x);
}

export function swapped(x: Tensor, a: number, b: number): Tensor {
  const [from, to] = [normalizeAxis(a, x.rank), normalizeAxis(b, x.rank)];
  const order = x.shape.map((_, axis) => (axis === from ? to : axis === to ? from : axis));
  return transpose(x, order);
}

export function parts(x: Tensor, cuts: Value, axis: number): Tensor[] {
  const at = normalizeAxis(axis, x.rank);
  const length = x.shape[at]!;
  const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  if (!Array.isArray(cuts)) {
    const count = integerIn(cuts);
    if (count < 1 || length % count !== 0) {
      throw new ShapeError({
        what: "Split needs equal parts.",
        expected: `a length divisible by ${count}`,
        received: `${length}`,
      });
    }
    const width = length / count;
    return range(0, count).map((i) => takeAlong(x, range(i * width, (i + 1) * width), at));
  }
  const borders = [0, ...integersIn(cuts), length].map((cut) => Math.min(cut < 0 ? cut + length : cut, length));
  return borders.slice(1).map((end, i) => takeAlong(x, range(borders[i]!, end), at));
}

export function repeated(x: Tensor, repeats: number, axis: Value): Tensor {
  const flat = axis === null || axis === undefined ? reshape(x, [x.size]) : x;
  const at = normalizeAxis(axis === null || axis === undefined ? 0 : integerIn(axis), flat.rank);
  return takeAlong(
    flat,
    Array.from({ length: flat.shape[at]! * repeats }, (_, i) => Math.floor(i / repeats)),
    at,
  );
}

export function taken(x: Tensor, indices: Value, axis: Value): Tensor {
  const flat = axis === null || axis === undefined ? reshape(x, [x.size]) : x;
  const at = normalizeAxis(axis === null || axis === undefined ? 0 : integerIn(axis), flat.rank);
  const ids = tensorIn(indices);
  const chosen = [...ids.read()].map((id) => (id < 0 ? id + flat.shape[at]! : id));
  return reshape(takeAlong(flat, chosen, at), [...flat.shape.slice(0, at), ...ids.shape, ...flat.shape.slice(at + 1)]);
}

export function tiled(x: Tensor, repeats: readonly number[]): Tensor {
  const rank = Math.max(x.rank, repeats.length);
  const shape = [...Array.from({ length: rank - x.rank }, () => 1), ...x.shape];
  return tile(reshape(x, shape), [...Array.from({ length: rank - repeats.length }, () => 1), ...repeats]);
}

export function padded(x: Tensor, { pad_width: widths, mode, constant_values: value }: Options): Tensor {
  const filler = value === null || value === undefined ? 0 : numberIn(value);
  if (mode !== "constant" || !Array.isArray(widths)) {
    throw new FormatError({
      what: "An operation of the file pads in a way that is not read.",
      received: `mode ${String(mode)}`,
    });
  }
  const pairs = widths.map((pair) => integersIn(pair) as [number, number]);
  const zeros = pad(x, pairs);
  return filler === 0 ? zeros : where(pad(fill(x.shape, 1), pairs), zeros, filler);
}
