/** PyTorch's state_dict names: tensors gathered into modules, and modules matched with the layers of a model. */
import type { AnyModel } from "../../models/index.ts";
import { FormatError, formatShape, sameShape } from "../../tensor/index.ts";
import type { WeightsMap } from "../format.ts";
import type { NamedArray } from "./container.ts";
import { type Filling, type Slot, slotsOf } from "./slots.ts";

type Tensors = ReadonlyMap<string, NamedArray>;

/** A module of a state_dict. A recurrent one has a level for each of its layers, any other has one. */
interface Module {
  readonly name: string;
  readonly levels: readonly Tensors[];
}

const recurrentName = /^(weight|bias)_(ih|hh)(?:_l(\d+))?(_reverse)?$/;

/**
 * The values that a state_dict gives a model's variables.
 * @throws FormatError that lists the modules and layers for which there is no match
 */
export function readPyTorch(model: AnyModel, tensors: Tensors, map: WeightsMap = {}): Filling[] {
  checkProjections(tensors);
  const modules = modulesOf(tensors);
  const slots = slotsOf(model);
  const open = new Set(modules);
  const filled = new Map<Slot, Filling[]>();
  const fill = (module: Module, into: readonly Slot[]) => {
    for (const [i, slot] of into.entries()) filled.set(slot, slot.read(module.levels[i]!));
    open.delete(module);
  };
  for (const [name, layers] of Object.entries(map)) fill(...mapped(name, [layers].flat(), modules, slots));
  for (const [at, slot] of slots.entries()) {
    if (filled.has(slot)) continue;
    const module = choose(
      slot,
      [...open].filter((each) => fits(each, slots, at, filled)),
    );
    if (module) fill(module, slots.slice(at, at + module.levels.length));
  }
  const unfilled = slots.filter((slot) => !filled.has(slot));
  if (unfilled.length > 0 || open.size > 0) throw misfits(unfilled, [...open]);
  return [...filled.values()].flat();
}

/**
 * A model's weights as a state_dict: each layer a module of its name, or as the map says.
 * @throws FormatError for layers that PyTorch has no module for, and for names in the map that the model does not have
 */
export function writePyTorch(model: AnyModel, map: WeightsMap = {}): Map<string, NamedArray> {
  const slots = slotsOf(model);
  const places = placesOf(slots, map);
  const written = new Map<string, NamedArray>();
  for (const slot of slots) {
    const { module, level } = places.get(slot)!;
    const values = slot.write();
    for (const [name, shape] of slot.shapes) {
      const whole = slot.isRecurrent ? name.replace(/^(\w+_[ih]h)/, `$1_l${level}`) : name;
      written.set(module === "" ? whole : `${module}.${whole}`, { shape, values: values.get(name)! });
    }
  }
  return written;
}

/** @throws FormatError for an LSTM whose hidden state is projected to another width */
function checkProjections(tensors: Tensors): void {
  const name = [...tensors.keys()].find((each) => /(^|\.)weight_hr_l\d+(_reverse)?$/.test(each));
  if (name === undefined) return;
  throw new FormatError({
    what: `The file holds an LSTM with projections (PyTorch's proj_size), which Recurve has no layer for.`,
    expected: "LSTMs whose hidden state is as wide as their cell state",
    received: `"${name}" ${formatShape(tensors.get(name)!.shape)}`,
  });
}

/** Modules in the natural order of their names: layers.2 before layers.10. */
function modulesOf(tensors: Tensors): Module[] {
  const byName = new Map<string, Map<number, Map<string, NamedArray>>>();
  for (const [whole, tensor] of tensors) {
    const dot = whole.lastIndexOf(".");
    const [name, own] = [whole.slice(0, Math.max(dot, 0)), whole.slice(dot + 1)];
    // how many batches a BatchNorm has seen, which nothing is computed from
    if (own === "num_batches_tracked") continue;
    const [, kind, which, level = "0", reverse = ""] = own.match(recurrentName) ?? [];
    const levels = byName.get(name) ?? new Map<number, Map<string, NamedArray>>();
    const at = levels.get(Number(level ?? 0)) ?? new Map<string, NamedArray>();
    at.set(kind ? `${kind}_${which}${reverse}` : own, tensor);
    byName.set(name, levels.set(Number(level ?? 0), at));
  }
  return [...byName]
    .map(([name, levels]) => ({
      name,
      levels: [...levels].sort(([a], [b]) => a - b).map(([, level]) => level),
    }))
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
}

/** Whether a module's levels have just the names and shapes of the slots from `at` on. */
function fits(module: Module, slots: readonly Slot[], at: number, filled: ReadonlyMap<Slot, unknown>): boolean {
  return module.levels.every((level, i) => {
    const slot = slots[at + i];
    return slot !== undefined && !filled.has(slot) && differences(level, slot).length === 0;
  });
}

/** How a level's tensors differ from what a slot takes. */
function differences(level: Tensors, slot: Slot): string[] {
  const missing = [...slot.shapes]
    .filter(([name]) => !level.has(name))
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

/** Of the modules that fit, that with the layer's name, or the first of those that are numbered. @throws FormatError */
function choose(slot: Slot, candidates: readonly Module[]): Module | undefined {
  const namesake = candidates.find(({ name }) => name === slot.layer || name.replaceAll(".", "/") === slot.layer);
  if (namesake || candidates.length <= 1) return namesake ?? candidates[0];
  const bare = new Set(candidates.map(({ name }) => name.replaceAll(/_?\d+/g, "")));
  if (bare.size === 1) return candidates[0];
  const [first] = candidates;
  throw new FormatError({
    what: `Several modules of the file fit the layer "${slot.layer}".`,
    expected: "one, or names that differ only in numbers",
    received: candidates.map(({ name }) => `"${name}"`).join(", "),
    hint: `say which: { from: "pytorch", map: { "${first!.name}": "${slot.layer}", ... } }`,
  });
}

function mapped(
  name: string,
  layers: readonly string[],
  modules: readonly Module[],
  slots: readonly Slot[],
): [Module, Slot[]] {
  const module = modules.find((each) => each.name === name);
  if (!module) {
    throw new FormatError({
      what: "The map names a module that the file does not have.",
      expected: modules.map((each) => `"${each.name}"`).join(", "),
      received: `"${name}"`,
    });
  }
  const into = layers.flatMap((layer) => slotsNamed(layer, slots));
  if (into.length !== module.levels.length) {
    throw new FormatError({
      what: `The module "${name}" has another number of layers than the map gives it.`,
      expected: `${module.levels.length}`,
      received: `${into.length}: ${layers.join(", ")}`,
      hint: `for num_layers: 2 write map: { "${name}": ["first layer", "second layer"] }`,
    });
  }
  const wrong = module.levels.flatMap((level, i) => differences(level, into[i]!));
  if (wrong.length === 0) return [module, into];
  throw new FormatError({
    what: `The module "${name}" does not fit the layer "${layers.join('", "')}".`,
    received: wrong.join("; "),
    hint: "no weight was changed",
  });
}

function slotsNamed(layer: string, slots: readonly Slot[]): Slot[] {
  const found = slots.filter((slot) => slot.layer === layer);
  if (found.length > 0) return found;
  throw new FormatError({
    what: "The map names a layer that the model does not have, or that has no weights.",
    expected: [...new Set(slots.map((slot) => `"${slot.layer}"`))].join(", "),
    received: `"${layer}"`,
  });
}

interface Place {
  module: string;
  level: number;
}

/** Where each slot goes: the module and, for recurrent ones, its level. */
function placesOf(slots: readonly Slot[], map: WeightsMap): Map<Slot, Place> {
  const byMap = Object.entries(map).flatMap(([module, layers]) =>
    [layers]
      .flat()
      .flatMap((layer) => slotsNamed(layer, slots))
      .map((slot, level): [Slot, Place] => [slot, { module, level }]),
  );
  const places = new Map(byMap);
  for (const slot of slots) {
    if (places.has(slot)) continue;
    const before = slots.filter((each) => each.layer === slot.layer && places.has(each));
    places.set(slot, { module: slot.layer.replaceAll("/", "."), level: before.length });
  }
  return places;
}

function misfits(slots: readonly Slot[], modules: readonly Module[]): FormatError {
  const wanted = slots.map(({ layer, shapes }) => `"${layer}" (${listed(shapes, (shape) => shape)})`);
  const found = modules.map(
    ({ name, levels }) => `"${name}" (${levels.map((level) => listed(level, ({ shape }) => shape)).join("; ")})`,
  );
  return new FormatError({
    what: "The state_dict does not fit the model; no weight was changed.",
    expected: wanted.length > 0 ? `modules for ${wanted.join(", ")}` : "no further modules",
    received: found.length > 0 ? `without a layer: ${found.join(", ")}` : "no further modules",
    hint: 'where names or order differ, say what goes where: { from: "pytorch", map: { module: "layer" } }',
  });
}

function listed<T>(tensors: ReadonlyMap<string, T>, shapeOf: (tensor: T) => readonly number[]): string {
  return [...tensors].map(([name, tensor]) => `${name} ${formatShape(shapeOf(tensor))}`).join(", ");
}
