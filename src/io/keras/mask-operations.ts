/** Masks as Keras writes them into a graph: the operations that find a sequence's padding. */
import { Embedding } from "../../layers/embedding.ts";
import { Masking } from "../../layers/masking.ts";
import type { AnyTensor, SymbolicTensor } from "../../layers/symbolic.ts";
import type { Graph } from "../../models/graph.ts";
import { FormatError } from "../../tensor/index.ts";
import type { Json, JsonRecord } from "../json.ts";
import { carriesMask, maskedInputs } from "../keras-json/mask-paths.ts";
import type { KerasObject } from "../options.ts";

/** The layer that masks a tensor, and what that layer looks at. */
interface Origin {
  readonly layer: Embedding | Masking;
  readonly input: SymbolicTensor;
}

export class MaskOperations {
  private readonly origins = new Map<AnyTensor, readonly Origin[]>();
  private readonly written = new Map<AnyTensor, JsonRecord>();
  private readonly made: KerasObject[] = [];

  constructor(
    graph: Graph,
    private readonly keep: (tensor: AnyTensor) => JsonRecord,
  ) {
    for (const { layer, inputs, options, outputs } of graph.nodes) {
      const masks = layer instanceof Masking || (layer instanceof Embedding && layer.config.maskZero);
      const passed = maskedInputs<AnyTensor>(layer, inputs, options.mask, (input) => this.isMasked(input));
      const found = masks
        ? [{ layer: layer as Masking, input: inputs[0] as SymbolicTensor }]
        : passed.flatMap((input) => this.origins.get(input) ?? []);
      const carries = (i: number) => !options.reverse && carriesMask(layer, i);
      for (const [i, output] of outputs.entries()) this.origins.set(output, carries(i) ? found : []);
    }
  }

  /** Whether a tensor carries a mask. */
  isMasked(tensor: AnyTensor): boolean {
    return (this.origins.get(tensor) ?? []).length > 0;
  }

  /** The operations made so far, as entries of the list of layers. */
  entries(): readonly KerasObject[] {
    return this.made;
  }

  /** A tensor's mask as a call's argument; undefined where it has none. @throws FormatError for one of several origins */
  maskOf(tensor: SymbolicTensor): Json | undefined {
    const origins = [...new Set(this.origins.get(tensor) ?? [])];
    const [origin] = origins;
    if (!origin) return undefined;
    if (origins.length === 1) return this.maskFrom(origin);
    throw new FormatError({
      what: "A recurrent layer is called with initial states on a tensor whose mask comes from several layers.",
      expected: "a mask from one Embedding or Masking, which Keras's files can hold",
    });
  }

  private maskFrom({ layer, input }: Origin): JsonRecord {
    const known = this.written.get(input);
    if (known) return known;
    const value = layer instanceof Masking ? layer.config.maskValue : 0;
    const differs = this.operation("NotEqual", [this.keep(input), value], {}, input.shape);
    const mask =
      layer instanceof Masking ? this.operation("Any", [differs], { axis: [-1] }, input.shape.slice(0, -1)) : differs;
    this.written.set(input, mask);
    return mask;
  }

  private operation(
    className: string,
    args: Json[],
    config: JsonRecord,
    shape: readonly (number | null)[],
  ): JsonRecord {
    const name = `mask_${className.toLowerCase()}_${this.made.length}`;
    this.made.push({
      module: "keras.src.ops.numpy",
      class_name: className,
      config: { name, ...config },
      registered_name: className,
      name,
      inbound_nodes: [{ args, kwargs: {} }],
    });
    return {
      class_name: "__keras_tensor__",
      config: { shape: [...shape], dtype: "bool", keras_history: [name, 0, 0] },
    };
  }
}
