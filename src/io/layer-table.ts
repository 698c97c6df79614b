/** Layers between Keras's JSON and Recurve's objects, in both dialects; files of Keras and of TensorFlow.js share it. */
import * as layers from "../layers/index.ts";
import { InputLayer } from "../layers/input.ts";
import { Layer } from "../layers/layer.ts";
import { RNNCell } from "../layers/rnn/cell.ts";
import { Model } from "../models/model.ts";
import { FormatError } from "../tensor/index.ts";
import { noteLora, refuseQuantized } from "./adapted-layers.ts";
import type { LoadOptions } from "./format.ts";
import { asList, isRecord, type Json, type JsonRecord, show } from "./json.ts";
import {
  checkRemakable,
  customClass,
  isBuiltIn,
  isLayers,
  layersInside,
  modelClasses,
  trainableOf,
  unknownLayer,
} from "./layer-classes.ts";
import {
  asKerasObject,
  type Dialect,
  isActivation,
  isNamedPart,
  isOfUser,
  jsonOf,
  type KerasObject,
  type OptionReader,
  objectOf,
  readOption,
  unwrapped,
  writeOption,
} from "./layer-options.ts";
import { camelCase, factoryOf, layerClasses, snakeCase } from "./names.ts";
import {
  formerClasses,
  formerOptions,
  meaningless,
  unused,
  withoutEffect,
  withoutKeras,
  withoutTrainable,
} from "./renamed-options.ts";

/** The context of reading layers. */
export interface LayerReader extends OptionReader {
  readonly customLayers?: LoadOptions["customLayers"];
  /** Makes a model that is used as a layer; only its format knows how its graph is written. */
  readModel(object: KerasObject): Layer<number>;
  /** The layers of the model that is being read, by name, so far. */
  readonly made: Map<string, Layer<number>>;
}

/** The context of writing layers. */
export interface LayerWriter {
  readonly dialect: Dialect;
  writeModel(model: Model): KerasObject;
}

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
  refuseQuantized(object);
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
  const layer = makers[factory]!(options as never);
  noteLora(layer, config, reader.warn);
  return layer;
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
    config[snakeCase(key)] = isActivation(key)
      ? writeLayerActivation(value, writer, owner)
      : value instanceof Layer || isLayers(value)
        ? null
        : writeOption(key, value, dialect, owner);
  }
  for (const [key, inner] of Object.entries(layersInside(layer))) {
    config[key] = Array.isArray(inner)
      ? inner.map((each: Layer<number>) => writeLayer(each, writer))
      : writeLayer(inner as Layer<number>, writer);
  }
  const object = objectOf("keras.layers", layer.className, config, dialect);
  return Object.keys(beside).length > 0 ? { ...object, recurve_config: beside } : object;
}

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
  if (isActivation(camelCase(key)) && isRecord(value) && activationLayers.has(String(value.class_name))) {
    return readLayer(value, reader);
  }
  const plain = unwrapped(value);
  // tf.keras lists a single axis
  if (key === "axis" && Array.isArray(plain) && plain.length === 1) return plain[0];
  return readOption(camelCase(key), plain, reader);
}

/** Layers without weights, which may stand as the activation of another layer. */
const activationLayers = new Set(["Activation", "ELU", "Identity", "LeakyReLU", "ReLU", "Softmax", "ThresholdedReLU"]);

function writeLayerActivation(value: unknown, writer: LayerWriter, owner: string): Json {
  const isHeld = value instanceof Layer && activationLayers.has(value.className);
  return isHeld ? writeLayer(value, writer) : writeOption("activation", value, writer.dialect, owner);
}

/** The layer that another of the same model is tied to. */
function tiedLayer(name: Json | undefined, { made }: LayerReader): Layer<number> {
  const layer = typeof name === "string" ? made.get(name) : undefined;
  if (layer) return layer;
  throw new FormatError({
    what: "A layer in the file is tied to a layer that its model does not have.",
    expected: [...made.keys()].map(show).join(", "),
    received: show(name),
  });
}

function readCell(value: Json | undefined, reader: LayerReader): RNNCell {
  const cell = readLayer(value, reader);
  if (cell instanceof RNNCell) return cell;
  throw new FormatError({
    what: `The layer "${cell.name}" of the file is used as a recurrent cell.`,
    expected: "LSTMCell, GRUCell, SimpleRNNCell, StackedRNNCells, or a class in customLayers that extends RNNCell",
    received: cell.className,
  });
}

/** A Bidirectional renames its forward layer with this prefix. */
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

/**
 * A layer or model of a user's class as an object with its options.
 * @throws FormatError when they do not suffice to make it again, or no file can hold them
 */
export function writeOwn(layer: Layer<number>, writer: LayerWriter): KerasObject {
  const owner = ownerOf(layer);
  checkRemakable(layer, owner);
  const config: Record<string, Json> = { name: layer.name, trainable: trainableOf(layer) };
  for (const [key, value] of Object.entries(layer.getConfig())) {
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
