/** TensorFlow.js's layers-model: `model.json` with the topology and a manifest of weights, and the weights beside it. */
import type { Layer } from "../../layers/layer.ts";
import { UpSampling } from "../../layers/up-sampling.ts";
import { type AnyModel, Model } from "../../models/index.ts";
import { FormatError, wrap } from "../../tensor/index.ts";
import type { CompleteSaveOptions, LoadOptions, ModelFormat, Source, Written } from "../format.ts";
import { asRecord, isRecord, type JsonRecord, parseRecord } from "../json.ts";
import { takeTraining } from "../kept-training.ts";
import { ModelReader } from "../keras-json/read-model.ts";
import { dialectOf, refuseKeras1 } from "../keras-json/versions.ts";
import { ownOrder } from "../keras-json/weights-layout.ts";
import { asKerasObject } from "../layer-options.ts";
import { checkTies } from "../ties.ts";
import { plainTopology, plainTraining, withCorners } from "./dialect.ts";
import { type NamedWeight, readManifest, writeWeights } from "./manifest.ts";
import { restoreState } from "./optimizer-state.ts";
import { writeTraining } from "./training.ts";
import { asWeight, fillingsFor, namedVariables } from "./weight-names.ts";
import { writeTopology } from "./write-topology.ts";

const text = new TextDecoder();

async function read(source: Source, options: LoadOptions): Promise<AnyModel> {
  const json = parseRecord(text.decode(await source.bytes()), source.name);
  const { model, layersOf, training } = readTopology(json, source.name, options);
  const state: NamedWeight[] = [];
  const weights = await readManifest(json.weightsManifest ?? [], source, state);
  const fillings = fillingsFor(model, weights, layersOf);
  const compilation = training && ({ form: "keras-2", compileConfig: training } as const);
  await takeTraining(model, options.compile, compilation, ownOrder);
  checkTies(fillings);
  for (const [variable, values] of fillings) variable.assign(wrap(values, variable.shape, "float32"));
  restoreState(model, state, layersOf);
  return model;
}

/** The content of a topology: the model, its layers in the order of the file, and its compilation. */
interface Topology {
  readonly model: AnyModel;
  layersOf(model: AnyModel): readonly Layer<number>[];
  readonly training: JsonRecord | undefined;
}

/** The model of a `model.json`, whose weights are not read. @throws FormatError as {@link ModelFormat.read} */
export function readTopology(json: JsonRecord, name: string, options: LoadOptions): Topology {
  const topology = topologyOf(json, name);
  const object = asKerasObject(topology.model_config ?? topology, "modelTopology");
  refuseKeras1(topology.keras_version, object.config, name);
  const reader = new ModelReader(dialectOf(topology.keras_version, 2), options);
  // what Python converted is a model of Keras, with the points that it was trained with
  const isOfKeras = typeof json.convertedBy === "string";
  const model = reader.readModel(isOfKeras ? object : asKerasObject(withCorners(object), "modelTopology"));
  if (isOfKeras) tellBilinear(model, reader);
  const training = json.trainingConfig ?? topology.training_config;
  return {
    model,
    layersOf: (each) => reader.layersOf(each).map(({ layer }) => layer),
    training: isRecord(training) ? plainTraining(training) : undefined,
  };
}

/** Says which layers of Keras interpolate between other points in TensorFlow.js, which has corners where Keras has middles. */
function tellBilinear(model: AnyModel, reader: ModelReader): void {
  for (const { layer } of reader.layersOf(model)) {
    if (layer instanceof Model) tellBilinear(layer, reader);
    if (!(layer instanceof UpSampling) || layer.config.interpolation !== "bilinear") continue;
    reader.warn(
      `The layer "${layer.name}" (UpSampling2D, bilinear) computes as in Keras, which made it; TensorFlow.js interpolates between other points, so that its numbers differ.`,
    );
  }
}

async function write(model: AnyModel, { includeOptimizer }: CompleteSaveOptions): Promise<Written> {
  const modelTopology = writeTopology(model);
  const named = namedVariables(model);
  const names = new Map(named.map(([name, variable]) => [variable, name]));
  const training = includeOptimizer ? writeTraining(model, (variable) => names.get(variable)!) : { state: [] };
  const { trainingConfig, state } = training;
  const { manifest, bytes, path } = writeWeights([...named.map(asWeight), ...state]);
  const json = {
    modelTopology,
    format: "layers-model",
    generatedBy: "Recurve",
    convertedBy: null,
    weightsManifest: manifest,
    ...(trainingConfig && { trainingConfig }),
  };
  return new Map([
    ["", new TextEncoder().encode(JSON.stringify(json))],
    [path, bytes],
  ]);
}

function topologyOf(json: JsonRecord, name: string): JsonRecord {
  const topology = asRecord(json.modelTopology ?? json.model_topology, `modelTopology of ${name}`);
  if (json.format === "graph-model" || topology.node !== undefined) {
    throw new FormatError({
      what: `${name} is a graph model, whose operators are not layers.`,
      expected: 'a layers model (format "layers-model")',
      received: "graph-model",
      hint: "convert the Keras model that it came from: tensorflowjs_converter --output_format=tfjs_layers_model",
    });
  }
  // the names of inputs and outputs may be keys in Keras 3, which always writes snake_case
  // TensorFlow.js itself speaks as Keras 2; Python's converter tells the Keras that wrote the model
  if (dialectOf(topology.keras_version ?? topology.kerasVersion, 2) === 3) return topology;
  return asRecord(plainTopology(topology), `modelTopology of ${name}`);
}

/** The format of TensorFlow.js's layers-models. */
export const tfjs: ModelFormat = { name: "tfjs", read, write };
