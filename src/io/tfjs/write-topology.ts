/** Models as the topology that TensorFlow.js reads: Keras 2's, as far as TensorFlow.js supports it. */

import type { Layer } from "../../layers/layer.ts";
import { Bidirectional } from "../../layers/rnn/bidirectional.ts";
import { listOf, type Node, SymbolicTensor } from "../../layers/symbolic.ts";
import type { Graph } from "../../models/graph.ts";
import type { AnyModel } from "../../models/index.ts";
import { Model } from "../../models/model.ts";
import { FormatError } from "../../tensor/index.ts";
import type { Json, JsonRecord } from "../json.ts";
import { Operation } from "../keras-json/operations/operation.ts";
import { isBuiltIn, layersInside } from "../layer-classes.ts";
import type { KerasObject } from "../layer-options.ts";
import { type LayerWriter, writeLayer } from "../layer-table.ts";
import { adaptLayer } from "./adapt-layer.ts";

/**
 * The topology of a model.
 * @throws FormatError for layers, options and calls that TensorFlow.js does not have
 */
export function writeTopology(model: AnyModel): JsonRecord {
  return { ...writeModel(model), keras_version: "2.15.0", backend: "tensorflow" };
}

const writer: LayerWriter = { dialect: 2, writeModel };

function writeModel(model: AnyModel): KerasObject {
  const { graph } = model;
  if (!graph) {
    throw new FormatError({
      what: `The model "${model.name}" has no input shape yet, which TensorFlow.js needs to know.`,
      hint: "give inputShape to its first layer, or call it on data once",
    });
  }
  return model.className === "Sequential" ? writeSequential(model, graph) : writeFunctional(model, graph);
}

function writeSequential(model: AnyModel, graph: Graph): KerasObject {
  const layers = model.layers.map(writeOne);
  return { class_name: "Sequential", config: { name: model.name, layers: withInput(model, graph, layers) } };
}

/** The layers of a sequential model and what tells its input: a model at the head itself, a layer that was given it, or a layer before. */
function withInput(model: AnyModel, { inputs }: Graph, layers: KerasObject[]): KerasObject[] {
  const [start, head] = [inputs[0]!, model.layers[0]];
  const { inputShape, batchInputShape } = (head?.config ?? {}) as Record<string, unknown>;
  if (head instanceof Model) return layers;
  if (!inputShape && !batchInputShape) return [writeOne(start.layer), ...layers];
  const [first, ...others] = layers as [KerasObject, ...KerasObject[]];
  const given = { batch_input_shape: [...start.shape], dtype: start.dtype };
  return [{ ...first, config: { ...first.config, ...given } }, ...others];
}

function writeFunctional(model: AnyModel, graph: Graph): KerasObject {
  const calls = numberCalls(graph);
  const layers = graph.layers.map((layer): JsonRecord => {
    const nodes = layer.inboundNodes.filter((node) => graph.nodes.includes(node));
    return { name: layer.name, ...writeOne(layer), inbound_nodes: nodes.map((node) => writeCall(node, calls)) };
  });
  const ends = (tensors: readonly SymbolicTensor[]) => tensors.map((tensor) => reference(tensor, calls));
  const config = {
    name: model.name,
    layers,
    input_layers: ends(graph.inputs),
    output_layers: ends(graph.outputs),
  };
  return { class_name: "Model", config };
}

/**
 * A layer's object; one of a user's class as its `getConfig` says.
 * @throws FormatError for a class or an option that TensorFlow.js does not have
 */
export function writeOne(layer: Layer<number>): KerasObject {
  if (layer instanceof Operation && !layer.isMerge) {
    throw new FormatError({
      what: `The model computes with the operation ${layer.className} "${layer.name}", which is not a layer of TensorFlow.js.`,
      hint: "save as .keras",
    });
  }
  if (layer instanceof Bidirectional && !isMirrored(layer)) {
    throw new FormatError({
      what: `The bidirectional layer "${layer.name}" has a backward layer of its own, which TensorFlow.js does not have.`,
      expected: "one layer for both directions",
    });
  }
  const object = writeLayer(layer, writer);
  if (!(layer instanceof Model) && !isBuiltIn(layer)) return object;
  const { backward_layer: _, ...config } = object.config;
  return adaptLayer({ ...object, config }, layer.name, ownClassesIn(layer));
}

/** The names of the user's classes among the layers and cells inside a layer. */
function ownClassesIn(layer: Layer<number>): ReadonlySet<string> {
  if (layer instanceof Model) return new Set();
  const inside = Object.values(layersInside(layer)).flat() as Layer<number>[];
  const own = inside.filter((each) => !(each instanceof Model) && !isBuiltIn(each));
  return new Set([...own.map(({ className }) => className), ...inside.flatMap((each) => [...ownClassesIn(each)])]);
}

/** Whether both directions have the same options, as where one layer was given; Keras's files name both in any case. */
function isMirrored({ forwardLayer, backwardLayer }: Bidirectional<number>): boolean {
  const [forward, backward] = [forwardLayer, backwardLayer].map((layer) => {
    const { name: _, go_backwards: __, ...rest } = writeLayer(layer, writer).config as JsonRecord;
    return JSON.stringify(rest);
  });
  return forward === backward;
}

type Calls = ReadonlyMap<Node, number>;

/** The number of each call among those of its layer; the own graph of a model inside is its number 0. */
function numberCalls(graph: Graph): Calls {
  const inGraph = new Set([...graph.nodes, ...graph.inputs.map(({ node }) => node)]);
  return new Map(
    graph.layers.flatMap((layer) =>
      layer.inboundNodes
        .filter((node) => inGraph.has(node))
        .map((node, i): [Node, number] => [node, layer instanceof Model ? i + 1 : i]),
    ),
  );
}

const reference = (tensor: SymbolicTensor, calls: Calls): Json[] => [
  tensor.layer.name,
  calls.get(tensor.node)!,
  tensor.index,
];

/** A call as the list of its tensors, with the initial states after the input. */
function writeCall({ layer, inputs, options }: Node, calls: Calls): Json {
  const { initialState, ...others } = options;
  const given = Object.entries(others).filter(([, value]) => value !== undefined);
  const tensors = [...inputs, ...listOf(initialState)];
  if (given.length > 0 || !tensors.every((tensor) => tensor instanceof SymbolicTensor)) {
    throw new FormatError({
      what: `A call of the layer "${layer.name}" cannot be kept in a file of TensorFlow.js.`,
      expected: "inputs and initial states that layers of the model give",
      received: given.length > 0 ? given.map(([key]) => key).join(", ") : "a tensor of constant values",
    });
  }
  return tensors.map((tensor) => [...reference(tensor, calls), {}]);
}
