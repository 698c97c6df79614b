/** Writing models and weights atomically. */
import type { Layer } from "../layers/layer.ts";
import { checkModel } from "../models/check-model.ts";
import { type AnyModel, Model } from "../models/index.ts";
import { ConfigError, checkOption, type Declared, isA, nearestName, readOptions, takes } from "../tensor/index.ts";
import { formatOfPath } from "./find-format.ts";
import {
  type FormatName,
  type SaveOptions,
  type SaveWeightsOptions,
  type Written,
  writtenModels,
  writtenWeights,
} from "./format.ts";
import { modelFormats, weightsFormats } from "./format-tables.ts";
import { checkNames, checkOwner } from "./named-weights.ts";
import { writeFiles } from "./write-files.ts";

/** Nothing for a path; without a path the bytes, or a map from path to bytes. */
type Delivered = undefined | Uint8Array | Written;

/**
 * Writes a model to a path, or returns its bytes without one; a format of several files (tfjs) returns a map from path
 * to bytes. The format is `format`, otherwise that of the path's ending, otherwise "keras".
 *
 * A file is replaced atomically: if anything fails, the old one stays whole.
 * @throws FormatError when the model has something that the format cannot hold; ConfigError for a format that cannot be written
 */
export async function saveModel(model: AnyModel, target: string | URL, options?: SaveOptions): Promise<undefined>;
/** Without a path, for a format of several files: a map from path to bytes. */
export async function saveModel(
  model: AnyModel,
  target: undefined,
  options: SaveOptions & { format: "tfjs" },
): Promise<Written>;
/** Without a path: the bytes of the file. */
export async function saveModel(model: AnyModel, target?: undefined, options?: SaveOptions): Promise<Uint8Array>;
export async function saveModel(model: AnyModel, target?: string | URL, options: SaveOptions = {}): Promise<Delivered> {
  checkModel("saveModel", model);
  const complete = readOptions("saveModel", options, saveOptions);
  const name = formatFor(target, options.format);
  const format = await modelFormats[name]?.();
  if (!format?.write) throw cannotWrite("model", name, writtenModels);
  return deliver(await format.write(model, complete), target);
}

/** What {@link SaveOptions} take. */
export const saveOptions = {
  format: takes.text as takes.Check<any>,
  includeOptimizer: true,
  states: false,
  opset: takes.positiveInteger,
} satisfies Declared<SaveOptions>;

const saveWeightsOptions = {
  format: saveOptions.format,
  includeOptimizer: saveOptions.includeOptimizer,
  to: takes.anything,
  map: takes.anything,
} satisfies Declared<SaveWeightsOptions>;

/**
 * Writes the weights of a model, by the ending of the path: `.weights.h5` (Keras 3; the optimizer's state is part of it),
 * `.h5` (Keras 2) or `.safetensors`; those of a single layer as safetensors. Without a path, returns the bytes: of a
 * `.weights.h5`, or for a layer or with `to` or `map` of safetensors.
 * @throws FormatError when the format cannot hold them; ConfigError for a format that cannot be written
 */
export async function saveWeights(
  model: Layer<any, any>,
  target: string | URL,
  options?: SaveWeightsOptions,
): Promise<undefined>;
/** Without a path: the bytes of the file. */
export async function saveWeights(
  model: Layer<any, any>,
  target?: undefined,
  options?: SaveWeightsOptions,
): Promise<Uint8Array>;
export async function saveWeights(
  model: Layer<any, any>,
  target?: string | URL,
  options: SaveWeightsOptions = {},
): Promise<Delivered> {
  checkOwner("saveWeights", model);
  const complete = readOptions("saveWeights", options, saveWeightsOptions);
  const { to, map } = options;
  const byNames = !(model instanceof Model) || to !== undefined || map !== undefined;
  const usual = byNames ? "safetensors" : "keras-weights";
  const name = formatFor(target, options.format ?? (target === undefined ? usual : undefined));
  const format = await weightsFormats[name]?.();
  if (!format?.save) throw cannotWrite("file of weights", name, writtenWeights);
  checkNames("saveWeights", model, format, { to: to === "keras" ? undefined : to, map });
  return deliver(await format.save(model, complete), target);
}

const aTarget = takes.check<string | URL>(
  "a path or a URL, or undefined for the bytes",
  (value) => typeof value === "string" || isA("URL", value),
);

/** The name of the format, after a look at the arguments. */
function formatFor(target: string | URL | undefined, given: FormatName | undefined): FormatName {
  if (target !== undefined) checkOption("saving", "target", target, aTarget);
  if (given !== undefined || target === undefined) return given ?? "keras";
  const path = String(target);
  const format = formatOfPath(path);
  if (format) return format;
  throw new ConfigError({
    what: "The ending of the path is not one of a known format.",
    expected: ".keras, .weights.h5, .h5, .onnx, .safetensors, or model.json",
    received: path,
    hint: 'name it: saveModel(model, path, { format: "keras" })',
  });
}

async function deliver(files: Written, target: string | URL | undefined): Promise<Delivered> {
  if (target !== undefined) {
    await writeFiles(target, files);
    return undefined;
  }
  return files.size === 1 ? files.get("")! : files;
}

function cannotWrite(what: string, name: string, known: readonly string[]): ConfigError {
  const near = nearestName(name, known);
  return new ConfigError({
    what: `A ${what} cannot be written in this format.`,
    expected: known.join(", "),
    received: name,
    hint: near && `did you mean "${near}"?`,
  });
}
