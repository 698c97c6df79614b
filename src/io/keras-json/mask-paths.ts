/** Which masks a layer passes on, as Keras and Recurve agree. */
import type { Layer } from "../../layers/layer.ts";
import { Concatenate } from "../../layers/merge.ts";
import { Bidirectional } from "../../layers/rnn/bidirectional.ts";
import { RNN } from "../../layers/rnn/rnn.ts";
import { TimeDistributed } from "../../layers/rnn/time-distributed.ts";
import { Model } from "../../models/model.ts";

/** The inputs whose masks make that of the output: none, the first one, or of layers that join tensors several. */
export function maskedInputs<T>(
  layer: Layer<number>,
  inputs: readonly T[],
  mask: unknown,
  isMasked: (input: T) => boolean,
): readonly T[] {
  if (!layer.supportsMasking || mask === null) return [];
  const isTaken = (input: T, i: number) => isMasked(input) && !(Array.isArray(mask) && mask[i] === null);
  const inner = layer instanceof Bidirectional ? layer.forwardLayer : layer;
  if (inner instanceof RNN && !inner.config.returnSequences) return [];
  if (layer instanceof Concatenate) return inputs.filter(isTaken);
  if ("merge" in layer) return inputs.every(isTaken) ? inputs : [];
  return Array.isArray(mask) && mask[0] === null ? [] : inputs.slice(0, 1);
}

/** Whether the mask that a layer passes on is also that of this output: states and the weights of attention have none. */
export function carriesMask(layer: Layer<number>, output: number): boolean {
  if (layer instanceof Bidirectional && layer.config.mergeMode === null) return output < 2;
  return output === 0 || layer instanceof TimeDistributed || layer instanceof Model;
}
