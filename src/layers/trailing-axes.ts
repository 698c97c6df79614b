/** Masks of more axes. */
import { reshape } from "../ops/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** A tensor with axes of length 1 at its end, up to the rank. */
export function trailing(x: Tensor, rank: number): Tensor {
  return reshape(x, [...x.shape, ...new Array<number>(rank - x.rank).fill(1)]);
}
