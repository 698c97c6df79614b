/** Inverted dropout. */
import { run } from "../backend/current.ts";
import type { Random, Shape, Tensor, TensorLike } from "../tensor/index.ts";
import { multiply } from "./arithmetic.ts";

/** 0 with probability `rate`, else 1 / (1 - rate): what dropout multiplies with. */
export function dropoutMask(shape: Shape, rate: number, random: Random): Tensor {
  return run((engine) => engine.dropoutMask(shape, rate, random.seed, random.stream));
}

/** Each element zeroed with probability `rate`, the others scaled so that the expectation stays. */
export function dropout(x: TensorLike, rate: number, random: Random, shape?: Shape): Tensor {
  const mask = dropoutMask(shape ?? (x as Tensor).shape, rate, random);
  return multiply(x, mask);
}
