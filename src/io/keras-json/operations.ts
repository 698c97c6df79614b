/** Operations of `keras.ops` that stand in a graph like layers. They have no weights, and masks end at them. */
import type { CallContext } from "../../layers/context.ts";
import { Layer } from "../../layers/layer.ts";
import { Add, Maximum, Minimum, Multiply, Subtract } from "../../layers/merge.ts";
import type { OpenShape, SymbolicTensor } from "../../layers/symbolic.ts";
import { FormatError, type Tensor } from "../../tensor/index.ts";
import { show } from "../json.ts";
import type { EntryJson } from "./graph-json.ts";

const merges: Readonly<Record<string, new () => Layer>> = { Add, Subtract, Multiply, Maximum, Minimum };

/** An operation on two tensors, element by element. */
export class Operation extends Layer {
  private readonly merge: Layer;

  constructor(
    override readonly className: string,
    override readonly config: { readonly name: string },
  ) {
    super();
    this.merge = new merges[className]!();
  }

  override computeOutputShapes(inputs: readonly OpenShape[]): OpenShape[] {
    return this.merge.computeOutputShapes(inputs);
  }

  override call(inputs: readonly Tensor[], context: CallContext): Tensor[] {
    return this.merge.call(inputs, { ...context, masks: inputs.map(() => undefined) });
  }
}

/** @throws FormatError unless it joins two tensors of one rank element by element */
export function readOperation({ name, object }: EntryJson, inputs: readonly (SymbolicTensor | undefined)[]): Operation {
  const [a, b] = inputs;
  if (Object.hasOwn(merges, object.class_name) && a && b && inputs.length === 2 && a.rank === b.rank) {
    return new Operation(object.class_name, { name });
  }
  throw new FormatError({
    what: `The graph of the file computes with an operation that is not a layer: ${object.class_name}.`,
    expected: `${Object.keys(merges).join(", ")} of two tensors with as many axes`,
    received: `${object.class_name} ${show(name)}`,
    hint: "in Keras, put it into a layer before saving",
  });
}
