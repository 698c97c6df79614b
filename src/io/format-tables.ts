/** Every file format, loaded when a file needs it. Files are sniffed in this order. */
import type { FormatName, ModelFormat, WeightsFormat } from "./format.ts";

export type FormatTable<F> = Partial<Record<FormatName, () => Promise<F>>>;

/** Formats of whole models. */
export const modelFormats: FormatTable<ModelFormat> = {
  keras: async () => (await import("./keras/keras-format.ts")).kerasFormat,
  "keras-h5": async () => (await import("./keras/h5-format.ts")).h5Format,
  onnx: async () => (await import("./onnx/format.ts")).onnx,
  tfjs: async () => (await import("./tfjs/format.ts")).tfjs,
  "keras-json": async () => (await import("./keras/architecture-format.ts")).architectureFormat,
};

/** Formats of weights only. */
export const weightsFormats: FormatTable<WeightsFormat> = {
  keras: async () => (await import("./keras/weights-format.ts")).kerasArchiveWeights,
  "keras-weights": async () => (await import("./keras/weights-format.ts")).kerasWeightsFormat,
  "keras-h5": async () => (await import("./keras/weights-format.ts")).h5WeightsFormat,
  safetensors: async () => (await import("./safetensors/format.ts")).safetensors,
};
