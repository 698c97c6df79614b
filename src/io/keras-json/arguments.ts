/** The arguments of calls in Keras's JSON: values in which tensors are references. */
import { asCount, asList, asRecord, asText, isRecord, type Json } from "../json.ts";
import type { KerasObject } from "../layer-options.ts";

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
  /** An operation of `keras.ops`, which is listed among the layers. */
  readonly isOperation: boolean;
}

/** All references in an argument, in order. */
export function referencesIn(argument: Argument | undefined): Reference[] {
  if (argument instanceof Reference) return [argument];
  if (typeof argument !== "object" || argument === null) return [];
  return Object.values(argument).flatMap((entry) => referencesIn(entry as Argument));
}

/** Whether a list refers to the output of a call. */
export const isReference = (value: Json | undefined) =>
  Array.isArray(value) && value.length >= 3 && typeof value[0] === "string" && Number.isInteger(value[1]);

/** @throws FormatError unless it is a list of a name and two numbers */
export function referenceOf(value: Json | undefined, where: string): Reference {
  const [layer, call, output] = asList(value, where);
  return new Reference(asText(layer, where), asCount(call, where), asCount(output, where));
}

/** An argument as Keras 2 writes it: a reference is a list of three. */
export function oldArgument(value: Json | undefined, where: string): Argument {
  if (isReference(value)) return referenceOf(value, where);
  if (Array.isArray(value)) return value.map((entry) => oldArgument(entry, where));
  return readArgument(value, where);
}

/** An argument as Keras 3 writes it: a reference is an object. */
export function readArgument(value: Json | undefined, where: string): Argument {
  if (value === undefined) return null;
  if (Array.isArray(value)) return value.map((entry) => readArgument(entry, where));
  if (!isRecord(value)) return value as Exclude<Json, object>;
  if (value.class_name !== "__keras_tensor__") {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, readArgument(entry, where)]));
  }
  return referenceOf(asRecord(value.config, where).keras_history, where);
}
