/** Describing a model as ONNX: its graph of calls is walked once, each layer written by its writer. */

import type { MessageInitShape } from "@bufbuild/protobuf";
import type { ModelProtoSchema } from "onnx-buf";
import type { Layer } from "../../../layers/layer.ts";
import { type AnyTensor, listOf, type Node, type OpenShape, SymbolicTensor } from "../../../layers/symbolic.ts";
import type { Graph } from "../../../models/graph.ts";
import type { AnyModel } from "../../../models/index.ts";
import { Model } from "../../../models/model.ts";
import { ConfigError, FormatError, shown, type Tensor } from "../../../tensor/index.ts";
import type { CompleteSaveOptions } from "../../format.ts";
import { Operation } from "../../keras-json/operations/operation.ts";
import { isBuiltIn } from "../../layer-classes.ts";
import { BOOL, GraphBuilder } from "./graph-builder.ts";
import type { LayerCall, Mask, Value } from "./layer-writer.ts";
import { layerWriter, layerWriters } from "./layers.ts";
import { writeOperation } from "./operations/index.ts";
import { graphOfCall } from "./own-layer.ts";

/** Operator sets that can be written; the oldest is that of layer normalization, and every current runtime has it. */
const OLDEST = 17;
const NEWEST = 23;
/** The model as protobuf takes it. @throws FormatError for layers and options that ONNX cannot hold */
export function describeModel(
  model: AnyModel,
  options: CompleteSaveOptions,
): MessageInitShape<typeof ModelProtoSchema> {
  const { opset = OLDEST, states } = options;
  if (!Number.isInteger(opset) || opset < OLDEST || opset > NEWEST) {
    throw new ConfigError({
      what: "This ONNX operator set cannot be written.",
      expected: `an integer from ${OLDEST} to ${NEWEST}`,
      received: shown(opset),
    });
  }
  if (!model.graph) {
    throw new FormatError({
      what: `The model "${model.name}" has no input shape yet, so it cannot be written as ONNX.`,
      hint: "give inputShape to its first layer, or call it on data once",
    });
  }
  const graph = new GraphBuilder(opset);
  new ModelWriter(graph, states).write(model, model.graph);
  return {
    // the versions of the file format that came with the operator sets
    irVersion: opset < 19 ? 8n : opset < 21 ? 9n : 10n,
    producerName: "recurve",
    opsetImport: [{ domain: "", version: BigInt(opset) }],
    graph: graph.finish(model.name),
  };
}

class ModelWriter {
  constructor(
    private readonly graph: GraphBuilder,
    private readonly states: boolean,
  ) {}

  write(model: AnyModel, { inputs, outputs }: Graph): void {
    const { inputNames } = model;
    for (const name of inputNames) this.graph.reserve(name);
    // an output that is an input, or has the name of another, gets a number
    const outputNames = model.outputNames.map((name) => this.graph.reserve(name));
    const values = inputs.map(({ shape, dtype }, i): Value => {
      const name = inputNames[i]!;
      this.graph.input(name, dtype, shape, dimensionOf(name, inputs.length === 1 ? "time" : `${name}_time`));
      return { name, shape, dtype };
    });
    const results = this.writeGraph(model.graph!, values);
    for (const [i, name] of outputNames.entries()) {
      this.graph.alias(results[i]!.name, name);
      this.graph.output(name, results[i]!.dtype, outputs[i]!.shape, dimensionOf(name));
    }
  }

  /** The outputs of a graph of calls for these inputs. */
  private writeGraph(calls: Graph, inputs: readonly Value[]): Value[] {
    const kept = new Map<SymbolicTensor, Value>(calls.inputs.map((input, i) => [input, inputs[i]!]));
    const resolve = (tensor: AnyTensor) =>
      tensor instanceof SymbolicTensor ? kept.get(tensor)! : this.constant(tensor);
    for (const node of calls.nodes) {
      const results = this.writeNode(node, resolve);
      for (const [i, output] of node.outputs.entries()) kept.set(output, results[i]!);
    }
    return calls.outputs.map(resolve);
  }

  private writeNode({ layer, inputs, options }: Node, resolve: (tensor: AnyTensor) => Value): Value[] {
    const { mask, initialState, attentionMask } = options;
    const maskOf = (given: AnyTensor | null | undefined): Mask | undefined =>
      given ? { name: this.asBool(resolve(given)), rank: given.rank } : undefined;
    const given = mask === undefined ? undefined : Array.isArray(mask) ? mask : [mask];
    const values = inputs.map((input, i) => {
      const keepsOwn = !given || (i < given.length && given[i] === undefined);
      return keepsOwn ? resolve(input) : { ...resolve(input), mask: maskOf(given[i]) };
    });
    const beside: Beside = {
      initialState: initialState === undefined ? undefined : listOf<AnyTensor>(initialState as AnyTensor).map(resolve),
      attentionMask: attentionMask && resolve(attentionMask),
    };
    if (layer instanceof Operation) return writeOperation(layer, values, this.graph);
    if (!options.ignoreMask) return this.writeLayer(layer, values, beside, options, this.states);
    const unmasked = values.map((value) => ({ ...value, mask: undefined }));
    const passed = layer.computeMasks([], { masks: [values[0]!.mask] } as never) as (Mask | undefined)[];
    const outputs = this.writeLayer(layer, unmasked, beside, options, this.states);
    return outputs.map((output, i) => ({ ...output, mask: passed[i] }));
  }

  private writeLayer(
    layer: Layer<number>,
    inputs: readonly Value[],
    beside: Beside,
    options: LayerCall["options"],
    keepsStates: boolean,
  ): Value[] {
    return this.graph.within(layer.name, () => {
      if (layer instanceof Model && layer.graph) return this.writeGraph(layer.graph, inputs);
      if (!Object.hasOwn(layerWriters, layer.className) && !isBuiltIn(layer) && layer.children.length > 0)
        return this.writeGraph(graphOfCall(layer, inputs), inputs);
      const shapes = layer.computeOutputShapes(
        inputs.map(({ shape }) => shape),
        options,
      );
      return layerWriter(layer)({
        layer,
        inputs,
        shapes,
        ...beside,
        options,
        graph: this.graph,
        write: (inner, values) => this.writeLayer(inner, values, none, {}, false),
        stateInput: (name, shape) => (keepsStates ? this.stateInput(name, shape) : undefined),
        stateOutput: (name, value) => {
          if (keepsStates) this.graph.stateOutput(`${name}_next`, value.name, value.shape);
        },
      });
    });
  }

  private stateInput(wanted: string, shape: OpenShape): Value {
    return { name: this.graph.stateInput(wanted, shape), shape, dtype: "float32" };
  }

  private asBool({ name, dtype }: Value): string {
    return dtype === "bool" ? name : this.graph.cast(name, BOOL);
  }

  private constant(tensor: Tensor): Value {
    return { name: this.graph.weight(tensor, "constant", () => tensor), shape: tensor.shape, dtype: tensor.dtype };
  }
}

/** The tensors that a call receives besides its inputs. */
type Beside = Pick<LayerCall, "initialState" | "attentionMask">;

const none: Beside = { initialState: undefined, attentionMask: undefined };

/** The names of open lengths: all inputs and outputs share the batch. */
function dimensionOf(name: string, time = `${name}_1`) {
  return (axis: number) => (axis === 0 ? "batch" : axis === 1 ? time : `${name}_${axis}`);
}
