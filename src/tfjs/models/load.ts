/** Models from artifacts: what `tf.loadLayersModel` and `tf.models.modelFromJSON` do. */

import { streamed } from "../../files/fetched.ts";
import * as core from "../../index.ts";
import { restoreCompile } from "../../io/compile-config.ts";
import { asRecord, parseRecord } from "../../io/json.ts";
import { readTopology } from "../../io/tfjs/format.ts";
import { readManifest } from "../../io/tfjs/manifest.ts";
import { fillingsFor } from "../../io/tfjs/weight-names.ts";
import { checkIsRecord, checkOption, isPlain, readOptions, shown, takes, unknownWarned } from "../../tensor/index.ts";
import { answerOf } from "../fetch.ts";
import { concatenateArrayBuffers } from "../io/artifacts.ts";
import { loadOptions, plainJson } from "../io/checks.ts";
import { loadHandler } from "../io/router.ts";
import { optimizerFrom, stateIn } from "../io/training-config.ts";
import type { IOHandler, LoadOptions, ModelArtifacts, WeightsManifestConfig } from "../io/types.ts";
import { faceOf } from "../layers/faces.ts";
import { Layer } from "../layers/layer.ts";
import { functionName, ownPartOf } from "../layers/parts.ts";
import { registeredClass, registeredNames, type SerializableConstructor } from "../serialization.ts";
import type { LayersModel } from "./layers-model.ts";
import { assign, fill } from "./load-weights.ts";
import { Sequential } from "./sequential.ts";

/**
 * Reads a layers model: from an address (`file://`, `http://`, `https://`, `localstorage://`, `indexeddb://`, or a path
 * relative to the page), or from a handler.
 */
export async function loadLayersModel(
  pathOrIOHandler: string | IOHandler,
  options: LoadOptions | null = {},
): Promise<LayersModel> {
  const given = options ?? {};
  const { strict } = readOptions("loadLayersModel", unknownWarned(given), loadOptions);
  const handler = typeof pathOrIOHandler === "string" ? loadHandler(pathOrIOHandler, given) : pathOrIOHandler;
  if (typeof handler?.load !== "function") {
    throw new core.ConfigError({
      what: "loadLayersModel: a model cannot be read from this.",
      expected: "an address, or a handler with a method load",
      received: shown(pathOrIOHandler),
    });
  }
  return modelOf(await handler.load(), strict);
}

/** What {@link modelFromJSON} takes: a topology, or one with the files of its weights. */
export interface ModelAndWeightsConfig {
  /** The layers and their calls. */
  modelTopology: object;
  /** The files of weights. */
  weightsManifest?: WeightsManifestConfig;
  /** Where the files are. */
  pathPrefix?: string;
}

/** A model from what `toJSON` gave; with `weightsManifest` its weights are read from there. */
export async function modelFromJSON(
  config: ModelAndWeightsConfig | object | string,
  customObjects?: Readonly<Record<string, SerializableConstructor>>,
): Promise<LayersModel> {
  const json = typeof config === "string" ? parseRecord(config, "the topology") : plainJson(config, "the topology");
  const { weightsManifest, pathPrefix = "" } = json;
  checkOption("modelFromJSON", "pathPrefix", pathPrefix, takes.text);
  const topology = json.modelTopology ?? json;
  const { model } = readTopology({ modelTopology: topology }, "the topology", {
    customLayers: customLayers(topology, customObjects),
  });
  if (weightsManifest) {
    const weights = await readManifest(weightsManifest, {
      name: "the topology",
      bytes: async () => new Uint8Array(),
      sibling: async (path) =>
        new Uint8Array(await (await answerOf(`${pathPrefix.replace(/\/?$/, "/")}${path}`)).arrayBuffer()),
    });
    assign(model, weights);
  }
  return withFaces(model, topology);
}

/** The model that artifacts hold. */
async function modelOf(artifacts: ModelArtifacts, isStrict: boolean): Promise<LayersModel> {
  checkIsRecord("loadLayersModel, what load gives", artifacts);
  const { modelTopology, trainingConfig, userDefinedMetadata, format } = artifacts;
  const weightData = artifacts.weightData ?? (await valuesOf(artifacts.getWeightStream));
  const json = plainJson({ modelTopology, format, trainingConfig, weightSpecs: artifacts.weightSpecs }, "the model");
  const { weightSpecs } = json;
  if (weightData && !weightSpecs) {
    throw new core.ConfigError({
      what: "A model in memory has values of weights, but does not say whose.",
      expected: "weightSpecs",
    });
  }
  const { model, layersOf, training } = readTopology(json, "the model", {
    customLayers: customLayers(json.modelTopology),
  });
  if (weightSpecs && weightData) {
    const weights = await readManifest([{ paths: ["weights"], weights: weightSpecs }], {
      name: "the model",
      bytes: async () => new Uint8Array(),
      sibling: async () => new Uint8Array(concatenateArrayBuffers(weightData)),
    });
    if (isStrict) fill(fillingsFor(model, weights, layersOf));
    else assign(model, weights);
  }
  const face = withFaces(model, json.modelTopology);
  if (training) {
    const own = optimizerFrom(asRecord(json.trainingConfig, "trainingConfig").optimizer_config);
    restoreCompile(model, training);
    const { loss, metrics } = training as { loss: any; metrics: any };
    const optimizer = own ?? model.optimizer;
    if (optimizer && loss)
      face.compile({ optimizer: optimizer as never, loss: named(loss), metrics: named(metrics) ?? null });
    const state = own && weightData ? stateIn(artifacts.weightSpecs ?? [], weightData) : [];
    if (own && state.length > 0) await own.setWeights(state);
  }
  if (userDefinedMetadata) face.setUserDefinedMetadata(userDefinedMetadata);
  return face;
}

/** The values of weights that come as a stream. */
async function valuesOf(open: ModelArtifacts["getWeightStream"]): Promise<ArrayBuffer[] | undefined> {
  if (open === undefined) return undefined;
  checkOption("loadLayersModel", "getWeightStream", open, takes.callable);
  const pieces: ArrayBuffer[] = [];
  for await (const piece of streamed(open())) pieces.push(piece);
  return pieces;
}

/** The model of `tf` for a model of Recurve, every layer inside with TensorFlow.js's rules. */
function withFaces(model: core.Model<any>, topology: unknown): LayersModel {
  const written = writtenLayers(topology);
  for (const layer of model.layers) {
    if (layer instanceof core.Model)
      withFaces(
        layer,
        written.find(({ config }) => config?.name === layer.name),
      );
    else faceOf(layer as never);
  }
  const face = faceOf(model as never) as LayersModel;
  // Keras lists the input layer of a sequential model, and there it counts
  if (face instanceof Sequential && written[0]?.class_name === "InputLayer") {
    face.beginWith(faceOf(model.inputs[0]!.layer as never));
  }
  return face;
}

/** The layers that a topology lists, as they are written. */
function writtenLayers(topology: any): { class_name?: unknown; config?: { name?: unknown } }[] {
  const { config } = topology?.model_config ?? topology ?? {};
  const layers = Array.isArray(config) ? config : config?.layers;
  return Array.isArray(layers) ? layers : [];
}

/** Names of losses and metrics in camelCase, in whatever form they are listed. */
function named(given: any): any {
  if (typeof given === "string") return functionName(given);
  if (Array.isArray(given)) return given.map(named);
  if (typeof given !== "object" || given === null) return given;
  return Object.fromEntries(Object.entries(given).map(([name, each]) => [name, named(each)]));
}

/** User classes, as factories of their Recurve layers, or of their initializers and the like. */
function customLayers(topology: unknown, more: Readonly<Record<string, SerializableConstructor>> = {}) {
  checkIsRecord("customObjects", more);
  for (const [name, cls] of Object.entries(more)) checkOption("customObjects", name, cls, takes.callable);
  const options = writtenByTensorFlow(topology) ? camelCasedAll : (config: object) => camelKeys(config);
  const makers = [...new Set([...registeredNames(), ...Object.keys(more)])].map((name) => {
    const cls = more[name] ?? registeredClass(name)!;
    // called with `new`: what it gives is what is made
    function Own(config: object) {
      const given = options(config);
      const made = cls.fromConfig ? cls.fromConfig(cls, given) : new cls(given);
      return made instanceof Layer ? made.core : ownPartOf(made);
    }
    return [name, Own] as const;
  });
  return Object.fromEntries(makers) as never;
}

/** Whether TensorFlow.js itself wrote a topology. */
function writtenByTensorFlow(topology: unknown): boolean {
  const { keras_version: version } = (topology ?? {}) as { keras_version?: unknown };
  return typeof version === "string" && version.startsWith("tfjs-layers");
}

const camel = (text: string) => text.replace(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Options with their keys in camelCase, at any depth. Layers, and what else is no plain record, stay. */
function camelKeys(value: any, text = (each: string) => each): any {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return value.map((each) => camelKeys(each, text));
  if (value instanceof core.Layer) return faceOf(value as never);
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [camel(key), key === "name" ? each : camelKeys(each, text)]),
  );
}

/** The same with texts in camelCase: TensorFlow.js writes every text of an option in snake_case. */
const camelCasedAll = (value: unknown) => camelKeys(value, camel);
