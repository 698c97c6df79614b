/** The contract of a file format, and nothing of any one format. A format lives in its own folder and knows no other. */
import type { Layer } from "../layers/layer.ts";
import type { AnyModel } from "../models/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The names of the formats, as `saveModel`'s `format` option takes them and `recurve inspect` prints them. */
export type FormatName = "keras" | "keras-weights" | "keras-h5" | "keras-json" | "onnx" | "safetensors" | "tfjs";

/** The formats in which models are written: those of the table (`format-tables.ts`) with a `write`. */
export const writtenModels = ["keras", "keras-h5", "onnx", "tfjs"] as const satisfies readonly FormatName[];
/** The formats in which weights alone are written: those of its table with a `save`. */
export const writtenWeights = ["keras-weights", "keras-h5", "safetensors"] as const satisfies readonly FormatName[];

/** The bytes of a model and of the files beside it. */
export interface Source {
  /** Its name in errors: a path, a URL, or "the file given". */
  readonly name: string;
  /** All of it. */
  bytes(): Promise<Uint8Array>;
  /**
   * A file beside it, such as a weight shard.
   * @throws FormatError when the path leaves the folder of the model; IoError when there is no such file
   */
  sibling(path: string): Promise<Uint8Array>;
}

/** Options of `loadModel`: classes for layers that Recurve does not have, and whether to compile. */
export interface LoadOptions {
  /** Classes for layers that Recurve does not have, by the class name in the file. */
  customLayers?: Readonly<Record<string, new (config: never) => Layer<number>>> | undefined;
  /**
   * Whether to restore optimizer, loss and metrics where the file has them. Default true. With "keep" the model is not compiled, and
   * what the file has goes unchanged into the next file of Keras, as `recurve convert` does.
   */
  compile?: boolean | "keep" | undefined;
}

/** Files by path relative to the target; the model itself has the path "". */
export type Written = ReadonlyMap<string, Uint8Array>;

/** A file format that holds whole models. */
export interface ModelFormat {
  readonly name: FormatName;
  /** Whether the whole file has this format, if its start (`starts.ts`) does not tell. @throws FormatError when it is damaged */
  recognizes?(bytes: Uint8Array, name: string): boolean;
  /** @throws FormatError for anything that is not a whole, well-formed model of layers that exist here */
  read(source: Source, options: LoadOptions): Promise<AnyModel>;
  /** @throws FormatError when the model has something that the format cannot hold */
  write?(model: AnyModel, options: CompleteSaveOptions): Promise<Written>;
}

/** A file format that holds weights without the model that they belong to. */
export interface WeightsFormat {
  readonly name: FormatName;
  /** As {@link ModelFormat.recognizes}. */
  recognizes?(bytes: Uint8Array, name: string): boolean;
  /**
   * Sets the weights of a model or layer, all or none.
   * @throws FormatError that names what does not match
   */
  load(owner: Layer<any, any>, source: Source, options: LoadWeightsOptions): Promise<void>;
  save?(owner: Layer<any, any>, options: CompleteSaveWeightsOptions): Promise<Written>;
  /** Whether its tensors are matched by name: it then takes single layers, and options about names. All others take models. */
  readonly goesByNames?: true;
  /** The tensors of a file by name, in its order; for those who look into it. */
  read?(source: Source): Promise<ReadonlyMap<string, Tensor>>;
}

/** Options of `loadWeights`: which weights to read, under which names, and what to do with those that do not match. */
export interface LoadWeightsOptions {
  /**
   * Skip layers whose weights have other shapes in the file, or are not in it, and name them in a warning. Default
   * false: an error, and no weight is changed.
   */
  skipMismatch?: boolean | undefined;
  /**
   * The system whose names and layouts the tensors in the file have. Default "keras"; other formats than safetensors
   * have no choice.
   */
  from?: "keras" | "pytorch" | undefined;
  /** safetensors: which tensor goes where; all others are matched by names and shapes. */
  map?: WeightsMap | undefined;
  /** safetensors: the tensors of the file to read; the others are ignored. Default: all. */
  only?: NameFilter | readonly NameFilter[] | undefined;
  /**
   * safetensors: tensors of the file to ignore, and weights of the model, by the same names, that keep their values.
   * Default: none.
   */
  skip?: NameFilter | readonly NameFilter[] | undefined;
}

/**
 * Which names to select: a path and everything under it (`encoder.lstm`; `*` stands for any characters), a pattern, or
 * a function that returns true for them.
 */
export type NameFilter = string | RegExp | ((name: string) => boolean);

/**
 * Names in the model by names in the file; a name includes everything under it. PyTorch: layers by modules, where a
 * module of several layers has a list of them, or weights by tensors. Keras: paths of layers or variables.
 */
export type WeightsMap = Readonly<Record<string, string | readonly string[]>>;

/** Options of `saveWeights`: the format, and the names of the tensors. */
export interface SaveWeightsOptions extends Pick<SaveOptions, "format" | "includeOptimizer"> {
  /** safetensors: the system whose names and layouts the tensors get. Default "keras". */
  to?: "keras" | "pytorch" | undefined;
  /** safetensors to PyTorch: layers by the modules that they become, as in `loadWeights`; the others become modules of their names. */
  map?: WeightsMap | undefined;
}

/** Options of `saveModel`: the format, and what to write besides the weights. */
export interface SaveOptions {
  /** Default: by the ending of the target (.keras, .weights.h5, .h5, .onnx, .safetensors, model.json), else "keras". */
  format?: FormatName | undefined;
  /** Whether to write the optimizer's state, so that training can resume where it stopped. Default true. */
  includeOptimizer?: boolean | undefined;
  /** ONNX: whether recurrent states are inputs and outputs of the graph. Default false. */
  states?: boolean | undefined;
  /** ONNX: the operator set to write. */
  opset?: number | undefined;
}

/** Options of saving, with the defaults of those that were not given. */
export type CompleteSaveOptions = SaveOptions & Readonly<{ includeOptimizer: boolean; states: boolean }>;
export type CompleteSaveWeightsOptions = SaveWeightsOptions & Readonly<{ includeOptimizer: boolean }>;
