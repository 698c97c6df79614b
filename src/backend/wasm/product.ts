/** Products of matrices in kernel memory; threads split large ones. */
import type { Tensor } from "../../tensor/index.ts";
import type { MatmulOptions } from "../backend.ts";
import type { WasmEngine } from "./engine.ts";

/** Element (row, column) of a matrix lies at `address + 4 (row rowStride + column columnStride)`. */
export interface MatrixPlace {
  address: number;
  rowStride: number;
  columnStride: number;
}

/** Start values of a product's accumulators: rows of floats `stride` apart; address 0 means zeros. */
interface Start {
  address: number;
  stride: number;
}

/** Panels of the matmul kernel, as `packed` of the engine makes them. */
export const panels = (address: number): MatrixPlace => ({ address, rowStride: 0, columnStride: 0 });

/** C = start + A B, where A is M x K, B is K x N, and rows of C lie `ldc` floats apart. */
export function multiply(
  engine: WasmEngine,
  [M, N, K]: readonly [number, number, number],
  a: MatrixPlace,
  b: MatrixPlace,
  start: Start,
  c: number,
  ldc: number,
): void {
  const isPacked = b.columnStride === 0;
  /** The product of some rows and columns, from these begins on. */
  const part = (m: number, n: number, rows: number, columns: number, thread: number) => ({
    M: rows,
    N: columns,
    K,
    a: a.address + 4 * m * a.rowStride,
    rowStride: a.rowStride,
    columnStride: a.columnStride,
    b: b.address + 4 * n * (isPacked ? K : b.columnStride),
    bRowStride: b.rowStride,
    bColumnStride: b.columnStride,
    start: start.address && start.address + 4 * (m * start.stride + n),
    startStride: start.stride,
    c: c + 4 * (m * ldc + n),
    ldc,
    scratch: engine.room(thread),
    drops: 1,
  });
  // every thread packs the unpacked matrix for itself, so that should be the smaller one
  const splitsRows = isPacked ? M >= 24 : M >= N;
  const work = M * N * K;
  if (splitsRows) engine.split("gemm", M, 12, work, (m, end, thread) => part(m, 0, end - m, N, thread));
  else engine.split("gemm", N, 16, work, (n, end, thread) => part(0, n, M, end - n, thread));
}

/** The products of two lists of matrices, or of a list and one matrix; shapes at `Backend.matmul`. */
export function matmul(
  engine: WasmEngine,
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false, bias }: MatmulOptions,
): Tensor {
  const [count, rowsA, columnsA] = a.shape as [number, number, number];
  const [countB, rowsB, columnsB] = b.shape as [number, number, number];
  const [M, K] = transposeA ? [columnsA, rowsA] : [rowsA, columnsA];
  const N = transposeB ? rowsB : columnsB;
  const [rowStride, columnStride] = transposeB ? [1, K] : [N, 1];
  const [from, added] = [engine.address(a), bias ? engine.address(bias) : 0];
  const [aRow, aColumn] = transposeA ? [1, M] : [K, 1];
  // one matrix for all: the batch is more rows
  const joined = countB === 1 && !transposeA;
  const [products, rows] = joined ? [1, count * M] : [count, M];
  const isKept = engine.owns(b);
  return engine.result([count, M, N], (to) => {
    for (let p = 0; p < products; p++) {
      const offset = countB === 1 ? 0 : p * K * N;
      const left = { address: from + 4 * p * M * K, rowStride: aRow, columnStride: aColumn };
      // a variable's panels serve more than once; another matrix is packed while it is used
      const right = isKept
        ? panels(engine.packed(b, K, N, rowStride, columnStride, [offset]))
        : { address: engine.address(b) + 4 * offset, rowStride, columnStride };
      multiply(engine, [rows, N, K], left, right, { address: added, stride: 0 }, to + 4 * p * M * N, N);
    }
  });
}
