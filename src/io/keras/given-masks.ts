/** Masks in Keras's files of calls with a given mask: operations among the layers, with their own names. */
import type { AnyTensor, Node } from "../../layers/symbolic.ts";
import type { Graph } from "../../models/graph.ts";
import type { JsonRecord } from "../json.ts";
import { type ChangedMasks, changedInGraph } from "../keras-json/changed-masks.ts";
import { MaskOperations } from "../keras-json/mask-operations.ts";
import type { KerasObject } from "../layer-options.ts";

/**
 * What Keras names the operations that it makes for masks, when it has to make them as it loads a file. A layer of such a name
 * would then be there twice, which Keras refuses: "The name is used 2 times".
 */
const namesOfKeras =
  /^(not_equal|any|logical_or|logical_and|expand_dims|zeros_like|ones_like|concatenate|convert_to_tensor|equal)(_\d+)?$/;

export class GivenMasks extends MaskOperations<JsonRecord> {
  /** Whether calls must be given their masks, because Keras's own operations would take names that are in use. */
  readonly mustGive: boolean;
  private readonly written: KerasObject[];
  private readonly changed: ReadonlyMap<Node, ChangedMasks<AnyTensor, AnyTensor>>;

  constructor(graph: Graph, keep: (tensor: AnyTensor) => JsonRecord, staysAsIs: boolean) {
    const written: KerasObject[] = [];
    super(
      {
        tensor: keep,
        operation(className, args, config, shape) {
          const name = `mask_${className.toLowerCase()}_${written.length}`;
          written.push({
            module: className === "ConvertToTensor" ? "keras.src.ops.core" : "keras.src.ops.numpy",
            class_name: className,
            config: { name, ...config },
            registered_name: className,
            name,
            inbound_nodes: [{ args: [...args] as never, kwargs: {} }],
          });
          return {
            class_name: "__keras_tensor__",
            config: { shape: [...shape], dtype: "bool", keras_history: [name, 0, 0] },
          };
        },
      },
      graph.nodes,
    );
    this.written = written;
    this.changed = staysAsIs ? new Map() : changedInGraph(graph, (tensor) => this.isMasked(tensor));
    this.mustGive = graph.layers.some(({ name }) => namesOfKeras.test(name));
  }

  /** Whether a call finds a mask on this input when Keras runs it. */
  reaches(node: Node, input: AnyTensor): boolean {
    const mask = this.changed.get(node)?.get(input);
    return mask === undefined ? this.isMasked(input) : mask !== null;
  }

  /** Whether calls before this one have changed the masks of its inputs. */
  isChanged(node: Node): boolean {
    return this.changed.has(node);
  }

  /** Whether the mask of a model inside is what a call finds on this input when Keras runs it. */
  brings(node: Node, input: AnyTensor, mask: AnyTensor): boolean {
    return this.changed.get(node)?.get(input) === mask;
  }

  /** The operations made so far, as entries of the list of layers. */
  entries(): readonly KerasObject[] {
    return this.written;
  }
}
