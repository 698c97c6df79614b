/** A layer applied to every step: the steps as rows of one long batch, and back. Axis letters: B batch, T time. */
import type { TimeDistributed } from "../../../layers/rnn/time-distributed.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import type { LayerCall, LayerWriter, Mask, Value } from "./layer-writer.ts";

export const writeTimeDistributed: LayerWriter = (call) => {
  const { graph, inputs, shapes, write } = call as LayerCall<TimeDistributed<number>>;
  const { layer } = (call as LayerCall<TimeDistributed<number>>).layer;
  const [x] = inputs as [Value];
  const lengths = graph.node("Shape", [x.name]);
  const inner: Value = {
    name: mergeTime(graph, x.name, lengths),
    shape: [null, ...x.shape.slice(2)],
    dtype: x.dtype,
    mask: x.mask && innerMask(graph, x.mask, x.shape.length),
  };
  const results = write(layer, [inner]);
  const lead = graph.slice(lengths, 0, 0, 2);
  const split = (name: string) => {
    const rest = graph.slice(graph.node("Shape", [name]), 0, 1, LAST);
    return graph.node("Reshape", [name, graph.node("Concat", [lead, rest], { axis: 0 })]);
  };
  return results.map((result, i) => ({
    name: split(result.name),
    shape: shapes[i]!,
    dtype: result.dtype,
    mask: outerMask(graph, x.mask, result.mask, split),
  }));
};

/** Where a slice ends that goes on to the last entry. */
const LAST = 2 ** 31 - 1;

/** (B, T, ...) as (B·T, ...). */
function mergeTime(graph: GraphBuilder, name: string, lengths: string): string {
  const rest = graph.slice(lengths, 0, 2, LAST);
  return graph.node("Reshape", [name, graph.node("Concat", [graph.integers(-1), rest], { axis: 0 })]);
}

/** The mask that the layer inside is given: one entry per step says nothing within a sequence. */
function innerMask(graph: GraphBuilder, mask: Mask, rank: number): Mask | undefined {
  if (mask.rank === 2 && rank > 3) return undefined;
  return { name: mergeTime(graph, mask.name, graph.node("Shape", [mask.name])), rank: mask.rank - 1 };
}

/** A mask of steps goes on; of a mask with further axes goes on what the layer makes of it, or which steps had anything. */
function outerMask(
  graph: GraphBuilder,
  mask: Mask | undefined,
  inner: Mask | undefined,
  split: (name: string) => string,
): Mask | undefined {
  if (!mask || mask.rank === 2) return mask;
  if (inner) return { name: split(inner.name), rank: inner.rank + 1 };
  const axes = Array.from({ length: mask.rank - 2 }, (_, i) => i + 2);
  const any = graph.reduce("ReduceMax", graph.cast(mask.name, 1), axes, false);
  return { name: graph.cast(any, 9), rank: 2 };
}
