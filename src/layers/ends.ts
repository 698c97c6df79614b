/** The inputs and outputs of a layer in its graph: `layer.input` and `layer.output`. */
import { ConfigError } from "../tensor/index.ts";
import type { LayerContents } from "./contents.ts";
import type { AnyTensor, Node, SymbolicTensor } from "./symbolic.ts";

/** A layer and its calls in graphs. */
type CalledLayer = LayerContents & { readonly inboundNodes: readonly Node[] };

/** The inputs of the one call of a layer. @throws ConfigError unless there is one call */
export const inputsOf = (layer: CalledLayer): readonly AnyTensor[] => onlyCall(layer, "input").inputs;

/**
 * The outputs of the one call of a layer; for an input layer its symbolic tensor. @throws ConfigError unless there is
 * one call
 */
export const outputsOf = (layer: CalledLayer): readonly SymbolicTensor[] => onlyCall(layer, "output").outputs;

function onlyCall(layer: CalledLayer, which: "input" | "output"): Node {
  const [node, ...others] = layer.inboundNodes;
  if (node && others.length === 0) return node;
  throw new ConfigError({
    what: `The ${layer.className} "${layer.name}" has no ${which} of its own: ${node ? "it is called several times" : "it was not called in a graph"}.`,
    expected: "a layer that is called once, on what input() or other layers give",
    received: node ? `${1 + others.length} calls` : "no call",
    hint: node
      ? `choose the call: layer.inboundNodes[0].${which}s[0]`
      : "apply it to a symbolic tensor; a sequential model without an input shape calls its layers when it meets data",
  });
}
