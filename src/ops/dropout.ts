/** Inverted dropout. */
import { run } from "../backend/current.ts";
import {
  aRandom,
  asTensor,
  checkOption,
  checkShape,
  type Random,
  type Shape,
  type Tensor,
  type TensorLike,
  takes,
} from "../tensor/index.ts";
import { multiply } from "./arithmetic.ts";

/** The factors of dropout: 0 with probability `rate`, otherwise 1 / (1 - rate). */
export function dropoutMask(shape: Shape, rate: number, random: Random): Tensor {
  checkOption("dropout", "rate", rate, takes.fraction);
  checkOption("dropout", "random", random, aRandom);
  return run((engine) => engine.dropoutMask(checkShape(shape), rate, random.seed, random.stream));
}

/**
 * Each element zeroed with probability `rate`, the others scaled so that the expectation stays.
 * @param shape of the mask, by default that of x; along an axis of length 1 elements are dropped or kept together
 */
export function dropout(x: TensorLike, rate: number, random: Random, shape?: Shape): Tensor {
  const input = asTensor(x);
  return multiply(input, dropoutMask(shape ?? input.shape, rate, random));
}
