/** PyTorch's state_dict: its modules matched with the layers of a model, and a model's layers written as such. */
import type { Layer } from "../../layers/layer.ts";
import { FormatError, formatShape } from "../../tensor/index.ts";
import type { WeightsMap } from "../format.ts";
import type { NamedArray } from "./container.ts";
import { differences, levelsFor, type Module, modulesOf, splitName, type Tensors, withLevel } from "./modules.ts";
import { type Filling, type Slot, slotsOf } from "./pytorch-slots.ts";
import { checkMapped, joinPath, renamed, type Selection, withoutShared } from "./select-tensors.ts";

/** The names that the weights of a model or layer have in a state_dict without a map. */
export const pytorchNames = (owner: Layer<any, any>): string[] =>
  [...namesOf(slotsOf(owner)).values()].flatMap((names) => [...names.values()]);

/**
 * The values that a state_dict gives the variables of a model or layer: first by the map, then by names, then by shapes.
 * @throws FormatError that lists the modules and layers for which there is no match
 */
export function readPyTorch(
  owner: Layer<any, any>,
  { tensors: all, isSkipped }: Selection<NamedArray>,
  map: WeightsMap = {},
): Filling[] {
  // how many models an average of models (torch.optim.swa_utils.AveragedModel) has seen, which nothing is computed from
  const tensors = new Map([...all].filter(([name]) => name !== "n_averaged"));
  const slots = [...namesOf(slotsOf(owner))]
    .filter(([, names]) => ![...names.values()].every(isSkipped))
    .map(([slot]) => slot);
  const modules = modulesOf(tensors, destinations(tensors, slots, map));
  const open = new Set(modules);
  const filled = new Map<Slot, Filling[]>();
  const fill = (module: Module, into: readonly Slot[]) => {
    for (const [i, slot] of into.entries()) filled.set(slot, slot.read(levelsFor(module, slot)[i]!));
    open.delete(module);
  };
  const fits = (module: Module, at: number) =>
    levelsFor(module, slots[at]!).every((level, i) => {
      const slot = slots[at + i];
      return slot !== undefined && !filled.has(slot) && differences(level, slot).length === 0;
    });
  const search = (choose: (slot: Slot, fitting: readonly Module[]) => Module | undefined) => {
    for (const [at, slot] of slots.entries()) {
      if (filled.has(slot)) continue;
      const module = choose(
        slot,
        [...open].filter((each) => fits(each, at)),
      );
      if (module) fill(module, slots.slice(at, at + levelsFor(module, slot).length));
    }
  };
  for (const [module, layers] of mappedModules(modules, map)) fill(module, mapped(module, layers, slots, filled));
  search((slot, fitting) => fitting.find(({ path }) => path === pathOf(slot)));
  search(chooseByShape);
  const unfilled = slots.filter((slot) => {
    return !filled.has(slot) && [...slot.shapes.keys()].some((name) => !slot.optional?.includes(name));
  });
  if (unfilled.length > 0 || open.size > 0) throw misfits(unfilled, [...open]);
  return [...filled.values()].flat();
}

/**
 * The weights of a model or layer as a state_dict: each layer a module of its name, or as the map says.
 * @throws FormatError for layers that PyTorch has no module for, and for names in the map that the model does not have
 */
export function writePyTorch(owner: Layer<any, any>, map: WeightsMap = {}): Map<string, NamedArray> {
  const slots = slotsOf(owner);
  const names = namesOf(slots);
  const spread = new Map(
    listsOf(map).flatMap(([module, layers]) =>
      layers
        .flatMap((layer) => slotsNamed(layer, slots))
        .map((slot, level): [Slot, { module: string; level: number }] => [slot, { module, level }]),
    ),
  );
  const back = renamesOf(map).map(([module, layer]) => [layer, module] as const);
  checkMapped(
    back.map(([layer]) => layer),
    pytorchNames(owner),
    ".",
    "The map names a layer that the model does not have, or that has no weights.",
  );
  const written = new Map<string, NamedArray>();
  for (const slot of slots) {
    const place = spread.get(slot);
    const values = slot.write();
    for (const [own, whole] of names.get(slot)!) {
      const name = place
        ? joinPath(place.module, slot.isRecurrent ? withLevel(own, place.level) : own, ".")
        : (renamed(whole, back, ".") ?? whole);
      if (written.has(name)) throw twice(name);
      written.set(name, { shape: slot.shapes.get(own)!, values: values.get(own)! });
    }
  }
  return written;
}

const twice = (name: string) =>
  new FormatError({
    what: `Two weights would be "${name}" in the file.`,
    hint: "give the layers names, or modules by the map",
  });

const pathOf = ({ layer }: Slot) => layer.replaceAll("/", ".");
/** How messages call a slot's layer. */
const called = ({ layer }: Slot) => (layer === "" ? "the layer" : `"${layer}"`);

/** The whole names that the weights of slots have without a map, by PyTorch's own names. */
function namesOf(slots: readonly Slot[]): Map<Slot, ReadonlyMap<string, string>> {
  const levels = new Map<string, number>();
  return new Map(
    slots.map((slot) => {
      const level = levels.get(slot.layer) ?? 0;
      levels.set(slot.layer, level + 1);
      const whole = (own: string) => joinPath(pathOf(slot), slot.isRecurrent ? withLevel(own, level) : own, ".");
      return [slot, new Map([...slot.shapes.keys()].map((own) => [own, whole(own)]))];
    }),
  );
}

/** The entries of a map that name one thing in the model: everything below a name belongs to it. */
const renamesOf = (map: WeightsMap) =>
  Object.entries(map).flatMap(([from, to]) =>
    typeof to === "string" ? [[from, to.replaceAll("/", ".")] as const] : [],
  );

/** The entries of a map that give the levels of a module to a list of layers. */
const listsOf = (map: WeightsMap) =>
  Object.entries(map).flatMap(([from, to]) => (typeof to === "string" ? [] : [[from, to] as const]));

function destinations(tensors: Tensors, slots: readonly Slot[], map: WeightsMap) {
  const names = [...tensors.keys()];
  const what = "The map names a module that the file does not have.";
  checkMapped(Object.keys(map), names, ".", what);
  const renames = renamesOf(map);
  const paths = new Set(slots.map(pathOf));
  const shorten = withoutShared(
    names.map((name) => splitName(name)[0]),
    (name) => paths.has(name),
    ".",
  );
  return (name: string) => {
    const given = renamed(name, renames, ".");
    return given === undefined ? { name: shorten(name), isMapped: false } : { name: given, isMapped: true };
  };
}

/** The modules that a map names, with their layers. */
function mappedModules(modules: readonly Module[], map: WeightsMap): [Module, readonly string[]][] {
  const named = modules.filter(({ isMapped }) => isMapped).map((module): [Module, string[]] => [module, [module.path]]);
  const lists = listsOf(map).map(([name, layers]): [Module, readonly string[]] => {
    const module = modules.find((each) => each.name === name && !each.isMapped);
    if (module) return [module, layers];
    throw new FormatError({
      what: "The map gives a list of layers to what is not a module of the file.",
      expected: modules.map((each) => `"${each.name}"`).join(", "),
      received: `"${name}"`,
    });
  });
  return [...named, ...lists];
}

/** Of the modules that fit, the only one, or the first of those that are numbered. @throws FormatError */
function chooseByShape(slot: Slot, fitting: readonly Module[]): Module | undefined {
  const bare = new Set(fitting.map(({ name }) => name.replaceAll(/_?\d+/g, "")));
  if (bare.size <= 1) return fitting[0];
  throw new FormatError({
    what: `Several modules of the file fit the layer ${called(slot)}.`,
    expected: "one, or names that differ only in numbers",
    received: fitting.map(({ name }) => `"${name}"`).join(", "),
    hint: `say which: { from: "pytorch", map: { "${fitting[0]!.name}": "${slot.layer}", ... } }`,
  });
}

function mapped(
  module: Module,
  layers: readonly string[],
  slots: readonly Slot[],
  filled: ReadonlyMap<Slot, unknown>,
): Slot[] {
  const { name } = module;
  const into = layers.flatMap((layer) => slotsNamed(layer, slots));
  const taken = into.find((slot) => filled.has(slot));
  if (taken) {
    throw new FormatError({
      what: `The map gives several modules to ${called(taken)}.`,
      received: `"${name}" and another`,
    });
  }
  const levels = levelsFor(module, into[0]!);
  if (into.length !== levels.length) {
    throw new FormatError({
      what: `The module "${name}" has another number of layers than the map gives it.`,
      expected: `${levels.length}`,
      received: `${into.length}: ${layers.join(", ")}`,
      hint: `for num_layers: 2 write map: { "${name}": ["first layer", "second layer"] }`,
    });
  }
  const wrong = levels.flatMap((level, i) => differences(level, into[i]!));
  if (wrong.length === 0) return into;
  throw new FormatError({
    what: `The module "${name}" does not fit the layer "${layers.join('", "')}".`,
    received: wrong.join("; "),
    hint: "no weight was changed",
  });
}

function slotsNamed(layer: string, slots: readonly Slot[]): Slot[] {
  const found = slots.filter((slot) => slot.layer === layer || pathOf(slot) === layer);
  if (found.length > 0) return found;
  throw new FormatError({
    what: "The map names a layer that the model does not have, or that has no weights.",
    expected: [...new Set(slots.map(called))].join(", "),
    received: `"${layer}"`,
  });
}

function misfits(slots: readonly Slot[], modules: readonly Module[]): FormatError {
  const wanted = slots.map((slot) => `${called(slot)} (${listed(slot.shapes, (shape) => shape)})`);
  const found = modules.map(
    ({ name, levels }) => `"${name}" (${levels.map((level) => listed(level, ({ shape }) => shape)).join("; ")})`,
  );
  return new FormatError({
    what: "The state_dict does not fit the model; no weight was changed.",
    expected: wanted.length > 0 ? `modules for ${wanted.join(", ")}` : "no further modules",
    received: found.length > 0 ? `without a layer: ${found.join(", ")}` : "no further modules",
    hint: 'where names or order differ, say what goes where: { from: "pytorch", map: { module: "layer" } }; what is not wanted: { skip: "module" }',
  });
}

function listed<T>(tensors: ReadonlyMap<string, T>, shapeOf: (tensor: T) => readonly number[]): string {
  return [...tensors].map(([name, tensor]) => `${name} ${formatShape(shapeOf(tensor))}`).join(", ");
}
