/** Operations of `keras.ops` that stand in a graph where a layer does the same. */
import type { Layer } from "../../layers/layer.ts";
import { Add, Maximum, Minimum, Multiply, Subtract } from "../../layers/merge.ts";
import type { SymbolicTensor } from "../../layers/symbolic.ts";
import { FormatError } from "../../tensor/index.ts";
import { show } from "../json.ts";
import type { EntryJson } from "./graph-json.ts";

const layers: Readonly<Record<string, new (options: { name: string }) => Layer>> = {
  Add,
  Subtract,
  Multiply,
  Maximum,
  Minimum,
};

/** @throws FormatError unless it joins two tensors of one rank element by element */
export function layerForOperation({ name, object }: EntryJson, inputs: readonly (SymbolicTensor | undefined)[]): Layer {
  const made = Object.hasOwn(layers, object.class_name) ? layers[object.class_name] : undefined;
  const [a, b] = inputs;
  if (made && a && b && inputs.length === 2 && a.rank === b.rank) return new made({ name });
  throw new FormatError({
    what: `The graph of the file computes with an operation that is not a layer: ${object.class_name}.`,
    expected: `${Object.keys(layers).join(", ")} of two tensors with as many axes`,
    received: `${object.class_name} ${show(name)}`,
    hint: "in Keras, put it into a layer before saving",
  });
}
