/** Moving elements. Each operation says where element i of its result comes from. */
import { concatenatedShape, makeArray, type Shape, sizeOf, stridesOf, type Tensor, wrap } from "../../tensor/index.ts";
import { broadcastIndices } from "./elementwise.ts";

export function transpose(x: Tensor, permutation: readonly number[]): Tensor {
  const strides = stridesOf(x.shape);
  return arrange(
    x,
    permutation.map((axis) => x.shape[axis]!),
    permutation.map((axis) => strides[axis]!),
    0,
  );
}

export function slice(x: Tensor, begin: Shape, size: Shape): Tensor {
  const strides = stridesOf(x.shape);
  return arrange(x, size, strides, dot(begin, strides));
}

export function reverse(x: Tensor, axis: number): Tensor {
  const strides = stridesOf(x.shape);
  const start = Math.max(x.shape[axis]! - 1, 0) * strides[axis]!;
  return arrange(
    x,
    x.shape,
    strides.map((stride, i) => (i === axis ? -stride : stride)),
    start,
  );
}

export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  const from = x.read();
  const index = broadcastIndices(x.shape, shape);
  const to = makeArray(x.dtype, sizeOf(shape));
  for (let i = 0; i < to.length; i++) to[i] = from[index(i)]!;
  return wrap(to, [...shape], x.dtype);
}

export function pad(x: Tensor, before: Shape, shape: Shape): Tensor {
  const to = makeArray(x.dtype, sizeOf(shape));
  place(x, to, stridesOf(shape), dot(before, stridesOf(shape)));
  return wrap(to, [...shape], x.dtype);
}

export function concatenate(xs: readonly Tensor[], axis: number): Tensor {
  const first = xs[0]!;
  const shape = concatenatedShape(
    xs.map((x) => x.shape),
    axis,
  );
  const strides = stridesOf(shape);
  const to = makeArray(first.dtype, sizeOf(shape));
  let position = 0;
  for (const x of xs) {
    place(x, to, strides, position * strides[axis]!);
    position += x.shape[axis]!;
  }
  return wrap(to, shape, first.dtype);
}

/** A tensor of `shape` whose element at an index comes from `start` + index · `strides`. */
function arrange(x: Tensor, shape: Shape, strides: readonly number[], start: number): Tensor {
  const from = x.read();
  const to = makeArray(x.dtype, sizeOf(shape));
  forEachOffset(shape, strides, start, (offset, i) => {
    to[i] = from[offset]!;
  });
  return wrap(to, [...shape], x.dtype);
}

/** Writes x into `to`, its index at `start` + index · `strides`. */
function place(x: Tensor, to: { [index: number]: number }, strides: readonly number[], start: number): void {
  const from = x.read();
  forEachOffset(x.shape, strides, start, (offset, i) => {
    to[offset] = from[i]!;
  });
}

/** Visits every index of a shape in row-major order, with its offset. */
function forEachOffset(
  shape: Shape,
  strides: readonly number[],
  start: number,
  visit: (offset: number, i: number) => void,
): void {
  let i = 0;
  const level = (axis: number, offset: number): void => {
    if (axis === shape.length) visit(offset, i++);
    else for (let k = 0; k < shape[axis]!; k++) level(axis + 1, offset + k * strides[axis]!);
  };
  level(0, start);
}

const dot = (a: Shape, b: Shape) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
