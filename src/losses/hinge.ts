/** Losses that ask for a margin. Targets are -1 or 1; where all are 0 or 1, 0 stands for -1, as in Keras. */
import { add, max, maximum, mean, multiply, square, subtract, sum } from "../ops/index.ts";
import type { Tensor } from "../tensor/index.ts";
import { defineLoss, fitTo } from "./loss.ts";

/** Mean of max(1 - t p, 0) over the last axis. */
export const hinge = defineLoss("hinge", "Hinge", (t, p) => mean(shortfall(t, p), -1));

/** Mean of max(1 - t p, 0)² over the last axis. */
export const squaredHinge = defineLoss("squaredHinge", "SquaredHinge", (t, p) => mean(square(shortfall(t, p)), -1));

/** max(largest (1 - t) p - Σ t p + 1, 0) over the last axis, t one-hot. */
export const categoricalHinge = defineLoss("categoricalHinge", "CategoricalHinge", (t, p) => {
  const truth = fitTo(t, p);
  const own = sum(multiply(truth, p), -1);
  const others = max(multiply(subtract(1, truth), p), -1);
  return maximum(add(subtract(others, own), 1), 0);
});

function shortfall(t: Tensor, p: Tensor): Tensor {
  const truth = fitTo(t, p);
  const isBinary = truth.read().every((value) => value === 0 || value === 1);
  const signs = isBinary ? subtract(multiply(truth, 2), 1) : truth;
  return maximum(subtract(1, multiply(signs, p)), 0);
}
