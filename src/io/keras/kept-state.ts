/** The state of an optimizer in a file of Keras, as it goes into the next one: see `kept-training`. */
import type { AnyModel } from "../../models/index.ts";
import type { Group } from "../containers/hdf5/file.ts";
import { type ArrayToWrite, GroupToWrite } from "../containers/hdf5/write.ts";
import { keptTraining } from "../kept-training.ts";

/** The state in a group of a file. @param names of its parts, where their order is not that of a `.keras` file */
export async function stateIn(group: Group | undefined, names?: readonly string[]): Promise<GroupToWrite | undefined> {
  return group && (names ? inOrder(group, names) : copied(group));
}

/** The parts of the optimizer's state that was kept for a model, in order; none of an optimizer within another. */
export function keptState(model: AnyModel): readonly ArrayToWrite[] {
  const parts = keptTraining(model)?.state?.members.get("vars");
  if (!(parts instanceof GroupToWrite)) return [];
  const arrays = Array.from({ length: parts.members.size }, (_, i) => parts.members.get(String(i)));
  return arrays.every((array) => array && "values" in array) ? (arrays as ArrayToWrite[]) : [];
}

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
