/** The calls of a functional model as Keras's JSON lists them, in the form of Keras 3 and in that of Keras 2. */
import { FormatError } from "../../tensor/index.ts";
import type { LoadOptions } from "../format.ts";
import { asList, asRecord, asText, isRecord, type Json, type JsonRecord, show } from "../json.ts";
import { customClass, modelClasses } from "../layer-classes.ts";
import { asKerasObject, type KerasObject } from "../layer-options.ts";
import { factoryOf, layerClasses } from "../names.ts";
import {
  type CallJson,
  type EntryJson,
  isReference,
  oldArgument,
  Reference,
  readArgument,
  referenceOf,
} from "./arguments.ts";
import { isLegacyOperation, translate } from "./operations/legacy.ts";
import { operations } from "./operations/table.ts";

/** Limits no real model reaches: layers of a model, calls of a layer. */
const MAX_LAYERS = 2048;

/** The layers that a model lists. @throws FormatError when there are too many */
export function readLayerList(config: JsonRecord): readonly Json[] {
  const layers = asList(config.layers, "The list of layers");
  if (layers.length > MAX_LAYERS) {
    throw new FormatError({
      what: "The model has too many layers.",
      expected: `at most ${MAX_LAYERS}`,
      received: `${layers.length}`,
    });
  }
  return layers;
}

/** @throws FormatError when an entry is malformed, or two have the same name */
export function readEntries(config: JsonRecord, customLayers?: LoadOptions["customLayers"]): Map<string, EntryJson> {
  const entries = new Map<string, EntryJson>();
  for (const value of readLayerList(config)) {
    const object = asKerasObject(value, "A layer");
    const name = asText(object.name ?? object.config.name, "The name of a layer");
    if (entries.has(name)) throw new FormatError({ what: `Two layers of the file have the name ${show(name)}.` });
    if (isLegacyOperation(object)) {
      for (const entry of translate(object, name)) entries.set(entry.name, entry);
      continue;
    }
    const nodes = asList(object.inbound_nodes ?? [], `The calls of ${show(name)}`);
    if (nodes.length > MAX_LAYERS) throw new FormatError({ what: `The layer ${show(name)} is called too often.` });
    const calls = nodes.map((node) => readCall(node, name));
    entries.set(name, { name, object, calls, isOperation: isOperation(object, calls, customLayers) });
  }
  return entries;
}

/** A `.h5` file does not name modules; there, an operation is what lacks the options that every layer has. */
function isOperation(object: KerasObject, calls: readonly CallJson[], own: LoadOptions["customLayers"]): boolean {
  const { module, class_name, config } = object;
  if (typeof module === "string") return /^keras(_core)?\.(src\.)?ops\b/.test(module);
  // only classes are registered, under the name of a package
  if (Object.hasOwn(config, "trainable") || class_name.includes(">")) return false;
  if (Object.hasOwn(operations, class_name)) return true;
  // one that Recurve lacks: Keras 2 has none, and writes layers without that option
  const isKnown = modelClasses.has(class_name) || factoryOf(layerClasses, class_name) || customClass(object, own);
  return Object.hasOwn(config, "name") && !isKnown && calls.some(({ tellsMasks }) => tellsMasks);
}

/** The inputs or outputs of a model: one, a list, or several by name. */
export type Ends = Reference | readonly Reference[] | Readonly<Record<string, Reference>>;

/** @throws FormatError when they are malformed */
export function readEnds(value: Json | undefined, where: string): Ends {
  if (isReference(value)) return referenceOf(value, where);
  if (isRecord(value)) {
    const named = Object.entries(value).map(([key, entry]): [string, Ends] => [key, readEnds(entry, where)]);
    if (named.every((entry): entry is [string, Reference] => entry[1] instanceof Reference))
      return Object.fromEntries(named);
    // some are lists or records: Keras follows them by their sorted names
    return named.sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, ends]) => listed(ends));
  }
  // states of stacked cells are in separate lists; in the order of the file they are the model's inputs and outputs
  return asList(value, where).flatMap((entry) => listed(readEnds(entry, where)));
}

const listed = (ends: Ends): Reference[] => (ends instanceof Reference ? [ends] : Object.values(ends));

/** Arguments with names come sorted, as Keras follows them. */
function readCall(node: Json, name: string): CallJson {
  const where = `A call of the layer ${show(name)}`;
  if (isRecord(node)) {
    const kwargs = Object.entries(asRecord(node.kwargs ?? {}, where)).sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      args: asList(node.args ?? [], where).map((argument) => readArgument(argument, where)),
      kwargs: Object.fromEntries(kwargs.map(([key, value]) => [key, readArgument(value, where)])),
      tellsMasks: true,
    };
  }
  return readOldCall(node, where);
}

/** Keras 2: a list of [layer, call, output, kwargs], or a single one. */
function readOldCall(node: Json, where: string): CallJson {
  const inputs = isReference(node) ? [node] : isRecord(node) ? Object.values(node) : asList(node, where);
  const args = inputs.map((input) => referenceOf(input, where));
  const kwargs = inputs.map((input) => (input as readonly Json[])[3]).filter((value) => isRecord(value));
  return {
    args,
    kwargs: Object.fromEntries(kwargs.flatMap(Object.entries).map(([key, value]) => [key, oldArgument(value, where)])),
    tellsMasks: false,
  };
}
