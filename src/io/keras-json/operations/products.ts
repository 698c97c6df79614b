/** Products of tensors among the operations of `keras.ops`. */
import {
  einsum,
  expandDims,
  matmul,
  multiply,
  reshape,
  squeeze,
  subtract,
  sum,
  transpose,
} from "../../../ops/index.ts";
import { FormatError, normalizeAxis, type Tensor } from "../../../tensor/index.ts";
import type { Compute } from "./compute.ts";
import { takeAlong } from "./get-item.ts";
import { integerIn, integersIn, tensorIn, type Value } from "./values.ts";

/** Products of vectors too, as NumPy's. */
export function product(a: Tensor, b: Tensor): Tensor {
  const [x, y] = [a.rank === 1 ? expandDims(a, 0) : a, b.rank === 1 ? expandDims(b, 1) : b];
  const result = matmul(x, y);
  const whole = a.rank === 1 ? squeeze(result, result.rank - 2) : result;
  return b.rank === 1 ? squeeze(whole, whole.rank - 1) : whole;
}

/** NumPy's dot, whose right argument is a matrix or a vector. */
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

/** Sums of products over axes of both: the last `axes` of a with the first of b, or the axes of two lists. */
function contracted(a: Tensor, b: Tensor, axes: Value): Tensor {
  const isPair = Array.isArray(axes);
  const count = isPair ? 0 : integerIn(axes ?? 2);
  const of = (x: Tensor, each: Value) => integersIn(each).map((axis) => normalizeAxis(axis, x.rank));
  const range = (from: number) => Array.from({ length: count }, (_, i) => from + i);
  const ofA = isPair ? of(a, axes[0]) : range(a.rank - count);
  const ofB = isPair ? of(b, axes[1]) : range(0);
  const freeOf = (x: Tensor, taken: readonly number[]) => x.shape.map((_, i) => i).filter((i) => !taken.includes(i));
  const [freeA, freeB] = [freeOf(a, ofA), freeOf(b, ofB)];
  const size = (x: Tensor, list: readonly number[]) => list.reduce((n, i) => n * x.shape[i]!, 1);
  const left = reshape(transpose(a, [...freeA, ...ofA]), [size(a, freeA), size(a, ofA)]);
  const right = reshape(transpose(b, [...ofB, ...freeB]), [size(b, ofB), size(b, freeB)]);
  return reshape(matmul(left, right), [...freeA.map((i) => a.shape[i]!), ...freeB.map((i) => b.shape[i]!)]);
}

/** Vectors of three, at right angles to both. */
function crossed(a: Tensor, b: Tensor): Tensor {
  const [first, second] = [1, 2].map((by) => [a, b].map((x) => turnedBy(x, by))) as [Tensor[], Tensor[]];
  return subtract(multiply(first[0]!, second[1]!), multiply(second[0]!, first[1]!));
}

const turnedBy = (x: Tensor, by: number) => takeAlong(x, [by, (by + 1) % 3, (by + 2) % 3], x.rank - 1);

/** Of Keras's module `numpy`. */
export const numpyProducts = {
  Cross: ([a, b], { axisa, axisb, axisc, axis }) => {
    const [x, y] = [tensorIn(a), tensorIn(b)];
    const [ofX, ofY, ofResult] = ([axisa, axisb, axisc] as Value[]).map((each) => integerIn(axis ?? each ?? -1)) as [
      number,
      number,
      number,
    ];
    if (x.shape.at(ofX) !== 3 || y.shape.at(ofY) !== 3) {
      throw new FormatError({
        what: "An operation of the file takes the cross product of vectors that are not of three numbers.",
      });
    }
    if ([ofX, ofY, ofResult].some((each) => each !== -1 && each !== x.rank - 1)) {
      throw new FormatError({
        what: "An operation of the file takes the cross product over another axis than the last.",
      });
    }
    return crossed(x, y);
  },
  Inner: ([a, b]) => {
    const [x, y] = [tensorIn(a), tensorIn(b)];
    return x.rank === 0 || y.rank === 0 ? multiply(x, y) : contracted(x, y, [x.rank - 1, y.rank - 1]);
  },
  Outer: ([a, b]) => {
    const [x, y] = [tensorIn(a), tensorIn(b)];
    return multiply(reshape(x, [x.size, 1]), reshape(y, [1, y.size]));
  },
  Tensordot: ([a, b], { axes }) => contracted(tensorIn(a), tensorIn(b), axes),
  Vdot: ([a, b]) => {
    const [x, y] = [tensorIn(a), tensorIn(b)];
    return sum(multiply(reshape(x, [x.size]), reshape(y, [y.size])));
  },
} as const satisfies Record<string, Compute>;
