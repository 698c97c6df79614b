/** Every file format, loaded when a file asks for it. The order is that in which files are sniffed. */
import type { FormatName, ModelFormat, WeightsFormat } from "./format.ts";

type Table<F> = Partial<Record<FormatName, () => Promise<F>>>;

/** Formats of whole models. */
export const modelFormats: Table<ModelFormat> = {
  keras: async () => (await import("./keras/keras-format.ts")).kerasFormat,
  "keras-h5": async () => (await import("./keras/h5-format.ts")).h5Format,
  onnx: async () => (await import("./onnx/format.ts")).onnx,
  tfjs: async () => (await import("./tfjs/format.ts")).tfjs,
  "keras-json": async () => (await import("./keras/architecture-format.ts")).architectureFormat,
};

/** Formats of weights alone. */
export const weightsFormats: Table<WeightsFormat> = {
  keras: async () => (await import("./keras/weights-format.ts")).kerasArchiveWeights,
  "keras-weights": async () => (await import("./keras/weights-format.ts")).kerasWeightsFormat,
  "keras-h5": async () => (await import("./keras/weights-format.ts")).h5WeightsFormat,
  safetensors: async () => (await import("./safetensors/format.ts")).safetensors,
};

const endings: readonly (readonly [ending: string, format: FormatName])[] = [
  [".keras", "keras"],
  [".weights.h5", "keras-weights"],
  [".h5", "keras-h5"],
  [".hdf5", "keras-h5"],
  [".onnx", "onnx"],
  [".safetensors", "safetensors"],
  [".json", "tfjs"],
];

/** The format that a file's ending asks for. */
export function formatOfPath(path: string): FormatName | undefined {
  return endings.find(([ending]) => path.toLowerCase().endsWith(ending))?.[1];
}

/** The first format of a table that knows the bytes. @throws FormatError when it must look at all of them and they are damaged */
export async function sniffFormat<F extends Pick<ModelFormat, "sniff" | "recognizes">>(
  table: Table<F>,
  bytes: Uint8Array,
  name: string,
): Promise<F | undefined> {
  const head = bytes.subarray(0, 2 ** 16);
  for (const load of Object.values(table)) {
    const format = await load();
    if (format.sniff(head) && (format.recognizes?.(bytes, name) ?? true)) return format;
  }
  return undefined;
}
