/** What a file's call gives a layer as inputs, and in which order: by place or by name; and the order of what it gives back. */

import type { Layer } from "../../layers/layer.ts";
import { Functional } from "../../models/functional.ts";
import { Model } from "../../models/model.ts";
import { type Argument, type CallJson, Reference, referencesIn } from "./arguments.ts";

/** Names under which layers take tensors, in the order in which they take them. */
export const inputNames: readonly string[] = ["inputs", "sequences", "sequence", "x", "query", "value", "key"];

/**
 * The masks that attention in heads takes by name, undefined where the input keeps its own, and what else a call is given. Keras
 * ignores a mask that the query is given.
 */
export function masksByName({ query_mask: _, value_mask: value, key_mask: key, ...rest }: CallJson["kwargs"]): {
  masks: readonly (Argument | undefined)[];
  rest: CallJson["kwargs"];
} {
  const masks = [undefined, value, key].map((mask) => mask ?? undefined);
  return { masks: masks.some((mask) => mask !== undefined) ? masks : [], rest };
}

/** The tensors among a call's arguments; those by name in the order of the called model's inputs. */
export function orderedInputs(layer: Layer<number>, args: readonly Argument[]): Reference[] {
  const byName = inputsByName(layer, args);
  return byName ? byName.flatMap(([, argument]) => referencesIn(argument)) : referencesIn(args);
}

/** What a model inside is given by the names of its inputs, in their order. */
function inputsByName(
  layer: Layer<number>,
  [first]: readonly Argument[],
): [string, Argument | undefined][] | undefined {
  const isNamed = typeof first === "object" && first !== null && !Array.isArray(first) && !(first instanceof Reference);
  if (!isNamed || !(layer instanceof Model)) return undefined;
  const byName = first as Readonly<Record<string, Argument>>;
  return layer.inputNames.map((name: string) => [name, byName[name]]);
}

/** For each tensor that a call is given, its name if it has one that tells it from others. */
export function namesOfInputs(
  layer: Layer<number>,
  args: readonly Argument[],
  kwargs: CallJson["kwargs"],
): (string | undefined)[] {
  const first = inputsByName(layer, args) ?? referencesIn(args).map((reference) => [undefined, reference] as const);
  const named = inputNames.map((key) => [key === "inputs" || key === "x" ? undefined : key, kwargs[key]] as const);
  return [...first, ...named].flatMap(([name, argument]) => referencesIn(argument).map(() => name));
}

/** The places of a layer's outputs by their numbers in a file: those of a model that names its outputs are numbered by sorted names. */
export function outputPlaces(layer: Layer<number> | undefined): readonly number[] | undefined {
  const keys = layer instanceof Functional ? layer.formOf("outputs").keys : undefined;
  return keys
    ?.map((key, place) => [key, place] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, place]) => place);
}
