/** The format of a file: by the ending of its name, or by its content. */
import type { FormatName, ModelFormat } from "./format.ts";
import type { FormatTable } from "./format-tables.ts";
import { startsAs } from "./starts.ts";

const endings: readonly (readonly [ending: string, format: FormatName])[] = [
  [".keras", "keras"],
  [".weights.h5", "keras-weights"],
  [".h5", "keras-h5"],
  [".hdf5", "keras-h5"],
  [".onnx", "onnx"],
  [".safetensors", "safetensors"],
  [".json", "tfjs"],
];

/** The format for a file's ending. */
export function formatOfPath(path: string): FormatName | undefined {
  return endings.find(([ending]) => path.toLowerCase().endsWith(ending))?.[1];
}

/**
 * The first format of a table that recognizes the bytes: only those are loaded that a file may have by its start.
 * @throws FormatError when all bytes must be read and they are damaged
 */
export async function sniffFormat<F extends Pick<ModelFormat, "recognizes">>(
  table: FormatTable<F>,
  bytes: Uint8Array,
  name: string,
): Promise<F | undefined> {
  const head = bytes.subarray(0, 2 ** 16);
  for (const [format, load] of Object.entries(table)) {
    if (!startsAs[format as FormatName](head)) continue;
    const loaded = await load();
    if (loaded.recognizes?.(bytes, name) ?? true) return loaded;
  }
  return undefined;
}
