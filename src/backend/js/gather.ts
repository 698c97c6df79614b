/** Rows by number, and their sums back. */

import { makeArray, makeNumbers, sizeOf, type Tensor, wrap } from "../../tensor/index.ts";
import { checkIndices } from "../indices.ts";

export function gather(x: Tensor, ids: Tensor): Tensor {
  checkIndices(ids, x.shape[0]!);
  const width = sizeOf(x.shape.slice(1));
  const from = x.read();
  const to = makeArray(x.dtype, ids.size * width);
  for (const [i, id] of ids.read().entries()) to.set(from.subarray(id * width, (id + 1) * width), i * width);
  return wrap(to, [...ids.shape, ...x.shape.slice(1)], x.dtype);
}

export function scatterAdd(ids: Tensor, dy: Tensor, rows: number): Tensor {
  const inner = dy.shape.slice(ids.rank);
  const width = sizeOf(inner);
  const from = dy.read();
  const sums = makeNumbers(rows * width);
  for (const [i, id] of ids.read().entries()) {
    for (let k = 0; k < width; k++) sums[id * width + k]! += from[i * width + k]!;
  }
  return wrap(Float32Array.from(sums), [rows, ...inner], "float32");
}
