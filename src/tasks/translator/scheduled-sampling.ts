/** Scheduled sampling (Bengio et al. 2015): in training, some of what the decoder is given is what it would itself have said. */
import { type Random, type Tensor, tensor } from "../../tensor/index.ts";
import type { PairBatch } from "./batches.ts";
import { indexOfMost } from "./decode.ts";
import type { Networks } from "./network.ts";

/**
 * The decoder's inputs of a batch, each token but the start replaced with this probability by the one that the model would have said.
 * @param random the stream from which it is drawn
 * @param padding the token of what is no text
 */
export function sampledInputs(
  model: Networks["training"],
  { source, given }: PairBatch,
  { probability, random, padding }: { probability: number; random: Random; padding: number },
): Tensor {
  const said = model.predictOnBatch({ source, target: given });
  const [rows, time, V] = said.shape as [number, number, number];
  const [probabilities, ids] = [said.dataSync(), Int32Array.from(given.dataSync())];
  for (let row = 0; row < rows; row++) {
    for (let t = 1; t < time && ids[row * time + t] !== padding; t++) {
      if (random.uniform() >= probability) continue;
      const at = (row * time + t - 1) * V;
      ids[row * time + t] = indexOfMost(probabilities.subarray(at, at + V));
    }
  }
  return tensor(ids, given.shape);
}
