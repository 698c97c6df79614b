/**
 * Replaces `format-tables.ts` in Parcel's bundles, by the `alias` of package.json: the same formats, loaded with the page.
 * Parcel 2.16 does not let a worker find modules that it shares with code loaded later.
 */
import type * as later from "./format-tables.ts";
import { architectureFormat } from "./keras/architecture-format.ts";
import { h5Format } from "./keras/h5-format.ts";
import { kerasFormat } from "./keras/keras-format.ts";
import { h5WeightsFormat, kerasArchiveWeights, kerasWeightsFormat } from "./keras/weights-format.ts";
import { onnx } from "./onnx/format.ts";
import { safetensors } from "./safetensors/format.ts";
import { tfjs } from "./tfjs/format.ts";

/** Formats of whole models. */
export const modelFormats: typeof later.modelFormats = {
  keras: async () => kerasFormat,
  "keras-h5": async () => h5Format,
  onnx: async () => onnx,
  tfjs: async () => tfjs,
  "keras-json": async () => architectureFormat,
};

/** Formats of weights only. */
export const weightsFormats: typeof later.weightsFormats = {
  keras: async () => kerasArchiveWeights,
  "keras-weights": async () => kerasWeightsFormat,
  "keras-h5": async () => h5WeightsFormat,
  safetensors: async () => safetensors,
};
