/** Which masks a layer passes on, as Keras and Recurve agree. */
import type { Layer } from "../../layers/layer.ts";
import { Concatenate } from "../../layers/merge.ts";
import { Bidirectional } from "../../layers/rnn/bidirectional.ts";
import { RNN } from "../../layers/rnn/rnn.ts";

/** The inputs whose masks make that of the output: none, the first one, or of layers that join tensors several. */
export function maskedInputs<T>(
  layer: Layer<number>,
  inputs: readonly T[],
  mask: unknown,
  isMasked: (input: T) => boolean,
): readonly T[] {
  if (!layer.supportsMasking || mask === null) return [];
  const inner = layer instanceof Bidirectional ? layer.forwardLayer : layer;
  if (inner instanceof RNN && !inner.config.returnSequences) return [];
  if (layer instanceof Concatenate) return inputs.filter(isMasked);
  if ("merge" in layer) return inputs.every(isMasked) ? inputs : [];
  return inputs.slice(0, 1);
}
