/** `tf.io`: where models are saved to and loaded from. */
export {
  concatenateArrayBuffers,
  decodeWeights,
  encodeWeights,
  getModelArtifactsForJSON,
  getModelArtifactsForJSONSync,
  getModelArtifactsInfoForJSON,
  getWeightSpecs,
} from "./artifacts.ts";
export { browserDownloads, browserFiles } from "./downloads.ts";
export { fileSystem } from "./file-system.ts";
export { browserHTTPRequest, http, isHTTPScheme } from "./http.ts";
export { browserIndexedDB } from "./indexed-db.ts";
export { browserLocalStorage } from "./local-storage.ts";
export { copyModel, listModels, moveModel, removeModel } from "./management.ts";
export { fromMemory, fromMemorySync, withSaveHandler, withSaveHandlerSync } from "./passthrough.ts";
export { getLoadHandlers, getSaveHandlers, type IORouter, registerLoadRouter, registerSaveRouter } from "./router.ts";
export type {
  IOHandler,
  IOHandlerSync,
  LoadHandler,
  LoadOptions,
  ModelArtifacts,
  ModelArtifactsInfo,
  ModelJSON,
  ModelStoreManager,
  OnProgressCallback,
  RequestDetails,
  SaveConfig,
  SaveHandler,
  SaveResult,
  TrainingConfig,
  WeightData,
  WeightGroup,
  WeightsManifestConfig,
  WeightsManifestEntry,
  WeightsManifestGroupConfig,
} from "./types.ts";
export { loadWeights, weightsLoaderFactory } from "./weights-loader.ts";
