/** Layers between Keras's JSON and Recurve's objects, in both dialects; files of Keras and of TensorFlow.js share it. */
import * as layers from "../layers/index.ts";
import { InputLayer } from "../layers/input.ts";
import { Layer } from "../layers/layer.ts";
import { Bidirectional } from "../layers/rnn/bidirectional.ts";
import { RNNCell } from "../layers/rnn/cell.ts";
import { RNN } from "../layers/rnn/rnn.ts";
import { Model } from "../models/model.ts";
import { FormatError, withArticle } from "../tensor/index.ts";
import type { LoadOptions } from "./format.ts";
import { asList, isRecord, type Json, type JsonRecord, show } from "./json.ts";
import { camelCase, factoryOf, layerClasses, snakeCase } from "./names.ts";
import {
  asKerasObject,
  type Dialect,
  isNamedPart,
  isOfUser,
  jsonOf,
  type KerasObject,
  type OptionReader,
  objectOf,
  readOption,
  unwrapped,
  writeOption,
} from "./options.ts";

/** What reading layers depends on. */
export interface LayerReader extends OptionReader {
  readonly customLayers?: LoadOptions["customLayers"];
  /** Makes a model that takes the place of a layer; how its graph is written, only its format knows. */
  readModel(object: KerasObject): Layer<number>;
  /** The layers of the model that is being read, by name, so far. */
  readonly made: Map<string, Layer<number>>;
}

/** What writing layers depends on. */
export interface LayerWriter {
  readonly dialect: Dialect;
  writeModel(model: Model): KerasObject;
}

/** Classes of models, which only the format itself can read. */
export const modelClasses = new Set(["Sequential", "Functional", "Model"]);

/** Layers to which Keras does not let one say whether they are trainable. They have no weights. */
const withoutTrainable = new Set(["SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D"]);

/** Layers of old that became part of others. */
const formerClasses: Readonly<Record<string, { class_name: string; options: Record<string, unknown> }>> = {
  ThresholdedReLU: { class_name: "ReLU", options: {} },
  CuDNNLSTM: { class_name: "LSTM", options: { activation: "tanh", recurrentActivation: "sigmoid" } },
  CuDNNGRU: { class_name: "GRU", options: { activation: "tanh", recurrentActivation: "sigmoid", resetAfter: true } },
};

/** Options that a class once had under another name, by class and name. */
const formerOptions: ReadonlyMap<string, string> = new Map([
  ["LeakyReLU alpha", "negative_slope"],
  ["ThresholdedReLU theta", "threshold"],
]);

/** Options that Keras 2 writes for classes that never use them. */
const unused: readonly (readonly [className: RegExp, option: RegExp])[] = [
  [/^(Depthwise|Separable)Conv\dD$/, /^(groups|kernel_(initializer|regularizer|constraint))$/],
  [/^Conv\dDTranspose$/, /^groups$/],
];

/** Options of layers that say nothing here: absent, whatever they hold. */
const meaningless = new Set([
  "dtype",
  "implementation",
  "input_length",
  "input_dtype",
  "use_cudnn",
  // of the calls of a layer, which say it themselves
  "num_constants",
  // the length of a vocabulary, and the type of its tokens
  "vocabulary_size",
  "vocabulary_dtype",
  // shapes that attention over heads was built for
  "query_shape",
  "key_shape",
  "value_shape",
]);

/** Options that say nothing at these values; at any other, the layer itself decides whether it has them. */
const withoutEffect: Readonly<Record<string, readonly Json[]>> = {
  causal: [false],
  data_format: [null, "channels_last"],
  encoding: ["utf-8"],
  lora_rank: [null],
  noise_shape: [null],
  oov_method: ["floormod"],
  optional: [false],
  quantization_config: [null],
  ragged: [false],
  renorm: [false],
  renorm_clipping: [null],
  renorm_momentum: [0.99],
  reverse_dtype: [null],
  rms_scaling: [false],
  salt: [null],
  sliding_window: [null],
  sparse: [false],
  synchronized: [false],
  time_major: [false],
  use_gate: [false],
};

/** Options that Keras's layers do not have, and their defaults. Others stand beside the configuration, where Keras does not look. */
const withoutKeras: Readonly<Record<string, Json>> = { recurrentKernelDropout: 0 };

/**
 * Makes a layer from its Keras object, with the name and weights' rules that it had; its weights are not read here.
 * @throws FormatError for a class that does not exist here, a Lambda, or options that are not those of its class;
 *   ConfigError for values that the layer itself refuses
 */
export function readLayer(value: Json | undefined, reader: LayerReader): Layer<number> {
  const layer = makeLayer(asKerasObject(value, "A layer"), reader);
  reader.made.set(layer.name, layer);
  return layer;
}

function makeLayer(object: KerasObject, reader: LayerReader): Layer<number> {
  const { class_name: className, config } = object;
  if (modelClasses.has(className)) return reader.readModel(object);
  const custom = customClass(object, reader.customLayers);
  if (custom) return readOwn(custom, config, reader);
  const former = formerClasses[className];
  const factory = isOfUser(object) ? undefined : factoryOf(layerClasses, former?.class_name ?? className);
  if (!factory) throw unknownLayer(object);
  const beside = isRecord(object.recurve_config) ? object.recurve_config : {};
  const options: Record<string, unknown> = {
    ...readOptions({ ...config, ...beside }, className, reader),
    ...former?.options,
  };
  if (factory === "input") return new InputLayer(inputOptions(options) as never);
  // Keras's files give every dense layer one
  if (options.tiedTo) delete options.kernelInitializer;
  // standalone Keras 2 had no resetAfter, and reset before the kernel
  if (factory.startsWith("gru") && reader.dialect === 2) options.resetAfter ??= false;
  const makers: Readonly<Record<string, (options: never) => Layer<number>>> = layers as never;
  return makers[factory]!(options as never);
}

/**
 * A layer's Keras object, the inverse of {@link readLayer}.
 * @throws FormatError for options that no file can hold, such as a function of your own
 */
export function writeLayer(layer: Layer<number>, writer: LayerWriter): KerasObject {
  if (layer instanceof Model) return writer.writeModel(layer as Model);
  const { dialect } = writer;
  const owner = ownerOf(layer);
  const config: Record<string, Json> = { name: layer.name, trainable: trainableOf(layer) };
  if (!isBuiltIn(layer)) return writeOwn(layer, writer);
  if (withoutTrainable.has(layer.className)) delete config.trainable;
  config.dtype = "float32";
  const beside: Record<string, Json> = {};
  for (const [key, value] of Object.entries(layer.config)) {
    if (value === undefined || (value === null && key === "activityRegularizer")) continue;
    if (key === "tiedTo") {
      beside.tied_to = (value as unknown as Layer<number>).name;
      continue;
    }
    if (Object.hasOwn(withoutKeras, key)) {
      if (value !== withoutKeras[key]) beside[snakeCase(key)] = writeOption(key, value, dialect, owner);
      continue;
    }
    if (key === "name" || key === "trainable" || /^(inputShape|batchInputShape)$/.test(key)) continue;
    config[snakeCase(key)] = value instanceof Layer || isLayers(value) ? null : writeOption(key, value, dialect, owner);
  }
  for (const [key, inner] of Object.entries(layersInside(layer))) {
    config[key] = Array.isArray(inner)
      ? inner.map((each: Layer<number>) => writeLayer(each, writer))
      : writeLayer(inner as Layer<number>, writer);
  }
  const object = objectOf("keras.layers", layer.className, config, dialect);
  return Object.keys(beside).length > 0 ? { ...object, recurve_config: beside } : object;
}

/** The layers inside a built-in layer, by the names that Keras gives them. */
export function layersInside(layer: Layer<number>): Record<string, Layer<number> | readonly Layer<number>[]> {
  if (layer instanceof Bidirectional) return { layer: layer.forwardLayer, backward_layer: layer.backwardLayer };
  if (layer instanceof RNN) return layer.className === "RNN" ? { cell: layer.cell } : {};
  const inner = layer.config as { layer?: unknown; cells?: unknown };
  if (inner.layer instanceof Layer) return { layer: inner.layer };
  return isLayers(inner.cells) ? { cells: inner.cells } : {};
}

/** Whether a value is a list of layers. */
export const isLayers = (value: unknown): value is readonly Layer<number>[] =>
  Array.isArray(value) && value.length > 0 && value.every((entry) => entry instanceof Layer);

function readOptions(config: JsonRecord, className: string, reader: LayerReader): Record<string, unknown> {
  const options: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config)) {
    if (Object.hasOwn(withoutEffect, key) && withoutEffect[key]!.includes(value as Json)) continue;
    if (meaningless.has(key) && !(key === "dtype" && className === "InputLayer")) continue;
    if (unused.some(([classes, keys]) => classes.test(className) && keys.test(key))) continue;
    options[camelCase(formerOptions.get(`${className} ${key}`) ?? key)] = readLayerOption(key, value, reader);
  }
  if (className === "Bidirectional") bareName(options);
  return options;
}

function readLayerOption(key: string, value: Json | undefined, reader: LayerReader): unknown {
  if (key === "layer" || key === "backward_layer") return value ? readLayer(value, reader) : undefined;
  if (key === "tied_to") return tiedLayer(value, reader);
  if (key === "cells") return asList(value, "The cells of a layer").map((cell) => readCell(cell, reader));
  if (key === "cell")
    return Array.isArray(value) ? value.map((cell) => readCell(cell, reader)) : readCell(value, reader);
  const plain = unwrapped(value);
  // tf.keras lists a single axis
  if (key === "axis" && Array.isArray(plain) && plain.length === 1) return plain[0];
  return readOption(camelCase(key), plain, reader);
}

/** The layer that another of the same model is tied to. */
function tiedLayer(name: Json | undefined, { made }: LayerReader): Layer<number> {
  const layer = typeof name === "string" ? made.get(name) : undefined;
  if (layer) return layer;
  throw new FormatError({
    what: "A layer of the file is tied to a layer that its model does not have.",
    expected: [...made.keys()].map(show).join(", "),
    received: show(name),
  });
}

function readCell(value: Json | undefined, reader: LayerReader): RNNCell {
  const cell = readLayer(value, reader);
  if (cell instanceof RNNCell) return cell;
  throw new FormatError({
    what: `The layer "${cell.name}" of the file takes the place of a recurrent cell.`,
    expected: "LSTMCell, GRUCell, SimpleRNNCell, StackedRNNCells, or a class in customLayers that extends RNNCell",
    received: cell.className,
  });
}

/** A Bidirectional names its forward layer anew, with this prefix. */
function bareName(options: Record<string, unknown>): void {
  const { layer } = options;
  if (layer instanceof Layer) layer.rename(layer.name.replace(/^forward_/, ""));
}

function inputOptions({ batchInputShape, batchShape, shape, name, dtype }: Record<string, unknown>): object {
  return { batchShape: batchShape ?? batchInputShape, shape, name, dtype: dtypeOf(dtype as Json | undefined) };
}

/** The element type of an input: Recurve computes in float32, counts in int32, and reads texts. */
function dtypeOf(value: Json | undefined): string {
  const policy = isRecord(value) && isRecord(value.config) ? value.config.name : value;
  const name = policy ?? "float32";
  if (name === "bool" || name === "string") return name;
  if (/^(mixed_)?b?float(16|32|64)$/.test(String(name))) return "float32";
  if (/^u?int(8|16|32|64)$/.test(String(name))) return "int32";
  throw new FormatError({
    what: "An input of the file has a type that Recurve does not have.",
    expected: "numbers, booleans or texts",
    received: show(value),
  });
}

/** What `customLayers` has for an object. */
export function customClass({ class_name, registered_name }: KerasObject, classes: LoadOptions["customLayers"]) {
  const names = [class_name, ...(typeof registered_name === "string" ? [registered_name] : [])];
  const name = names.find((candidate) => classes !== undefined && Object.hasOwn(classes, candidate));
  return name === undefined ? undefined : classes![name];
}

/** Whether a layer's class is one of Recurve's. */
export function isBuiltIn(layer: Layer<number>): boolean {
  return Object.values(layerClasses).includes(layer.className);
}

type OwnLayerClass = NonNullable<LoadOptions["customLayers"]>[string];

/** A layer or model of a user's class, made from the options in its file. */
export function readOwn(Own: OwnLayerClass, config: JsonRecord, reader: LayerReader): Layer<number> {
  const given = Object.entries(config).filter(([key]) => key !== "dtype");
  const options = given.map(([key, value]) => [camelCase(key), readOwnOption(camelCase(key), value, reader)]);
  const layer = new Own(Object.fromEntries(options) as never);
  if (typeof config.name === "string" && config.name !== layer.name) layer.rename(config.name);
  if (config.trainable === false) layer.trainable = false;
  return layer;
}

const ownerOf = (layer: Layer<number>) => `${layer.className} "${layer.name}"`;

/** Whether training changes a layer, as files say it. */
export const trainableOf = (layer: Layer<number>) => layer.trainable ?? layer.config.trainable ?? true;

/**
 * A layer or model of a user's class as an object with its options.
 * @throws FormatError when they do not suffice to make it again, or no file can hold them
 */
export function writeOwn(layer: Layer<number>, writer: LayerWriter): KerasObject {
  const owner = ownerOf(layer);
  checkRemakable(layer, owner);
  const config: Record<string, Json> = { name: layer.name, trainable: trainableOf(layer) };
  for (const [key, value] of Object.entries(layer.config)) {
    config[snakeCase(key)] ??= writeOwnOption(key, value, writer, owner);
  }
  const object = objectOf("recurve", layer.className, config, writer.dialect);
  return writer.dialect === 3 ? { ...object, registered_name: `Custom>${layer.className}` } : object;
}

function readOwnOption(key: string, value: Json | undefined, reader: LayerReader): unknown {
  if (isLayerObject(value, reader)) return readLayer(value, reader);
  if (Array.isArray(value)) return value.map((entry) => readOwnOption(key, entry, reader));
  return isNamedPart(key) && (isRecord(value) || typeof value === "string") ? readOption(key, value, reader) : value;
}

function writeOwnOption(key: string, value: unknown, writer: LayerWriter, owner: string): Json {
  if (value instanceof Layer) return writeLayer(value, writer);
  if (isLayers(value)) return value.map((entry) => writeLayer(entry, writer));
  return isNamedPart(key) ? writeOption(key, value, writer.dialect, owner) : jsonOf(value, `${key} of ${owner}`);
}

function isLayerObject(value: Json | undefined, { customLayers }: LayerReader): boolean {
  if (!isRecord(value) || typeof value.class_name !== "string" || !isRecord(value.config)) return false;
  return (
    modelClasses.has(value.class_name) ||
    factoryOf(layerClasses, value.class_name) !== undefined ||
    customClass(value as KerasObject, customLayers) !== undefined
  );
}

/** @throws FormatError for a user's layer whose field `config` does not tell its options */
export function checkRemakable(layer: Layer<number>, owner: string): void {
  if (layer.constructor.length === 0 || Object.keys(layer.config).length > 0) return;
  throw new FormatError({
    what: `${owner} cannot be made again: its constructor takes options, but its field "config" holds none, so no file could make it again.`,
    expected: "the options in the field `config`",
    hint: "`constructor(readonly config: { units: number }) { super(); ... }` keeps them; or save the weights alone",
  });
}

/** @throws never; gives the error for a class that nobody knows */
export function unknownLayer({ class_name, config }: KerasObject): FormatError {
  const name = typeof config.name === "string" ? ` ("${config.name}")` : "";
  if (/^(TF)?Lambda$|OpLambda$/.test(class_name)) {
    return new FormatError({
      what: `The file has ${withArticle(class_name)} layer${name}: code, which is never run.`,
      hint: `write the same as a class that extends Layer, and give it: loadModel(file, { customLayers: { ${class_name}: YourClass } })`,
    });
  }
  return new FormatError({
    what: `The file has a layer of a class that Recurve does not know${name}.`,
    received: class_name,
    hint: `if it is a class of your own: loadModel(file, { customLayers: { ${/^\w+$/.test(class_name) ? class_name : JSON.stringify(class_name)}: YourClass } })`,
  });
}
