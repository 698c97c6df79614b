/** The contract of a file format, and nothing of any one format. A format lives in its own folder and knows no other. */
import type { Layer } from "../layers/layer.ts";
import type { AnyModel } from "../models/index.ts";
import type { Tensor } from "../tensor/index.ts";

/** The names of the formats, as `saveModel`'s `format` option takes them and `recurve inspect` prints them. */
export type FormatName = "keras" | "keras-weights" | "keras-h5" | "keras-json" | "onnx" | "safetensors" | "tfjs";

/** Bytes of a model and of the files that stand beside it. */
export interface Source {
  /** What to call it in errors: a path, a URL, or "the bytes given". */
  readonly name: string;
  /** All of it. */
  bytes(): Promise<Uint8Array>;
  /**
   * A file beside it, such as a weight shard.
   * @throws FormatError when the path leaves the folder of the model, or there is no such file
   */
  sibling(path: string): Promise<Uint8Array>;
}

/** Options of `loadModel`: classes for layers that Recurve does not have, and whether to compile. */
export interface LoadOptions {
  /** Classes for layers that Recurve does not have, by the class name in the file. */
  customLayers?: Readonly<Record<string, new (config: never) => Layer<number>>> | undefined;
  /** Whether to restore optimizer, loss and metrics where the file has them. Default true. */
  compile?: boolean | undefined;
}

/** Files by path relative to the target; the model itself has the path "". */
export type Written = ReadonlyMap<string, Uint8Array>;

/** A file format that holds whole models. */
export interface ModelFormat {
  readonly name: FormatName;
  /** Whether bytes that start like this are of this format. `head` is at most 64 KB. */
  sniff(head: Uint8Array): boolean;
  /** Whether the whole file is of this format, where its start does not tell. @throws FormatError when it is damaged */
  recognizes?(bytes: Uint8Array, name: string): boolean;
  /** @throws FormatError for anything that is not a whole, well-formed model of layers that exist here */
  read(source: Source, options: LoadOptions): Promise<AnyModel>;
  /** @throws FormatError when the model has what the format cannot hold */
  write?(model: AnyModel, options: SaveOptions): Promise<Written>;
}

/** A file format that holds weights without the model that they belong to. */
export interface WeightsFormat {
  readonly name: FormatName;
  /** As {@link ModelFormat.sniff}. */
  sniff(head: Uint8Array): boolean;
  /** As {@link ModelFormat.recognizes}. */
  recognizes?(bytes: Uint8Array, name: string): boolean;
  /**
   * Sets the weights of a model or layer, all or none.
   * @throws FormatError that names what does not fit
   */
  load(owner: Layer<any, any>, source: Source, options: LoadWeightsOptions): Promise<void>;
  save?(owner: Layer<any, any>, options: SaveWeightsOptions): Promise<Written>;
  /** Whether its tensors go by names: it then takes single layers, and options about names. All others take models. */
  readonly goesByNames?: true;
  /** The tensors of a file by name, in its order; for those who look into it. */
  read?(source: Source): Promise<ReadonlyMap<string, Tensor>>;
}

/** Options of `loadWeights`: which weights to read, by which names, and what becomes of those that do not fit. */
export interface LoadWeightsOptions {
  /**
   * Leave layers whose weights have other shapes in the file, or are not in it, as they are, and name them in a warning. Default
   * false: an error, and no weight is changed.
   */
  skipMismatch?: boolean | undefined;
  /** Whose names and layouts the tensors in the file have. Default "keras"; other formats than safetensors have no choice. */
  from?: "keras" | "pytorch" | undefined;
  /** safetensors: what goes where; what it does not name is matched by names and shapes. */
  map?: WeightsMap | undefined;
  /** safetensors: the tensors of the file to read; the others are left. Default: all. */
  only?: NameFilter | readonly NameFilter[] | undefined;
  /** safetensors: tensors of the file to leave, and weights of the model, by the same names, that keep their values. Default: none. */
  skip?: NameFilter | readonly NameFilter[] | undefined;
}

/**
 * Which names to take: a path and all that is under it (`encoder.lstm`; `*` stands for any letters), a pattern, or a function
 * that gives true for them.
 */
export type NameFilter = string | RegExp | ((name: string) => boolean);

/**
 * Names here by names in the file; a name stands for all that is under it. PyTorch: layers by modules, where a module of several
 * layers has a list of them, or weights by tensors. Keras: paths of layers or variables.
 */
export type WeightsMap = Readonly<Record<string, string | readonly string[]>>;

/** Options of `saveWeights`: the format, and the names of the tensors. */
export interface SaveWeightsOptions extends Pick<SaveOptions, "format" | "includeOptimizer"> {
  /** safetensors: whose names and layouts the tensors get. Default "keras". */
  to?: "keras" | "pytorch" | undefined;
  /** safetensors to PyTorch: layers by the modules that they become, as in `loadWeights`; the others become modules of their names. */
  map?: WeightsMap | undefined;
}

/** Options of `saveModel`: the format, and what goes into the file beside the weights. */
export interface SaveOptions {
  /** Default: by the ending of the target (.keras, .weights.h5, .h5, .onnx, .safetensors, model.json), else "keras". */
  format?: FormatName | undefined;
  /** Whether to keep the optimizer's state, so that training goes on where it stopped. Default true. */
  includeOptimizer?: boolean | undefined;
  /** ONNX: whether recurrent states are inputs and outputs of the graph. Default false. */
  states?: boolean | undefined;
  /** ONNX: the operator set to write. */
  opset?: number | undefined;
}
