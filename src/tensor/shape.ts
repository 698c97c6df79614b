/** Shapes: lists of axis lengths, row-major, and the arithmetic on them. */
import { ShapeError } from "./errors.ts";
import { shown } from "./shown.ts";

/** The length of each axis; a scalar's shape is empty. */
export type Shape = readonly number[];

/** Number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** The shape itself. @throws ShapeError when it is no list of whole numbers, 0 or more */
export function checkShape(shape: Shape): Shape {
  if (Array.isArray(shape) && shape.every((length) => Number.isSafeInteger(length) && length >= 0)) return shape;
  throw new ShapeError({
    what: "This is not a shape.",
    expected: "a list of lengths, whole numbers, 0 or more",
    received: shown(shape),
  });
}

/** Elements between neighbours along each axis, row-major. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** Whether two shapes are the same. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** A shape for people: `(2, 3)`, `(None, 3)` where a length is open. */
export function formatShape(shape: readonly (number | null)[]): string {
  const lengths = shape.map((length) => (length === null ? "None" : shown(length)));
  return `(${lengths.join(", ")}${lengths.length === 1 ? "," : ""})`;
}

/**
 * An axis counted from the front, where a negative one counts from the back.
 * @param argument its name, for messages
 * @throws ShapeError when it is no integer, or the tensor has no such axis
 */
export function normalizeAxis(axis: number, rank: number, argument = "axis"): number {
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw new ShapeError({
      what: `${argument}: an axis is outside the tensor.`,
      expected: rank === 0 ? "no axis: the tensor is a scalar" : `an integer from ${-rank} to ${rank - 1}`,
      received: shown(axis),
    });
  }
  return axis < 0 ? axis + rank : axis;
}

/** One axis or several as a list, each normalized by {@link normalizeAxis}. */
export function normalizeAxes(axes: number | readonly number[], rank: number, argument = "axes"): number[] {
  const list = Array.isArray(axes) ? axes : [axes as number];
  return list.map((axis: number) => normalizeAxis(axis, rank, argument));
}

/** The shape of two operands after broadcasting as in NumPy. */
export function broadcastShapes(a: Shape, b: Shape): number[] {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let axis = 1; axis <= rank; axis++) {
    const lengthA = axis <= a.length ? a[a.length - axis]! : 1;
    const lengthB = axis <= b.length ? b[b.length - axis]! : 1;
    if (lengthA !== lengthB && lengthA !== 1 && lengthB !== 1) {
      throw new ShapeError({
        what: "Two shapes do not broadcast together.",
        expected: "lengths that are equal or 1, compared from the last axis",
        received: `${formatShape(a)} and ${formatShape(b)}`,
      });
    }
    shape[rank - axis] = lengthA === 1 ? lengthB : lengthA;
  }
  return shape;
}

/** The shape of tensors one after the other along an axis, where all others agree. */
export function concatenatedShape(shapes: readonly Shape[], axis: number): number[] {
  return shapes[0]!.map((length, i) => (i === axis ? shapes.reduce((sum, shape) => sum + shape[i]!, 0) : length));
}
