/** Products of matrices. */
import { add, broadcastTo, cast, matmul, multiply, reshape, transpose } from "../../../ops/index.ts";
import { broadcastShapes, sameShape, type Tensor } from "../../../tensor/index.ts";
import type { Call, Operator } from "./call.ts";
import { einsum } from "./einsum.ts";
import { isIntegral } from "./integers.ts";
import { checkMade } from "./limits.ts";

/** As NumPy multiplies: a vector counts as one row on the left and one column on the right; leading axes broadcast. */
export function product(a: Tensor, b: Tensor): Tensor {
  const left = a.rank === 1 ? reshape(a, [1, ...a.shape]) : a;
  const right = b.rank === 1 ? reshape(b, [...b.shape, 1]) : b;
  const lead = broadcastShapes(left.shape.slice(0, -2), right.shape.slice(0, -2));
  checkMade([...lead, left.shape.at(-2)!, right.shape.at(-1)!]);
  for (const x of [left, right]) checkMade([...lead, ...x.shape.slice(-2)]);
  const stretched = (x: Tensor) => broadcastTo(x, [...lead, ...x.shape.slice(-2)]);
  const result = right.rank === 2 ? matmul(left, right) : matmul(stretched(left), stretched(right));
  const rows = a.rank === 1 ? [] : [left.shape.at(-2)!];
  const columns = b.rank === 1 ? [] : [right.shape.at(-1)!];
  const shape = [...lead, ...rows, ...columns];
  const whole = sameShape(result.shape, shape) ? result : reshape(result, shape);
  return isIntegral(a) && isIntegral(b) ? cast(whole, "int32") : whole;
}

/** alpha A' B' + beta C, where A' and B' are transposed on request. */
export function gemm(call: Call): Tensor {
  const { attributes } = call;
  const [a, b] = [call.input(0), call.input(1)];
  if (a.rank !== 2 || b.rank !== 2) throw call.misfit(a.rank === 2 ? 1 : 0, "a matrix");
  const [alpha, beta] = [attributes.float("alpha", 1), attributes.float("beta", 1)];
  const left = attributes.int("transA", 0) === 0 ? a : transpose(a);
  const transposeB = attributes.int("transB", 0) !== 0;
  const bias = call.optional(2);
  checkMade([left.shape[0]!, b.shape[transposeB ? 0 : 1]!]);
  const columns = b.shape[transposeB ? 0 : 1]!;
  if (bias && alpha === 1 && beta === 1 && sameShape(bias.shape, [columns])) {
    return matmul(left, b, { transposeB, bias });
  }
  const plain = matmul(left, b, { transposeB });
  const scaled = alpha === 1 ? plain : multiply(plain, alpha);
  if (!bias || beta === 0) return scaled;
  return add(scaled, beta === 1 ? bias : multiply(bias, beta));
}

/** Products of matrices. */
export const matrices: Readonly<Record<string, Operator>> = {
  Einsum: einsum,
  Gemm: gemm,
  MatMul: (call) => product(call.input(0), call.input(1)),
};
