/** Every dataset of an HDF5 file of weights as a tensor, under its path; for inspecting a file. */
import { FormatError, type Tensor, wrap } from "../../tensor/index.ts";
import type { Group } from "../containers/hdf5/file.ts";
import { numbersOf } from "./state.ts";

/** Groups and datasets, at most: links may run in circles. */
const MAX_ENTRIES = 10_000;
/** Numbers in all, at most: 1 GiB of float32. */
const MAX_NUMBERS = 2 ** 28;

/** @throws FormatError when a dataset is not numeric, or there are more than any model has */
export async function listWeights(root: Group): Promise<Map<string, Tensor>> {
  const tensors = new Map<string, Tensor>();
  const open: [path: string, group: Group][] = [["", root]];
  let entries = 0;
  let numbers = 0;
  for (let next = open.shift(); next; next = open.shift()) {
    const [path, group] = next;
    for (const name of group.names) {
      const dataset = group.dataset(name);
      const inner = dataset ? undefined : group.group(name);
      if (inner) open.push([`${path}${name}/`, inner]);
      if (dataset) {
        const tensor = wrap(await numbersOf(dataset, path + name), dataset.shape, "float32");
        tensors.set(path + name, tensor);
        numbers += tensor.size;
      }
      if (++entries <= MAX_ENTRIES && numbers <= MAX_NUMBERS) continue;
      throw new FormatError({
        what: "The file lists more than any model has; its links may run in a circle.",
        expected: `at most ${MAX_ENTRIES} groups and datasets, of ${MAX_NUMBERS} numbers`,
        received: `more, at ${path.slice(0, 200)}`,
      });
    }
  }
  return tensors;
}
