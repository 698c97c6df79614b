/** The forms in which models are saved and loaded: TensorFlow.js's artifacts and handlers. */

/** One weight of a file. */
export interface WeightsManifestEntry {
  /** The name, such as "dense_Dense1/kernel". */
  name: string;
  /** The length of each axis. */
  shape: number[];
  /** The type of the elements. */
  dtype: "float32" | "int32" | "bool" | "string" | "complex64";
  /** The group of the weight. */
  group?: "model" | "optimizer";
  /** How the elements were quantized. */
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

/** How a model was compiled, in Keras's words. */
export interface TrainingConfig {
  /** The class of the optimizer, and its options. */
  optimizer_config: {};
  /** One loss, or one for each output. */
  loss: string | string[] | { [key: string]: string };
  /** Metrics; of several outputs by name. */
  metrics?: string[] | { [key: string]: string };
  /** Refused: metrics are not weighted. */
  weighted_metrics?: string[];
  /** Taken as TensorFlow.js's and without effect. */
  sample_weight_mode?: string;
  /** Factors of the losses of several outputs. */
  loss_weights?: number[] | { [key: string]: number };
}

/** The content of `model.json`. */
export interface ModelJSON {
  /** The layers and their calls. */
  modelTopology: {};
  /** The files of weights. */
  weightsManifest: WeightsManifestConfig;
  /** Loss, metrics and optimizer. */
  trainingConfig?: TrainingConfig;
  /** "layers-model". */
  format?: string;
  /** The program that wrote it. */
  generatedBy?: string;
  /** The program that converted it. */
  convertedBy?: string | null;
  /** Signatures of graph models. */
  signature?: {};
  /** Signatures of graph models. */
  initializerSignature?: {};
  /** Of graph models. */
  modelInitializer?: {};
  /** Notes of the user's. */
  userDefinedMetadata?: Record<string, NonNullable<unknown>>;
}
/** A model in memory. */
export interface ModelArtifacts extends Omit<Partial<ModelJSON>, "weightsManifest"> {
  /** The weights, in their order. */
  weightSpecs?: WeightsManifestEntry[];
  /** The values of the weights, back to back. */
  weightData?: WeightData;
  /** The values of the weights as a stream, where they are not in `weightData`. */
  getWeightStream?: () => ReadableStream<ArrayBuffer>;
}
/** Information on a saved model. */
export interface ModelArtifactsInfo {
  /** When it was saved. */
  dateSaved: Date;
  /** "JSON". */
  modelTopologyType: "JSON" | "GraphDef";
  /** Size of the topology in bytes. */
  modelTopologyBytes?: number;
  /** Size of the list of weights in bytes. */
  weightSpecsBytes?: number;
  /** Size of the values in bytes. */
  weightDataBytes?: number;
}
/** The models in one place. */
export interface ModelStoreManager {
  /** Information about each model, by its path. */
  listModels(): Promise<{ [path: string]: ModelArtifactsInfo }>;
  /** Removes a model. */
  removeModel(path: string): Promise<ModelArtifactsInfo>;
}
/** The result of saving. */
export interface SaveResult {
  /** Information on the saved model. */
  modelArtifactsInfo: ModelArtifactsInfo;
  /** Responses of a server. */
  responses?: Response[];
  /** What went wrong. */
  errors?: (string | Record<string, unknown>)[];
}
/** A handler that saves and loads models: `save` takes artifacts, `load` returns them. */
export interface IOHandler {
  /** Saves a model. */
  save?: (artifacts: ModelArtifacts) => Promise<SaveResult>;
  /** Loads a model. */
  load?: () => Promise<ModelArtifacts>;
}
/** Saves a model. */
export type SaveHandler = (artifacts: ModelArtifacts) => Promise<SaveResult>;
/** Loads a model. */
export type LoadHandler = () => Promise<ModelArtifacts>;
/** Receives the loaded share, from 0 to 1. */
export type OnProgressCallback = (fraction: number) => void;
/** The group of a weight: the model's, or the optimizer's state. */
export type WeightGroup = "model" | "optimizer";
/** Options of a request besides its address and its content. */
export interface RequestDetails {
  /** Whether the answer is text, or bytes. */
  isBinary?: boolean;
}
/** {@link IOHandler} at once. */
export interface IOHandlerSync {
  /** Saves a model. */
  save?: (artifacts: ModelArtifacts) => SaveResult;
  /** Loads a model. */
  load?: () => ModelArtifacts;
}
/** Options of `model.save`. */
export interface SaveConfig {
  /** Leave out weights that training does not change. Loading then needs `{ strict: false }`. Default false. */
  trainableOnly?: boolean;
  /** Whether to keep loss, metrics and optimizer. Default false. */
  includeOptimizer?: boolean;
}
/** Options of `tf.loadLayersModel`. */
export interface LoadOptions {
  /** Options for `fetch`. */
  requestInit?: RequestInit;
  /** Receives the loaded share, from 0 to 1. */
  onProgress?: (fraction: number) => void;
  /** Used in place of `fetch`. */
  fetchFunc?: (input: string, init?: RequestInit) => Promise<Response>;
  /** Whether all weights of the model must be in the file, and no others. Default true. */
  strict?: boolean;
  /** Where the weight files are, if not beside `model.json`. */
  weightPathPrefix?: string;
  /** Returns the address of a file of weights. */
  weightUrlConverter?: (fileName: string) => Promise<string>;
  /** Taken as TensorFlow.js's and without effect. */
  fromTFHub?: boolean;
  /** Taken as TensorFlow.js's and without effect. */
  streamWeights?: boolean;
}
