/** The product of matrices: three loops. */
import { makeArray, type Tensor, wrap } from "../../tensor/index.ts";
import type { MatmulOptions } from "../backend.ts";

export function matmul(
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false, bias }: MatmulOptions = {},
): Tensor {
  const [count, rowsA, columnsA] = a.shape as [number, number, number];
  const [countB, rowsB, columnsB] = b.shape as [number, number, number];
  const [M, K] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const N = transposeB ? rowsB : columnsB;
  const [fromA, fromB, added] = [a.read(), b.read(), bias?.read()];
  const to = makeArray("float32", count * M * N);
  for (let p = 0; p < count; p++) {
    const startA = p * M * K;
    const startB = countB === 1 ? 0 : p * K * N;
    for (let m = 0; m < M; m++) {
      for (let n = 0; n < N; n++) {
        let sum = added ? added[n]! : 0;
        for (let k = 0; k < K; k++) {
          const left = fromA[startA + (transposeA ? k * M + m : m * K + k)]!;
          const right = fromB[startB + (transposeB ? n * K + k : k * N + n)]!;
          sum += left * right;
        }
        to[(p * M + m) * N + n] = sum;
      }
    }
  }
  return wrap(to, [count, M, N], "float32");
}
