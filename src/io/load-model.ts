/** Reading models and weights: the content decides the format. */
import type { Layer } from "../layers/layer.ts";
import type { SymbolicTensor } from "../layers/symbolic.ts";
import { Model, type ModelOutputs } from "../models/index.ts";
import { checkFree } from "../models/running.ts";
import {
  ConfigError,
  type Declared,
  FormatError,
  readOptions,
  ShapeError,
  type Tensor,
  takes,
} from "../tensor/index.ts";
import { sniffFormat } from "./find-format.ts";
import type { FormatName, LoadOptions, LoadWeightsOptions, Source } from "./format.ts";
import { modelFormats, weightsFormats } from "./format-tables.ts";
import { checkNames, checkOwner, nameFilters, weightsMap } from "./named-weights.ts";
import { refusePickle } from "./pickle.ts";
import { type ModelSource, sourceOf } from "./source.ts";

/**
 * Reads a model from a file of Keras (`.keras`, `.h5`, the JSON of `to_json`), ONNX or TensorFlow.js. Its content decides the
 * format.
 *
 * By its type, `predict` of the model returns one tensor. For a model with several outputs, write `loadModel<readonly
 * SymbolicTensor[]>(file)`, or `loadModel<Record<string, SymbolicTensor>>(file)` where they have names.
 *
 * A file is not trusted: nothing in it is ever run, and anything but a whole, well-formed model is rejected.
 * @throws IoError when the source cannot be found, fetched or read; FormatError when it is no whole, well-formed model of layers
 *   that exist here; ConfigError when it is not of a kind that can be read, and for options that are not valid; BackendError when the
 *   model does not fit into memory
 */
export async function loadModel<O extends ModelOutputs = SymbolicTensor>(
  source: ModelSource,
  options: LoadOptions = {},
): Promise<Model<O>> {
  const complete = readOptions("loadModel", options, loadOptions);
  const whole = readOnce(sourceOf(source));
  const bytes = await whole.bytes();
  refusePickle(whole.name, bytes);
  const format = await sniffFormat(modelFormats, bytes, whole.name);
  if (format) return asFormatErrors<Model<O>>(whole.name, () => format.read(whole, complete));
  if (await sniffFormat(weightsFormats, bytes, whole.name)) {
    throw new FormatError({
      what: `${whole.name} holds weights and no model.`,
      hint: "make the model and use loadWeights(model, file)",
    });
  }
  throw unknownFormat(whole.name, bytes, "a model file: .keras, .h5, .onnx, or model.json of TensorFlow.js");
}

const loadOptions = {
  customLayers: takes.anything,
  compile: takes.withDefault(takes.either(takes.flag, takes.oneOf("keep")), true),
} satisfies Declared<LoadOptions>;

/** What {@link LoadWeightsOptions} take. */
export const loadWeightsOptions = {
  from: takes.oneOf("keras", "pytorch"),
  map: weightsMap,
  only: nameFilters,
  skip: nameFilters,
  skipMismatch: takes.flag,
} satisfies Declared<LoadWeightsOptions>;

/**
 * Sets the weights of a model from a file: `.weights.h5` and `.h5` of Keras, a whole `.keras` model, or safetensors; those of a
 * single layer from safetensors.
 *
 * Weights are matched by position, as in Keras: the file's layers in order into those of the model. `skipMismatch`
 * reads what matches, and names the rest in a warning. In safetensors they are matched by name; every tensor must have
 * a place, unless `only` or `skip` excludes it.
 * @throws FormatError when names, counts or shapes do not match; then no weight is changed. IoError when the source cannot be read
 */
export async function loadWeights(
  model: Layer<any, any>,
  source: ModelSource,
  options: LoadWeightsOptions = {},
): Promise<void> {
  checkOwner("loadWeights", model);
  readOptions("loadWeights", options, loadWeightsOptions);
  const whole = readOnce(sourceOf(source));
  const bytes = await whole.bytes();
  refusePickle(whole.name, bytes);
  const format = await sniffFormat(weightsFormats, bytes, whole.name);
  if (!format) throw unknownFormat(whole.name, bytes, "a file of weights: .weights.h5, .h5, .keras or .safetensors");
  const { from, map, only, skip } = options;
  checkNames("loadWeights", model, format, { from: from === "keras" ? undefined : from, map, only, skip });
  if (model instanceof Model) checkFree(model, "loadWeights");
  await asFormatErrors(whole.name, () => format.load(model, whole, options));
}

/**
 * The tensors of a file of weights by name, in the order of the file, to inspect or to set yourself with `setWeights`.
 * @throws FormatError when the file is malformed, or holds no weights; IoError when it cannot be read
 */
export async function readWeights(source: ModelSource): Promise<ReadonlyMap<string, Tensor>> {
  const whole = readOnce(sourceOf(source));
  const bytes = await whole.bytes();
  refusePickle(whole.name, bytes);
  const format = await sniffFormat(weightsFormats, bytes, whole.name);
  if (format?.read) return format.read(whole);
  throw unknownFormat(whole.name, bytes, "a file of weights: .safetensors, .weights.h5, .h5 or .keras");
}

/**
 * The format of a file, by its content, and whether it holds a whole model or weights alone.
 * @throws FormatError for a file of an unknown format
 */
export async function formatOf(source: ModelSource): Promise<{ format: FormatName; holds: "model" | "weights" }> {
  const { name, bytes: read } = sourceOf(source);
  const bytes = await read();
  refusePickle(name, bytes);
  const model = await sniffFormat(modelFormats, bytes, name);
  if (model) return { format: model.name, holds: "model" };
  const weights = await sniffFormat(weightsFormats, bytes, name);
  if (weights) return { format: weights.name, holds: "weights" };
  throw unknownFormat(name, bytes, "a file of Keras, ONNX, TensorFlow.js or safetensors");
}

/** Runs a reader; errors of layers and options about the content of a file become FormatErrors. */
async function asFormatErrors<T>(name: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ConfigError || error instanceof ShapeError)) throw error;
    throw new FormatError({ what: `${name} does not describe a model that can be made.`, received: error.message });
  }
}

/** A source whose bytes are fetched once. */
function readOnce(source: Source): Source {
  let bytes: Promise<Uint8Array> | undefined;
  return {
    name: source.name,
    bytes: () => (bytes ??= source.bytes()),
    sibling: (path) => source.sibling(path),
  };
}

/** What stands in place of a model, by how it begins, and what to do about it. */
const notModels: readonly (readonly [start: RegExp, what: string, hint: string])[] = [
  // 1f 8b
  [/^[^ -~]\x8b/, "a gzip file", "unpack it first"],
  [/^\s*<(!doctype|html)/i, "a web page", "a server may have sent it in place of the file: look at it in a browser"],
  [/^version https:\/\/git-lfs/, "a pointer of Git LFS", "fetch what it stands for: git lfs pull"],
];

function unknownFormat(name: string, bytes: Uint8Array, expected: string): FormatError {
  const start = [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const begin = String.fromCharCode(...bytes.subarray(0, 64));
  const found = notModels.find(([pattern]) => pattern.test(begin));
  if (found) {
    const [, received, hint] = found;
    return new FormatError({ what: `${name} has no format that can be read.`, expected, received, hint });
  }
  return new FormatError({
    what: `${name} has no format that can be read.`,
    expected,
    received: bytes.length === 0 ? "an empty file" : `${bytes.length} bytes that start with ${start}`,
    // model.save_weights(..., max_shard_size=...)
    ...(new TextDecoder().decode(bytes.subarray(0, 2 ** 16)).includes('"weight_map"') && {
      hint: 'it lists the parts of weights that Keras saved: in Python, load them and model.save_weights("all.weights.h5")',
    }),
  });
}
