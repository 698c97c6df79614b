/** What models are saved as and loaded from: TensorFlow.js's artifacts and handlers. */

/** One weight of a file. */
export interface WeightsManifestEntry {
  /** The name, such as "dense_Dense1/kernel". */
  name: string;
  /** The length of each axis. */
  shape: number[];
  /** The type of the elements. */
  dtype: "float32" | "int32" | "bool" | "string" | "complex64";
  /** Of what the weight is a part. */
  group?: "model" | "optimizer";
  /** How the elements were made smaller. */
  quantization?: { scale?: number; min?: number; dtype: "uint16" | "uint8" | "float16" };
}
/** Files of weights, and what is in them. */
export interface WeightsManifestGroupConfig {
  /** The files, one after the other. */
  paths: string[];
  /** The weights in them. */
  weights: WeightsManifestEntry[];
}
/** All groups. */
export type WeightsManifestConfig = WeightsManifestGroupConfig[];
/** Bytes, whole or in pieces. */
export type WeightData = ArrayBuffer | ArrayBuffer[];

/** What `model.json` holds. */
export interface ModelJSON {
  /** The layers and their calls. */
  modelTopology: object;
  /** The files of weights. */
  weightsManifest: WeightsManifestConfig;
  /** Loss, metrics and optimizer. */
  trainingConfig?: object;
  /** "layers-model". */
  format?: string;
  /** What wrote it. */
  generatedBy?: string;
  /** What converted it. */
  convertedBy?: string | null;
  /** Signatures of graph models. */
  signature?: object;
  /** Notes of the user's. */
  userDefinedMetadata?: Record<string, unknown>;
}
/** A model in memory. */
export interface ModelArtifacts extends Omit<Partial<ModelJSON>, "weightsManifest"> {
  /** The weights, in their order. */
  weightSpecs?: WeightsManifestEntry[];
  /** The values of the weights, back to back. */
  weightData?: WeightData;
}
/** What is told of a saved model. */
export interface ModelArtifactsInfo {
  /** When it was saved. */
  dateSaved: Date;
  /** "JSON". */
  modelTopologyType: "JSON" | "GraphDef";
  /** How long the topology is. */
  modelTopologyBytes?: number;
  /** How long the list of weights is. */
  weightSpecsBytes?: number;
  /** How long the values are. */
  weightDataBytes?: number;
}
/** What saving gives. */
export interface SaveResult {
  /** What was saved. */
  modelArtifactsInfo: ModelArtifactsInfo;
  /** What a server answered. */
  responses?: Response[];
  /** What went wrong. */
  errors?: (string | Record<string, unknown>)[];
}
/** What saves and loads models: `save` takes artifacts, `load` gives them. */
export interface IOHandler {
  /** Keeps a model. */
  save?: (artifacts: ModelArtifacts) => Promise<SaveResult>;
  /** Gives a model. */
  load?: () => Promise<ModelArtifacts>;
}
/** {@link IOHandler} at once. */
export interface IOHandlerSync {
  /** Keeps a model. */
  save?: (artifacts: ModelArtifacts) => SaveResult;
  /** Gives a model. */
  load?: () => ModelArtifacts;
}
/** What `model.save` takes beside the address. */
export interface SaveConfig {
  /** Refused where true: a file has all weights. */
  trainableOnly?: boolean;
  /** Whether to keep loss, metrics and optimizer. Default false. */
  includeOptimizer?: boolean;
}
/** What `tf.loadLayersModel` takes beside the address. */
export interface LoadOptions {
  /** What `fetch` is given. */
  requestInit?: RequestInit;
  /** Told the share that is there, from 0 to 1. */
  onProgress?: (fraction: number) => void;
  /** Used in place of `fetch`. */
  fetchFunc?: (input: string, init?: RequestInit) => Promise<Response>;
  /** Whether all weights of the model must be in the file, and no others. Default true. */
  strict?: boolean;
  /** Where the files of weights are, if not beside `model.json`. */
  weightPathPrefix?: string;
  /** Gives the address of a file of weights. */
  weightUrlConverter?: (fileName: string) => Promise<string>;
  /** Taken as TensorFlow.js's and without effect. */
  fromTFHub?: boolean;
  /** Taken as TensorFlow.js's and without effect. */
  streamWeights?: boolean;
}
