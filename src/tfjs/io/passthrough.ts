/** Handlers of functions, and of models in memory. */
import { checkIsRecord, checkOption, takes } from "../../tensor/index.ts";
import { someBytes, someSpecs } from "./checks.ts";
import type {
  IOHandler,
  IOHandlerSync,
  ModelArtifacts,
  SaveResult,
  TrainingConfig,
  WeightData,
  WeightsManifestEntry,
} from "./types.ts";

/** A handler that gives the artifacts to a function. */
export function withSaveHandler(saveHandler: (artifacts: ModelArtifacts) => Promise<SaveResult>): IOHandler {
  checkOption("withSaveHandler", "saveHandler", saveHandler, takes.callable);
  return { save: async (artifacts) => saveHandler(artifacts) };
}
/** {@link withSaveHandler} at once. */
export function withSaveHandlerSync(saveHandler: (artifacts: ModelArtifacts) => SaveResult): IOHandlerSync {
  checkOption("withSaveHandlerSync", "saveHandler", saveHandler, takes.callable);
  return { save: (artifacts) => saveHandler(artifacts) };
}

/** A handler that loads artifacts in memory: whole, or the topology, the list of weights and their values. */
export function fromMemory(
  artifacts: ModelArtifacts | object,
  weightSpecs?: WeightsManifestEntry[],
  weightData?: WeightData,
  trainingConfig?: TrainingConfig,
): IOHandler {
  const whole = wholeArtifacts(artifacts, weightSpecs, weightData, trainingConfig);
  return { load: async () => whole };
}
/** {@link fromMemory} at once. */
export function fromMemorySync(
  artifacts: ModelArtifacts | object,
  weightSpecs?: WeightsManifestEntry[],
  weightData?: WeightData,
  trainingConfig?: TrainingConfig,
): IOHandlerSync {
  const whole = wholeArtifacts(artifacts, weightSpecs, weightData, trainingConfig);
  return { load: () => whole };
}

function wholeArtifacts(
  given: object,
  weightSpecs?: WeightsManifestEntry[],
  weightData?: WeightData,
  trainingConfig?: TrainingConfig,
): ModelArtifacts {
  checkIsRecord("fromMemory", given);
  if (weightSpecs !== undefined) checkOption("fromMemory", "weightSpecs", weightSpecs, someSpecs);
  if (weightData !== undefined) checkOption("fromMemory", "weightData", weightData, someBytes);
  if (trainingConfig !== undefined) checkIsRecord("fromMemory, trainingConfig", trainingConfig);
  const isWhole = "modelTopology" in given || "weightSpecs" in given;
  return {
    ...(isWhole ? (given as ModelArtifacts) : { modelTopology: given }),
    ...(weightSpecs && { weightSpecs }),
    ...(weightData && { weightData }),
    ...(trainingConfig && { trainingConfig }),
  };
}
