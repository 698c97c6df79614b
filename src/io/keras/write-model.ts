/** Models as Keras's JSON. */
import { InputLayer } from "../../layers/input.ts";
import type { Layer } from "../../layers/layer.ts";
import { MultiHeadAttention } from "../../layers/multi-head-attention.ts";
import { Bidirectional } from "../../layers/rnn/bidirectional.ts";
import { RNN } from "../../layers/rnn/rnn.ts";
import { StackedRNNCells } from "../../layers/rnn/stacked-cells.ts";
import {
  type AnyTensor,
  type CallOptions,
  listOf,
  type Node,
  type OpenShape,
  SymbolicTensor,
} from "../../layers/symbolic.ts";
import { Functional } from "../../models/functional.ts";
import type { Graph } from "../../models/graph.ts";
import type { AnyModel } from "../../models/index.ts";
import { Model } from "../../models/model.ts";
import { FormatError } from "../../tensor/index.ts";
import type { Json, JsonRecord } from "../json.ts";
import { outputPlaces } from "../keras-json/call-inputs.ts";
import { layersInKeras } from "../keras-json/layer-order.ts";
import { keepsMask } from "../keras-json/mask-operations.ts";
import { maskedInputs } from "../keras-json/mask-paths.ts";
import { Operation } from "../keras-json/operations/operation.ts";
import { operations } from "../keras-json/operations/table.ts";
import { isOfOwnClass, shapesOf } from "../keras-json/own-model.ts";
import { trainableOf } from "../layer-classes.ts";
import { type KerasObject, objectOf } from "../layer-options.ts";
import { type LayerWriter, writeLayer, writeOwn } from "../layer-table.ts";
import { snakeCase } from "../names.ts";
import { checkTiesWithin } from "../ties.ts";
import { GivenMasks } from "./given-masks.ts";
import { headMasks } from "./head-masks.ts";
import { keepsOwnMasks } from "./kept-masks.ts";

/**
 * A model as the object that Keras 3 makes of it.
 * @throws FormatError for what Keras could not load: functions of your own, tensors as constants, models of other files
 */
export function writeModel(model: AnyModel, isInside = false): KerasObject {
  checkTiesWithin(model);
  if (model.className === "Sequential") return writeSequential(model);
  if (model instanceof Functional) return writeFunctional(model, isInside);
  if (isOfOwnClass(model)) return writeOwnModel(model);
  throw new FormatError({
    what: `The model "${model.name}" is of a kind that Keras does not have.`,
    expected: "what sequential() and model() make, or a class that extends Model",
    received: model.className,
  });
}

/** A model of a user's class: its options, and the shapes that it was built for. */
function writeOwnModel(model: AnyModel): KerasObject {
  const shapes = shapesOf(model);
  const object = writeOwn(model, writer);
  return shapes ? { ...object, build_config: { input_shape: shapes } } : object;
}

const writer: LayerWriter = { dialect: 3, writeModel: (model) => writeModel(model, true) };

const start = (name: string, shape: OpenShape): KerasObject =>
  objectOf("keras.layers", "InputLayer", { batch_shape: [...shape], dtype: "float32", name }, 3);

function writeSequential(model: AnyModel): KerasObject {
  const layers: KerasObject[] = model.layers.map((layer) => writeLayer(layer, writer));
  const [input] = model.graph?.inputs ?? [];
  if (input) layers.unshift({ ...start(input.layer.name, input.shape), ...writeLayer(input.layer, writer) });
  const config = { name: model.name, trainable: trainableOf(model), dtype: "float32", layers };
  const shape = input && [...input.shape];
  return {
    ...objectOf("keras", "Sequential", shape ? { ...config, build_input_shape: shape } : config, 3),
    ...(shape && { build_config: { input_shape: shape } }),
  };
}

function writeFunctional(model: Functional<any>, isInside: boolean): KerasObject {
  const { graph } = model;
  const calls = numberCalls(graph);
  const masks = new GivenMasks(graph, (tensor) => keep(tensor, calls), keepsOwnMasks(model, isInside));
  const layers = layersInKeras(model).map((layer): KerasObject => {
    const nodes = layer.inboundNodes.filter((node) => calls.has(node) && !(layer instanceof InputLayer));
    const inbound = nodes.map((node) => writeCall(node, calls, masks));
    const object = layer instanceof Operation ? writeOperation(layer) : writeLayer(layer, writer);
    return { ...object, name: layer.name, inbound_nodes: inbound };
  });
  const config = {
    name: model.name,
    trainable: trainableOf(model),
    layers: [...layers, ...masks.entries()],
    input_layers: writeEnds(model, "inputs", calls),
    output_layers: writeEnds(model, "outputs", calls),
  };
  // under this name alone, Keras finds the class
  return { ...objectOf("keras.src.models.functional", "Functional", config, 3), registered_name: "Functional" };
}

const writeOperation = ({ className, name, options }: Operation): KerasObject => ({
  ...objectOf(operations[className]!.module, className, { name, ...options }, 3),
  registered_name: className,
});

/** The number of each call among those of its layer in this graph. */
function numberCalls(graph: Graph): Map<Node, number> {
  const inGraph = new Set([...graph.nodes, ...graph.inputs.map(({ node }) => node)]);
  return new Map(
    graph.layers.flatMap((layer) =>
      layer.inboundNodes.filter((node) => inGraph.has(node)).map((node, i): [Node, number] => [node, i]),
    ),
  );
}

type Calls = ReadonlyMap<Node, number>;

/** The number of a tensor among the outputs of its call. */
const numberOf = ({ layer, index }: SymbolicTensor): number => outputPlaces(layer)?.indexOf(index) ?? index;

/** The promise of a tensor, as a call's argument. */
function keep(tensor: AnyTensor, calls: Calls): JsonRecord {
  if (!(tensor instanceof SymbolicTensor)) {
    throw new FormatError({
      what: "A call of the model has a tensor of constant values, which Keras's files do not hold.",
      hint: "give it as an input of the model",
    });
  }
  const history = [tensor.layer.name, calls.get(tensor.node)!, numberOf(tensor)];
  return {
    class_name: "__keras_tensor__",
    config: { shape: [...tensor.shape], dtype: tensor.dtype, keras_history: history },
  };
}

function writeCall(node: Node, calls: Calls, masks: GivenMasks): JsonRecord {
  const { layer, inputs, options, names = [] } = node;
  const tensors = inputs.map((input) => keep(input, calls));
  if (layer instanceof Operation) return layer.write((input) => tensors[input]!);
  const { initialState, constants, mask, attentionMask: __, ignoreMask: _, training, ...switches } = options;
  const kwargs: Record<string, Json> = {};
  for (const [key, value] of Object.entries(switches)) if (value !== undefined) kwargs[snakeCase(key)] = value as Json;
  if (training !== undefined) kwargs.training = training;
  if (initialState !== undefined) {
    const states = listOf(initialState).map((state) => keep(state, calls));
    kwargs.initial_state = layer instanceof RNN ? byCell(layer, states) : states;
  }
  if (constants !== undefined) kwargs.constants = listOf(constants).map((constant) => keep(constant, calls));
  if (layer instanceof MultiHeadAttention) {
    const keepMask = (each: AnyTensor) => keep(each, calls);
    Object.assign(
      kwargs,
      headMasks(node, keepMask, (input) => masks.reaches(node, input)),
    );
  } else {
    const written = writeMask(node, mask, calls, masks);
    if (written !== undefined) kwargs.mask = written;
  }
  if (!names.some(Boolean)) return { args: takesList(layer, tensors.length) ? [tensors] : tensors, kwargs };
  // as the file had it that the model is from: Keras follows names in another order than places
  const named = Object.fromEntries(tensors.flatMap((tensor, i) => (names[i] ? [[names[i], tensor]] : [])));
  if (layer instanceof Model) return { args: [named], kwargs };
  return { args: tensors.filter((_, i) => !names[i]), kwargs: { ...kwargs, ...named } };
}

/** The states of cells on top of each other are lists in a list. */
function byCell({ cell }: RNN<number>, states: readonly JsonRecord[]): Json[] {
  if (!(cell instanceof StackedRNNCells)) return [...states];
  let taken = 0;
  return cell.cells.map(({ stateSizes }) => {
    const own = states.slice(taken, (taken += stateSizes.length));
    return own.length === 1 ? own[0]! : own;
  });
}

/** Whether a layer takes its inputs as one list. Attention over heads takes them one by one. */
function takesList(layer: Layer<number>, count: number): boolean {
  if (layer.className === "MultiHeadAttention") return false;
  return count > 1 || "merge" in layer;
}

/** Keras fills in the mask of a call on one tensor. With initial states the file must give the mask, or Keras ignores it. */
function writeMask(node: Node, mask: CallOptions["mask"], calls: Calls, masks: GivenMasks): Json | undefined {
  const { layer, options } = node;
  const tensors = node.inputs as readonly SymbolicTensor[];
  const hasStates = options.initialState !== undefined;
  const isRecurrent = layer instanceof RNN || layer instanceof Bidirectional;
  if (mask === null || options.ignoreMask) {
    // what gives no sequence passes no mask on
    const holds = hasStates && (options.ignoreMask || !maskedInputs(layer, tensors, undefined, () => true).length);
    if (!holds && tensors.some((input) => masks.reaches(node, input))) {
      throw new FormatError({
        what: `The layer "${layer.name}" is called on a masked input with ${mask === null ? "mask: null" : "ignoreMask"}, which Keras's files do not hold.`,
        expected: "ignoreMask beside initialState, as Keras runs such a call",
      });
    }
    return undefined;
  }
  const isThere = (each: AnyTensor | null | undefined, i: number) =>
    each ? masks.brings(node, tensors[i]!, each) : each === undefined || !masks.reaches(node, tensors[i]!);
  const isFilledIn = keepsMask({ layer, inputs: node.inputs, options: {} });
  const given = listOf<AnyTensor | null | undefined>(mask);
  if ((Array.isArray(mask) || !isFilledIn) && given.every(isThere)) return undefined;
  if (mask !== undefined) {
    const list = (Array.isArray(mask) ? mask : [mask]).map((each) => each && keep(each, calls));
    return Array.isArray(mask) ? list : list[0]!;
  }
  if (isRecurrent && hasStates) return masks.maskOf(tensors[0]!);
  // a model inside puts its masks back on inputs that lost them
  const mustGive = masks.mustGive || (layer instanceof Model && masks.isChanged(node));
  if (!mustGive || !keepsMask(node)) return undefined;
  const own = tensors.map((input) => masks.maskOf(input) ?? null);
  return own.length === 1 ? (own[0] ?? undefined) : own;
}

function writeEnds(model: Functional<any>, which: "inputs" | "outputs", calls: Calls): Json {
  const { keys, isSingle } = model.formOf(which);
  const ends = model.graph[which].map((tensor): Json => {
    // there, Keras counts the calls of models inside from 1
    const shift = tensor.layer instanceof Model && tensor.layer.className !== "Sequential" ? 1 : 0;
    return [tensor.layer.name, calls.get(tensor.node)! + shift, numberOf(tensor)];
  });
  if (isSingle) return ends[0]!;
  return keys ? Object.fromEntries(keys.map((key, i) => [key, ends[i]!])) : ends;
}
