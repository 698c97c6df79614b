/** Tensors of the graph, as TensorFlow.js shows them. */
import * as core from "../../index.ts";
import { symbolicSources } from "../../layers/symbolic.ts";
import { type Face, faceOf } from "./faces.ts";

/** A call in a graph; that of a model is its inputs and outputs. */
export type LayerCall = Pick<core.SymbolicTensor["node"], "inputs" | "outputs"> & Partial<core.SymbolicTensor["node"]>;

/** What a call takes from the graph, initial states too. */
export const takenBy = (node: LayerCall): core.SymbolicTensor[] => symbolicSources({ options: {}, ...node });

let count = 0;
const ids = new WeakMap<object, number>();

/** A tensor of the graph, which has a shape and no values yet: what `tf.input` gives, and `layer.apply` of one. */
export class SymbolicTensor extends core.SymbolicTensor {
  declare readonly shape: (number | null)[];
  /**
   * The start of a graph, as `tf.input` gives it. What a layer gives, its `apply` makes.
   * @throws ConfigError for a source layer, inputs or call options
   */
  constructor(
    dtype: core.DType,
    shape: readonly (number | null)[],
    sourceLayer: null = null,
    inputs: readonly [] | null = [],
    callArgs: null = null,
    name?: string | null,
  ) {
    super(shape, dtype, 0);
    if (sourceLayer !== null || (inputs ?? []).length > 0 || callArgs !== null) {
      throw new core.ConfigError({
        what: "SymbolicTensor: what a layer gives is made by its apply.",
        expected: "sourceLayer: null, inputs: [], callArgs: null",
      });
    }
    const start = core.input({ batchShape: shape, dtype, ...(name !== undefined && name !== null && { name }) });
    // biome-ignore lint/correctness/noConstructorReturn: the tensor belongs to the layer that gives it
    return symbolic(start);
  }
  /** The layer that gives it. */
  get sourceLayer(): Face {
    return faceOf(this.layer);
  }
  /** The {@link originalName}, with a number after the first that the layer gives: "dense/dense", "dense/dense_1". */
  get name(): string {
    const calls = this.layer.inboundNodes;
    const earlier = calls.slice(0, Math.max(calls.indexOf(this.node), 0));
    const before = earlier.reduce((sum, { outputs }) => sum + outputs.length, this.index);
    return before > 0 ? `${this.originalName}_${before}` : this.originalName;
  }
  /** The name of the layer that gives it, twice; of an input once. */
  get originalName(): string {
    const { name } = this.layer;
    return this.node.inputs.length === 0 ? name : `${name}/${name}`;
  }
  /** A number of its own among all tensors of graphs. */
  get id(): number {
    if (!ids.has(this)) ids.set(this, count++);
    return ids.get(this)!;
  }
  /** Which output of its layer's call it is; undefined where there is only one. */
  get outputTensorIndex(): number | undefined {
    return this.node.outputs.length > 1 ? this.index : undefined;
  }
  /** Which call of its layer gives it, from 0. */
  get nodeIndex(): number {
    return this.sourceLayer.calls.indexOf(this.node);
  }
  /** Which output of that call it is, from 0. */
  get tensorIndex(): number {
    return this.index;
  }
  /** The tensors of the graph that the layer was called on. */
  get inputs(): SymbolicTensor[] {
    return takenBy(this.node).map(symbolic);
  }
}

/** A tensor of the graph with the names of TensorFlow.js; the same object. */
export function symbolic(tensor: core.SymbolicTensor): SymbolicTensor {
  if (tensor instanceof SymbolicTensor) return tensor;
  return Object.setPrototypeOf(tensor, SymbolicTensor.prototype) as SymbolicTensor;
}
