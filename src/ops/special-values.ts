/** Tests for NaN and infinity. */
import { asTensor, type Tensor, type TensorLike } from "../tensor/index.ts";
import { less, notEqual } from "./arithmetic.ts";
import { abs } from "./unary.ts";

/** Whether an element is NaN, as `bool`. */
export function isNotANumber(x: TensorLike): Tensor {
  const input = asTensor(x);
  return notEqual(input, input);
}

/** Whether an element is neither NaN nor infinite, as `bool`. */
export function isFiniteNumber(x: TensorLike): Tensor {
  return less(abs(x), Number.POSITIVE_INFINITY);
}
