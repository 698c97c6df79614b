/** The calls of a functional model as Keras's JSON lists them, in the form of Keras 3 and in that of Keras 2. */
import { FormatError } from "../../tensor/index.ts";
import { asCount, asList, asRecord, asText, isRecord, type Json, type JsonRecord, show } from "../json.ts";
import { asKerasObject, type KerasObject } from "../options.ts";

/** The output of a call: the layer's name, the call's number, the output's number. */
export class Reference {
  constructor(
    readonly layer: string,
    readonly call: number,
    readonly output: number,
  ) {}
}

/** A value in a call: JSON in which tensors are references. */
export type Argument = Reference | Exclude<Json, object> | readonly Argument[] | { readonly [key: string]: Argument };

/** One call of a layer. */
export interface CallJson {
  readonly args: readonly Argument[];
  readonly kwargs: Readonly<Record<string, Argument>>;
  /** Whether it is of Keras 3, which writes the masks that a call was given. */
  readonly tellsMasks: boolean;
}

/** A layer or operation of a graph. */
export interface EntryJson {
  readonly name: string;
  readonly object: KerasObject;
  readonly calls: readonly CallJson[];
  /** An operation of `keras.ops`, which stands among the layers but is none. */
  readonly isOperation: boolean;
}

/** Layers of a model, and calls of a layer, beyond any real one's. */
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
export function readEntries(config: JsonRecord): Map<string, EntryJson> {
  const entries = new Map<string, EntryJson>();
  for (const value of readLayerList(config)) {
    const object = asKerasObject(value, "A layer");
    const name = asText(object.name ?? object.config.name, "The name of a layer");
    if (entries.has(name)) throw new FormatError({ what: `Two layers of the file have the name ${show(name)}.` });
    const nodes = asList(object.inbound_nodes ?? [], `The calls of ${show(name)}`);
    if (nodes.length > MAX_LAYERS) throw new FormatError({ what: `The layer ${show(name)} is called too often.` });
    const calls = nodes.map((node) => readCall(node, name));
    entries.set(name, { name, object, calls, isOperation: isOperation(object) });
  }
  return entries;
}

/** Operations that Keras computes masks with, and those that are called like layers. */
const operations =
  /^(NotEqual|Any|ZerosLike|OnesLike|LogicalOr|LogicalAnd|ExpandDims|Add|Subtract|Multiply|Maximum|Minimum|Concatenate)$/;

/** A `.h5` file does not name modules; there, an operation is told by its lack of what every layer has. */
function isOperation({ module, class_name, config }: KerasObject): boolean {
  if (typeof module === "string") return /^keras(_core)?\.(src\.)?ops\b/.test(module);
  return operations.test(class_name) && !Object.hasOwn(config, "trainable");
}

/** All references in an argument, in order. */
export function referencesIn(argument: Argument | undefined): Reference[] {
  if (argument instanceof Reference) return [argument];
  if (typeof argument !== "object" || argument === null) return [];
  return Object.values(argument).flatMap((entry) => referencesIn(entry as Argument));
}

/** The inputs or outputs of a model: one, a list, or several by name. */
export type Ends = Reference | readonly Reference[] | Readonly<Record<string, Reference>>;

/** @throws FormatError when they are malformed */
export function readEnds(value: Json | undefined, where: string): Ends {
  if (isReference(value)) return referenceOf(value, where);
  if (isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, referenceOf(entry, where)]));
  }
  // states of stacked cells stand in lists of their own; in the order of the file they are the model's ends
  return asList(value, where).flatMap((entry) => {
    const ends = readEnds(entry, where);
    return ends instanceof Reference ? [ends] : Object.values(ends);
  });
}

const isReference = (value: Json | undefined) =>
  Array.isArray(value) && value.length >= 3 && typeof value[0] === "string" && Number.isInteger(value[1]);

function referenceOf(value: Json | undefined, where: string): Reference {
  const [layer, call, output] = asList(value, where);
  return new Reference(asText(layer, where), asCount(call, where), asCount(output, where));
}

function readCall(node: Json, name: string): CallJson {
  const where = `A call of the layer ${show(name)}`;
  if (isRecord(node)) {
    const kwargs = Object.entries(asRecord(node.kwargs ?? {}, where));
    return {
      args: asList(node.args ?? [], where).map((argument) => readArgument(argument, where)),
      kwargs: Object.fromEntries(kwargs.map(([key, value]) => [key, readArgument(value, where)])),
      tellsMasks: true,
    };
  }
  return readOldCall(node, where);
}

/** Keras 2: a list of [layer, call, output, kwargs], or one such by itself. */
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

function oldArgument(value: Json | undefined, where: string): Argument {
  if (isReference(value)) return referenceOf(value, where);
  if (Array.isArray(value)) return value.map((entry) => oldArgument(entry, where));
  return readArgument(value, where);
}

function readArgument(value: Json | undefined, where: string): Argument {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map((entry) => readArgument(entry, where));
  if (!isRecord(value)) return value as Exclude<Json, object>;
  if (value.class_name !== "__keras_tensor__") {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, readArgument(entry, where)]));
  }
  return referenceOf(asRecord(value.config, where).keras_history, where);
}
