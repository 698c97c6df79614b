/**
 * The compilation in a file of Keras 3 with a loss, metric or optimizer that Recurve does not have. It is kept with the
 * model unchanged, so that the next file has it again, in either format.
 */
import type { Variable } from "../../autodiff/variable.ts";
import type { AnyModel } from "../../models/index.ts";
import type { Group } from "../containers/hdf5/file.ts";
import { type ArrayToWrite, GroupToWrite } from "../containers/hdf5/write.ts";
import type { JsonRecord } from "../json.ts";
import { type LayersOf, ownOrder, trainableIn } from "../keras-json/weights-layout.ts";

interface KeptTraining {
  readonly compileConfig: JsonRecord;
  /** The group of the optimizer's state, if the file has one. */
  readonly state: GroupToWrite | undefined;
  /** The weights that the state belongs to, in its order. */
  readonly weights: readonly Variable[];
}

const kept = new WeakMap<AnyModel, KeptTraining>();

/** Keeps a file's compilation and the state of its optimizer, unless the layers would be written in another order. */
export async function keepTraining(
  model: AnyModel,
  compileConfig: JsonRecord,
  group: Group | undefined,
  layersOf: LayersOf,
  /** The names of the parts of the state in the group, where their order is not that of a `.keras` file. */
  names?: readonly string[],
): Promise<void> {
  const weights = trainableIn(model, layersOf);
  if (!isSame(weights, trainableIn(model, ownOrder))) return;
  const state = group && (names ? await inOrder(group, names) : await copied(group));
  kept.set(model, { compileConfig, state, weights });
}

/** The parts of the optimizer's state that was kept for a model, in order; none of an optimizer within another. */
export function keptState(model: AnyModel): readonly ArrayToWrite[] {
  const parts = keptTraining(model)?.state?.members.get("vars");
  if (!(parts instanceof GroupToWrite)) return [];
  const arrays = Array.from({ length: parts.members.size }, (_, i) => parts.members.get(String(i)));
  return arrays.every((array) => array && "values" in array) ? (arrays as ArrayToWrite[]) : [];
}

/** What was kept for a model; nothing once it is compiled, or its trainable weights change. */
export function keptTraining(model: AnyModel): KeptTraining | undefined {
  const found = model.objective ? undefined : kept.get(model);
  return found && isSame(found.weights, trainableIn(model, ownOrder)) ? found : undefined;
}

const isSame = (a: readonly Variable[], b: readonly Variable[]) =>
  a.length === b.length && a.every((each, i) => each === b[i]);

/** Parts of a state under the names of their places. */
async function inOrder(group: Group, names: readonly string[]): Promise<GroupToWrite> {
  const copy = new GroupToWrite();
  for (const [i, name] of names.entries()) {
    const array = await arrayOf(group, name);
    if (array) copy.set(`vars/${i}`, array);
  }
  return copy;
}

async function copied(group: Group): Promise<GroupToWrite> {
  const copy = new GroupToWrite();
  const [name] = group.attribute("name") ?? [];
  if (typeof name === "string") copy.attributes.set("name", name);
  for (const member of group.names) {
    const inner = group.group(member);
    const array = inner ? await copied(inner) : await arrayOf(group, member);
    if (array) copy.members.set(member, array);
  }
  return copy;
}

/** Counts stay integers of 64 bits. */
async function arrayOf(group: Group, member: string): Promise<ArrayToWrite | undefined> {
  const dataset = group.dataset(member);
  const values = await dataset?.values();
  if (!dataset || !values || Array.isArray(values)) return undefined;
  const numbers = values as Float32Array | Float64Array | Int32Array;
  const isWhole = dataset.type.kind === "int" || dataset.type.kind === "uint";
  return {
    shape: dataset.shape,
    values: isWhole ? BigInt64Array.from(numbers, BigInt) : Float32Array.from(numbers),
  };
}
