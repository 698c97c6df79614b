/**
 * What every format needs to know about a layer's class: whether it is built in, what is inside, whether it can be made
 * again.
 */
import { Layer } from "../layers/layer.ts";
import { Bidirectional } from "../layers/rnn/bidirectional.ts";
import { RNN } from "../layers/rnn/rnn.ts";
import { FormatError, withArticle } from "../tensor/index.ts";
import type { LoadOptions } from "./format.ts";
import type { JsonRecord } from "./json.ts";
import type { KerasObject } from "./layer-options.ts";
import { layerClasses } from "./names.ts";

/** Classes of models, which only the format itself can read. */
export const modelClasses = new Set(["Sequential", "Functional", "Model"]);

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

/** The entry of `customLayers` for an object. */
export function customClass({ class_name, registered_name }: KerasObject, classes: LoadOptions["customLayers"]) {
  const names = [class_name, ...(typeof registered_name === "string" ? [registered_name] : [])];
  const name = names.find((candidate) => classes !== undefined && Object.hasOwn(classes, candidate));
  return name === undefined ? undefined : classes![name];
}

/** Whether a layer's class is one of Recurve's. */
export function isBuiltIn(layer: Layer<number>): boolean {
  return Object.values(layerClasses).includes(layer.className);
}

/** Whether a layer is trainable, as files write it. */
export const trainableOf = (layer: Layer<number>) => layer.trainable ?? layer.config.trainable ?? true;

/** @throws FormatError for a user's layer whose field `config` does not tell its options */
export function checkRemakable(layer: Layer<number>, owner: string): void {
  const saysItself = layer.getConfig !== Layer.prototype.getConfig;
  if (saysItself || layer.constructor.length === 0 || Object.keys(layer.config).length > 0) return;
  throw new FormatError({
    what: `${owner} cannot be made again: its constructor takes options, but its field "config" holds none, so no file could make it again.`,
    expected: "the options in the field `config`",
    hint: "`constructor(readonly config: { units: number }) { super(); ... }` keeps them; or save the weights alone",
  });
}

/** What does the same as a layer of Keras that does not exist here. */
const insteadOf: Readonly<Record<string, string>> = {
  SpectralNormalization:
    "a trained one computes as the layer inside it: in Keras, put that in its place, and save again",
};

/** A class's name as a key of `customLayers`, and that of a layer or model in brackets, for messages. */
export const keyOf = (name: string) => (/^\w+$/.test(name) ? name : JSON.stringify(name));
export const inBrackets = ({ name }: JsonRecord) => (typeof name === "string" ? ` ("${name}")` : "");

/** Returns, without throwing it, the error for a layer that Recurve lacks, of Keras or of a user; many files do not tell which. */
export function unknownLayer({ class_name, config }: KerasObject): FormatError {
  if (/^(TF)?Lambda$|OpLambda$/.test(class_name)) {
    return new FormatError({
      what: `The file has ${withArticle(class_name)} layer${inBrackets(config)}: code, which is never run.`,
      hint: `write the same as a class that extends Layer, and give it: loadModel(file, { customLayers: { ${class_name}: YourClass } })`,
    });
  }
  return new FormatError({
    what: `The file has a layer that Recurve does not have${inBrackets(config)}.`,
    received: class_name,
    hint:
      insteadOf[class_name] ??
      `write it as a class that extends Layer, and give it: loadModel(file, { customLayers: { ${keyOf(class_name)}: YourClass } })`,
  });
}
