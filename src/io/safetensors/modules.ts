/** PyTorch's modules: the tensors of a state_dict gathered by the module that holds them. */
import { FormatError, formatShape, sameShape } from "../../tensor/index.ts";
import type { NamedArray } from "./container.ts";
import type { Slot } from "./pytorch-slots.ts";

export type Tensors = ReadonlyMap<string, NamedArray>;

/** A module of a state_dict. */
export interface Module {
  /** Its name in the file. */
  readonly name: string;
  /** The layer that its name means, with dots: that of the map, or the file's own. */
  readonly path: string;
  /** Whether the map says so. */
  readonly isMapped: boolean;
  /** By the last part of their names. */
  readonly tensors: Tensors;
  /** The same as a recurrent module has them: a level for each of its layers, and names without the level. */
  readonly levels: readonly Tensors[];
}

/** Where a tensor goes: a name in PyTorch's form, and whether the map says so. */
export interface Destination {
  readonly name: string;
  readonly isMapped: boolean;
}

const recurrentName = /^(weight|bias)_(ih|hh|hr)(?:_l(\d+))?(_reverse)?$/;

/** The module and the last part of a tensor's name. */
export function splitName(name: string): [module: string, own: string] {
  const dot = name.lastIndexOf(".");
  return [name.slice(0, Math.max(dot, 0)), name.slice(dot + 1)];
}

/** The last part of a tensor's name with its level, for recurrent modules. */
export const withLevel = (own: string, level: number) => own.replace(/^(\w+_(?:[ih]h|hr))/, `$1_l${level}`);

/**
 * Modules in the natural order of their names: layers.2 before layers.10.
 * @throws FormatError when two tensors go to one name
 */
export function modulesOf(tensors: Tensors, destinationOf: (name: string) => Destination): Module[] {
  const gathered = new Map<
    string,
    { name: string; path: string; isMapped: boolean; tensors: Map<string, NamedArray> }
  >();
  for (const [whole, tensor] of tensors) {
    const { name: destination, isMapped } = destinationOf(whole);
    const [path, own] = splitName(destination);
    const key = `${isMapped} ${path}`;
    const module = gathered.get(key) ?? { name: splitName(whole)[0], path, isMapped, tensors: new Map() };
    if (module.tensors.has(own)) {
      throw new FormatError({
        what: `The map gives several tensors of the file to "${destination}".`,
        expected: "one for each weight",
        received: `"${whole}" and another`,
      });
    }
    module.tensors.set(own, tensor);
    gathered.set(key, module);
  }
  return [...gathered.values()]
    .map((module) => {
      // how many batches a BatchNorm has seen, which nothing is computed from
      if (module.tensors.has("running_mean")) module.tensors.delete("num_batches_tracked");
      return { ...module, levels: levelsOf(module.tensors) };
    })
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}

function levelsOf(tensors: Tensors): Tensors[] {
  const levels = new Map<number, Map<string, NamedArray>>();
  for (const [own, tensor] of tensors) {
    const [, kind, which, number = "0", reverse = ""] = own.match(recurrentName) ?? [];
    const level = levels.get(Number(number)) ?? new Map<string, NamedArray>();
    level.set(kind ? `${kind}_${which}${reverse}` : own, tensor);
    levels.set(Number(number), level);
  }
  return [...levels].sort(([a], [b]) => a - b).map(([, level]) => level);
}

/** A module's tensors as a slot takes them, by levels. */
export const levelsFor = ({ tensors, levels }: Module, slot: Slot): readonly Tensors[] =>
  slot.isRecurrent ? levels : [tensors];

/** How a level's tensors differ from what a slot takes. */
export function differences(level: Tensors, slot: Slot): string[] {
  const missing = [...slot.shapes]
    .filter(([name]) => !level.has(name) && !slot.optional?.includes(name))
    .map(([name, shape]) => `${name} ${formatShape(shape)} is missing`);
  const other = [...level].flatMap(([name, { shape }]) => {
    const wanted = slot.shapes.get(name);
    if (!wanted) return [`${name} ${formatShape(shape)} has no place`];
    return sameShape(shape, wanted)
      ? []
      : [`${name} has shape ${formatShape(shape)} instead of ${formatShape(wanted)}`];
  });
  return [...missing, ...other];
}
