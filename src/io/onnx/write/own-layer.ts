/** Layers and models of a user's class that are made of layers: their `call` is drawn on promises of tensors. */
import type { CallContext } from "../../../layers/context.ts";
import { input } from "../../../layers/input.ts";
import type { Layer } from "../../../layers/layer.ts";
import { SymbolicTensor } from "../../../layers/symbolic.ts";
import { type Graph, traceGraph } from "../../../models/graph.ts";
import type { Tensor } from "../../../tensor/index.ts";
import { cannotHold, type Value } from "./layer-writer.ts";

/**
 * The calls that a layer's `call` makes of the layers inside it.
 * @throws FormatError when it does anything else: operations, masks, constants
 */
export function graphOfCall(layer: Layer<number>, values: readonly Value[]): Graph {
  if (values.some(({ mask }) => mask)) throw cannotHold(layer, "its class is not Recurve's, and its input has a mask");
  const within = allLayers(layer);
  const counts = within.map(({ inboundNodes }) => inboundNodes.length);
  try {
    const inputs = values.map(({ shape, dtype }) => input({ batchShape: shape, dtype }));
    const outputs: unknown[] = layer.call(inputs as unknown as Tensor[], contextOf(layer));
    const drawn = outputs.filter((output) => output instanceof SymbolicTensor);
    if (drawn.length < outputs.length) throw beyondLayers(layer);
    const graph = traceGraph(inputs, drawn);
    // a tensor that no layer made would be written as a constant
    const given = graph.nodes.flatMap(({ inputs: own, options: { initialState, constants, mask, attentionMask } }) =>
      [own, initialState ?? [], constants ?? [], mask ?? [], attentionMask ?? []].flat(),
    );
    if (!given.every((tensor) => tensor instanceof SymbolicTensor)) throw beyondLayers(layer);
    return graph;
  } catch {
    throw beyondLayers(layer);
  } finally {
    for (const [i, { inboundNodes }] of within.entries()) inboundNodes.length = counts[i]!;
  }
}

const beyondLayers = (layer: Layer<number>) =>
  cannotHold(layer, "its class is not Recurve's, and its call does more than call the layers inside it");

const allLayers = (layer: Layer<number>): Layer<number>[] =>
  layer.children.flatMap((child) => [child, ...allLayers(child)]);

/** The context of `call`: no training. The rest cannot be written as a graph. */
function contextOf(layer: Layer<number>): CallContext {
  const refuse = (): never => {
    throw beyondLayers(layer);
  };
  return Object.defineProperties({ training: false } as CallContext, {
    masks: { get: refuse },
    run: { get: refuse },
    initialState: { get: refuse },
  });
}
