/** Products of tensors among the operations of `keras.ops`. */
import { einsum, expandDims, matmul, multiply, squeeze } from "../../../ops/index.ts";
import { FormatError, type Tensor } from "../../../tensor/index.ts";
import { tensorIn, type Value } from "./values.ts";

/** Products of vectors too, as NumPy's. */
export function product(a: Tensor, b: Tensor): Tensor {
  const [x, y] = [a.rank === 1 ? expandDims(a, 0) : a, b.rank === 1 ? expandDims(b, 1) : b];
  const result = matmul(x, y);
  const whole = a.rank === 1 ? squeeze(result, result.rank - 2) : result;
  return b.rank === 1 ? squeeze(whole, whole.rank - 1) : whole;
}

/** NumPy's dot, in which only matrices and vectors stand on the right. */
export function dotProduct(a: Tensor, b: Tensor): Tensor {
  if (a.rank === 0 || b.rank === 0) return multiply(a, b);
  if (b.rank <= 2) return product(a, b);
  throw new FormatError({
    what: "An operation of the file takes the dot product with a tensor of more than two axes, which is not read.",
    received: `Dot of rank ${b.rank}`,
    hint: "in Keras, write it as einsum",
  });
}

/** @throws FormatError for another number of tensors than two */
export function einsumOf(operands: readonly Value[], subscripts: Value): Tensor {
  if (operands.length === 2) return einsum(String(subscripts), tensorIn(operands[0]), tensorIn(operands[1]));
  throw new FormatError({
    what: "An operation of the file is an einsum of another number of tensors.",
    expected: "two",
    received: `${operands.length}: ${String(subscripts)}`,
  });
}
