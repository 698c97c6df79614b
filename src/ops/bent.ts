/** Lines with a bend at 0, such as leaky ReLU's. */
import type { Tensor, TensorLike } from "../tensor/index.ts";
import { greater, multiply } from "./arithmetic.ts";
import { where } from "./indexing.ts";

/** x above 0, else `factor` times `below`; the derivative at 0 is that from below, as in Keras on TensorFlow. */
export const bent = (x: Tensor, below: Tensor, factor: TensorLike): Tensor =>
  where(greater(x, 0), x, multiply(below, factor));
