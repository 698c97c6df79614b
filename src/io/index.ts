/** The floor of files, for the floors above. */
export type {
  FormatName,
  LoadOptions,
  LoadWeightsOptions,
  SaveOptions,
  SaveWeightsOptions,
  Source,
  Written,
} from "./format.ts";
export { loadModel, loadWeights } from "./load-model.ts";
export { saveModel, saveWeights } from "./save-model.ts";
export type { ModelSource } from "./source.ts";
