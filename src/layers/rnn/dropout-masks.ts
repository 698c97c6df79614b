/** The dropout masks of a sequence: drawn before its first step, and the same at all of them. */
import { dropoutMask } from "../../ops/index.ts";
import type { Shape, Tensor } from "../../tensor/index.ts";
import type { SequenceStart } from "./cell.ts";

/**
 * `count` masks of shape (batch, ...shape), each with random numbers of its own; undefined where nothing is left out: in inference, and
 * at the rates 0 and 1, as in Keras.
 * @param seed fixes the masks, whatever the run's seed
 */
export function dropoutMasks(
  { training, nextRandom }: SequenceStart,
  { rate, count, seed }: { rate: number; count: number; seed: number | null | undefined },
  [batch, ...shape]: Shape,
): Tensor[] | undefined {
  if (!training || rate <= 0 || rate >= 1) return undefined;
  return Array.from({ length: count }, () => dropoutMask([batch!, ...shape], rate, nextRandom(seed)));
}
