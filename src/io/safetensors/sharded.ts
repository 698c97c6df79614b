/** Weights in several safetensors files, by the index beside them: which file each tensor is in. */
import { FormatError } from "../../tensor/index.ts";
import type { Source } from "../format.ts";
import { asRecord, asText, parseRecord } from "../json.ts";
import { isSafetensorsIndex } from "../starts.ts";
import { type NamedArray, readSafetensors } from "./container.ts";

/**
 * The tensors of a file, or of those that it lists, in the order of the list.
 * @throws FormatError when a file does not hold exactly the tensors that the index places there
 */
export async function readAll(source: Source): Promise<Map<string, NamedArray>> {
  const bytes = await source.bytes();
  if (!isSafetensorsIndex(bytes)) return readSafetensors(bytes, source.name);
  const { weight_map: map } = parseRecord(new TextDecoder().decode(bytes), source.name);
  const places = Object.entries(asRecord(map, "The weight_map of the index"));
  const files = new Map<string, Map<string, NamedArray>>();
  for (const file of new Set(places.map(([name, place]) => asText(place, `The file of ${name}`)))) {
    files.set(file, readSafetensors(await source.sibling(file), file));
  }
  const found = new Map<string, NamedArray>();
  for (const [name, file] of places as [string, string][]) {
    const tensor = files.get(file)!.get(name);
    if (!tensor) throw misplaced(source, `"${name}" in ${file}`, "no such tensor there");
    found.set(name, tensor);
  }
  for (const [file, tensors] of files) {
    const other = [...tensors.keys()].find((name) => (map as Record<string, unknown>)[name] !== file);
    if (other !== undefined) throw misplaced(source, `all tensors of ${file}`, `not "${other}"`);
  }
  return found;
}

function misplaced({ name }: Source, expected: string, received: string): FormatError {
  return new FormatError({
    what: `The index ${name} and the files beside it do not belong together.`,
    expected,
    received,
  });
}
