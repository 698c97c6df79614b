/** The layer that computes an ONNX graph. */
import type { ModelProto } from "onnx-buf";
import type { Variable } from "../../autodiff/variable.ts";
import type { LayerConfig } from "../../layers/config.ts";
import type { CallContext } from "../../layers/context.ts";
import { Layer } from "../../layers/layer.ts";
import type { OpenShape } from "../../layers/symbolic.ts";
import { reshape } from "../../ops/index.ts";
import { type DType, Tensor } from "../../tensor/index.ts";
import { fileError } from "./errors.ts";
import { isRecurrent, pathOf, readRecurrentNode } from "./operators/recurrent-node.ts";
import type { OnnxNode, ParsedGraph } from "./parsed-graph.ts";
import { runGraph } from "./run.ts";
import type { TensorReader } from "./tensors.ts";

/** Inputs of operators that hold running statistics, which training by gradients must leave alone. */
const statistics: Readonly<Record<string, readonly number[]>> = { BatchNormalization: [3, 4] };

/** The most integers and booleans that a run may compute: 1 GiB. */
const MOST_INTEGERS = 2 ** 28;
/** The most rounds of all loops in a run: one that never ends must. */
const MOST_ROUNDS = 100_000;

/**
 * An ONNX graph as a layer. Its weights are the float initializers of one axis or more, by their names in the file; gradients
 * flow to them through every operator whose operation has one.
 */
export class OnnxGraph extends Layer<number> {
  override readonly className = "OnnxGraph";
  override readonly config: Readonly<LayerConfig> = {};
  /** The weight made from each initializer. */
  readonly variables = new Map<Tensor, Variable>();

  constructor(
    readonly definition: ParsedGraph,
    /** Its source, so that it can be written again. */
    readonly file: { readonly proto: ModelProto; readonly tensors: TensorReader },
  ) {
    super();
    this.ensureBuilt([]);
  }

  /** The same graph, with the file's weights in variables of its own. */
  clone(): OnnxGraph {
    return new OnnxGraph(this.definition, this.file);
  }

  override get outputCount(): number {
    return this.definition.outputs.length;
  }

  /** The path of recurrent nodes, and why, if any runs step by step. */
  explainPath(): string {
    const recurrent = nodesWithin(this.definition).filter(({ op, body }) => !body && isRecurrent(op));
    if (recurrent.length === 0) return "no recurrent nodes";
    const slow = recurrent.flatMap((node) => {
      const own = readRecurrentNode(node);
      const reasons = own.reversed.flatMap((_, d) => {
        const path = pathOf(own, d);
        return "reason" in path ? [path.reason] : [];
      });
      return reasons.length > 0 ? [`${node.title}: ${reasons[0]}`] : [];
    });
    if (slow.length === 0) return "fused: every recurrent node is one kernel call for each direction";
    return `step by step: ${slow.join("; ")}`;
  }

  /** The shapes that the file declares; (None,) where it does not. */
  override computeOutputShapes(): OpenShape[] {
    return this.definition.outputs.map(({ shape }) => shape ?? [null]);
  }

  override computeOutputDtype(): DType {
    return this.definition.outputs[0]!.dtype;
  }

  override call(inputs: readonly Tensor[], { training, run }: CallContext): Tensor[] {
    let rounds = 0;
    let integers = 0;
    const outputs = runGraph(this.definition, inputs, {
      training,
      nextRandom: (seed) => run.nextRandom(seed),
      countRound() {
        if (++rounds > MOST_ROUNDS) throw fileError("its loops do not end.", `at most ${MOST_ROUNDS} rounds together`);
      },
      // floats are in the backend's memory, which has its own limit
      countResult(result) {
        if (!(result instanceof Tensor) || result.dtype === "float32") return;
        integers += result.size;
        if (integers > MOST_INTEGERS) throw fileError("it computes too many integers.", `at most ${MOST_INTEGERS}`);
      },
      valueOf: (initializer) => this.variables.get(initializer)?.value ?? initializer,
    });
    // an output may be an input or a weight itself, which must not leave the step
    return outputs.map((output) => reshape(output as Tensor, (output as Tensor).shape));
  }

  protected override build(): void {
    this.addWeightsOf(this.definition);
  }

  private addWeightsOf(graph: ParsedGraph): void {
    const fixed = new Set(graph.nodes.flatMap(({ op, inputs }) => (statistics[op] ?? []).map((i) => inputs[i])));
    for (const [name, value] of graph.initializers) {
      const isWeight = value.dtype === "float32" && value.rank > 0 && value.size > 0;
      if (!isWeight || this.variables.has(value)) continue;
      const initializer = { className: "Constant", config: {}, draw: () => value.dataSync() as Float32Array };
      this.variables.set(value, this.addWeight(name, value.shape, { initializer, trainable: !fixed.has(name) }));
    }
    for (const { attributes, body } of graph.nodes) {
      for (const inner of body ? [body] : attributes.graphs()) this.addWeightsOf(inner);
    }
  }
}

/** All nodes of a graph, those inside its branches and functions too. */
function nodesWithin(graph: ParsedGraph): OnnxNode[] {
  return graph.nodes.flatMap((node) => [
    node,
    ...(node.body ? [node.body] : node.attributes.graphs()).flatMap(nodesWithin),
  ]);
}
