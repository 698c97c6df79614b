/** Masks as Keras writes them into a graph: the operations that find a sequence's padding. */
import { Embedding } from "../../layers/embedding.ts";
import type { Layer } from "../../layers/layer.ts";
import { Masking } from "../../layers/masking.ts";
import { Concatenate } from "../../layers/merge.ts";
import type { AnyTensor, OpenShape, SymbolicTensor } from "../../layers/symbolic.ts";
import type { Graph } from "../../models/graph.ts";
import { FormatError, normalizeAxis } from "../../tensor/index.ts";
import type { Json, JsonRecord } from "../json.ts";
import { carriesMask, maskedInputs } from "../keras-json/mask-paths.ts";
import type { KerasObject } from "../options.ts";

/** The call that gives a tensor its mask: of a layer that masks, or of one that passes on the masks of these inputs. */
interface Origin {
  readonly layer: Layer<number>;
  readonly inputs: readonly SymbolicTensor[];
  readonly masked: readonly SymbolicTensor[];
}

/**
 * What Keras names the operations that it makes for masks, when it has to make them as it loads a file. A layer of such a name
 * would then be there twice, which Keras refuses: "The name is used 2 times".
 */
const namesOfKeras =
  /^(not_equal|any|logical_or|logical_and|expand_dims|zeros_like|ones_like|concatenate|equal)(_\d+)?$/;

const masks = (layer: Layer<number>) =>
  layer instanceof Masking || (layer instanceof Embedding && layer.config.maskZero);

export class MaskOperations {
  private readonly origins = new Map<AnyTensor, Origin>();
  /** Whether calls must be given their masks, because Keras's own operations would take names that are in use. */
  readonly mustTell: boolean;
  private readonly written = new Map<AnyTensor, JsonRecord>();
  private readonly made: KerasObject[] = [];

  constructor(
    graph: Graph,
    private readonly keep: (tensor: AnyTensor) => JsonRecord,
  ) {
    this.mustTell = graph.layers.some(({ name }) => namesOfKeras.test(name));
    for (const { layer, inputs, options, outputs } of graph.nodes) {
      const passed = maskedInputs<AnyTensor>(layer, inputs, options.mask, (input) => this.isMasked(input));
      const masked = passed.filter((input) => this.isMasked(input)) as SymbolicTensor[];
      if (!masks(layer) && masked.length === 0) continue;
      for (const [i, output] of outputs.entries()) {
        if (!options.reverse && carriesMask(layer, i))
          this.origins.set(output, { layer, inputs: inputs as SymbolicTensor[], masked });
      }
    }
  }

  /** Whether a tensor carries a mask. */
  isMasked(tensor: AnyTensor): boolean {
    return this.origins.has(tensor);
  }

  /** The operations made so far, as entries of the list of layers. */
  entries(): readonly KerasObject[] {
    return this.made;
  }

  /** A tensor's mask as a call's argument; undefined where it has none. @throws FormatError where Keras's file cannot hold it */
  maskOf(tensor: SymbolicTensor): JsonRecord | undefined {
    const origin = this.origins.get(tensor);
    if (!origin) return undefined;
    const known = this.written.get(tensor);
    if (known) return known;
    const mask = masks(origin.layer) ? this.padding(origin) : this.passedOn(origin, tensor);
    this.written.set(tensor, mask);
    return mask;
  }

  private padding({ layer, inputs: [input] }: Origin): JsonRecord {
    const value = layer instanceof Masking ? layer.config.maskValue : 0;
    const differs = this.operation("NotEqual", [this.keep(input!), value], {}, input!.shape);
    return layer instanceof Masking ? this.anyFeature(differs, input!.shape) : differs;
  }

  /** The mask of what a layer makes of masked inputs: theirs one after the other along time, else where any of them counts. */
  private passedOn({ layer, inputs, masked }: Origin, output: SymbolicTensor): JsonRecord {
    const shape = output.shape.slice(0, 2);
    if (layer instanceof Concatenate && masked.length < inputs.length) {
      throw new FormatError({
        what: `The layer "${layer.name}" joins a masked input with one that has no mask, and what follows must be given the mask.`,
        expected: "inputs that are all masked, or none",
        hint: 'give the layer a name of its own, such as { name: "joined" }, so that Keras finds the mask itself; and no initialState after it',
      });
    }
    const isAlongTime = layer instanceof Concatenate && normalizeAxis(layer.config.axis, output.rank) === 1;
    if (isAlongTime && output.rank > 2) {
      return this.operation("Concatenate", [inputs.map((input) => this.maskOf(input)!)], { axis: 1 }, shape);
    }
    const [first, ...others] = masked.map((input) => this.maskOf(input)!);
    return others.reduce((a, b) => this.operation("LogicalOr", [a, b], {}, shape), first!);
  }

  private anyFeature(of: JsonRecord, shape: OpenShape): JsonRecord {
    return this.operation("Any", [of], { axis: [-1] }, shape.slice(0, -1));
  }

  private operation(className: string, args: Json[], config: JsonRecord, shape: OpenShape): JsonRecord {
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
