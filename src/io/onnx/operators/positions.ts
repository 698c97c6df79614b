/** Taking elements by position along an axis, as the operators of layout and indexing need it; gradients flow back. */
import { gather, reshape } from "../../../ops/index.ts";
import { makeArray, ShapeError, shown, sizeOf, type Tensor, wrap } from "../../../tensor/index.ts";
import { checkMade } from "./limits.ts";

/** Positions counted from the front, where negative ones count from the back. @throws ShapeError outside the axis */
export function wholePositions(positions: ArrayLike<number>, length: number): Int32Array {
  return Int32Array.from(positions, (position) => {
    const whole = position < 0 ? position + length : position;
    if (whole >= 0 && whole < length) return whole;
    throw new ShapeError({
      what: "A position in the ONNX graph is outside its axis.",
      expected: `an integer from ${-length} to ${length - 1}`,
      received: shown(position),
    });
  });
}

/** The entries of an axis at these positions, in their order: the axis gets their number as its length. */
export function takeAlong(x: Tensor, axis: number, positions: ArrayLike<number>): Tensor {
  const length = x.shape[axis]!;
  const outer = sizeOf(x.shape.slice(0, axis));
  const inner = x.shape.slice(axis + 1);
  const own = wholePositions(positions, length);
  const shape = [...x.shape.slice(0, axis), own.length, ...inner];
  checkMade(shape);
  if (sizeOf(shape) === 0) return wrap(makeArray(x.dtype, 0), shape, x.dtype);
  const rows = new Int32Array(outer * own.length);
  for (let i = 0; i < rows.length; i++) rows[i] = Math.floor(i / own.length) * length + own[i % own.length]!;
  return reshape(gather(reshape(x, [outer * length, sizeOf(inner)]), wrap(rows, [rows.length], "int32")), shape);
}

/** Single elements by their places in row-major order, as a tensor of `shape`, which has been checked. */
export function takeElements(x: Tensor, places: Int32Array, shape: readonly number[]): Tensor {
  return reshape(gather(reshape(x, [x.size]), wrap(places, [places.length], "int32")), shape);
}
