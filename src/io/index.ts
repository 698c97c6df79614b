/** The floor of files, for the floors above. */

export { type CloneModelOptions, cloneModel } from "./clone-model.ts";
export type {
  FormatName,
  LoadOptions,
  LoadWeightsOptions,
  NameFilter,
  SaveOptions,
  SaveWeightsOptions,
  Source,
  WeightsMap,
  Written,
} from "./format.ts";
export { modelToJSON } from "./keras/model-to-json.ts";
export { formatOf, loadModel, loadWeights, readWeights } from "./load-model.ts";
export { type PlotOptions, plotModel } from "./plot-model.ts";
export { type ReadVocabularyOptions, readVocabulary } from "./read-vocabulary.ts";
export { saveModel, saveWeights } from "./save-model.ts";
export type { ModelSource } from "./source.ts";
