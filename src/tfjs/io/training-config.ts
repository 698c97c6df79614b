/** Loss, metrics and optimizer as `model.json` holds them. */
import { ConfigError, type Model } from "../../index.ts";
import { isRecord, type Json } from "../../io/json.ts";
import { camelCase } from "../../io/names.ts";
import { snakeName } from "../layers/names.ts";
import { namedVariables } from "../layers/variables.ts";
import { AdamaxOptimizer, type AdamOptimizer, Optimizer, optimizerClasses } from "../optimizers/index.ts";
import { registeredClass } from "../serialization.ts";
import type { NamedTensor } from "../types.ts";
import { decodeWeights } from "./artifacts.ts";
import type { TrainingConfig, WeightData, WeightsManifestEntry } from "./types.ts";

/** A model as far as files tell how it was compiled. */
export interface Compiled {
  /** The model in Recurve's own form. */
  readonly core: Model<any>;
  /** The optimizer that `compile` chose. */
  readonly optimizer: unknown;
  /** What `compile` was given as loss. */
  readonly loss: any;
  /** What `compile` was given as metrics. */
  readonly metrics: any;
}

/** @throws ConfigError before `compile`, and for a function of the user's, which no file can hold */
export function trainingConfigOf(model: Compiled): TrainingConfig {
  const { loss, metrics, optimizer } = model;
  if (!optimizer)
    throw new ConfigError({ what: "save: the model is not compiled.", received: "includeOptimizer: true" });
  return {
    loss: namesOf(loss),
    metrics: metrics ? namesOf(metrics) : [],
    optimizer_config: optimizerConfig(optimizer),
  };
}

function optimizerConfig(optimizer: unknown): object {
  const own = asSaved(optimizer);
  return { class_name: own.getClassName(), config: own.getConfig() };
}

/** The optimizer, where files of TensorFlow.js can hold it. */
function asSaved(optimizer: unknown): Optimizer {
  if (optimizer instanceof Optimizer && !(optimizer instanceof AdamaxOptimizer)) return optimizer;
  throw new ConfigError({
    what: `save: TensorFlow.js keeps no state of this ${(optimizer as object).constructor.name}.`,
    expected: "an optimizer of tf.train, other than adamax",
    hint: "save without includeOptimizer",
  });
}

/** The state of the optimizer, its variables by the names that the model's weights have in files. */
export function optimizerState(model: Compiled): NamedTensor[] {
  const names = new Map(namedVariables(model.core as never));
  return asSaved(model.optimizer).stateBy((variable) => names.get(variable) ?? variable.path);
}

/** The optimizer of `tf.train`, or of a class of the user's, that a file describes; none where Keras wrote it. */
export function optimizerFrom(described: Json | undefined): Optimizer | undefined {
  if (!isRecord(described)) return undefined;
  const { class_name: className, config } = described;
  const cls = optimizerClasses.find((each) => each.className === className) ?? registeredClass(String(className));
  if (!cls || !isRecord(config)) return undefined;
  const options = Object.fromEntries(Object.entries(config).map(([name, value]) => [camelCase(name), value]));
  const known = (cls as typeof AdamOptimizer | { options?: undefined }).options;
  const isOfKeras = known && Object.keys(options).some((name) => !Object.hasOwn(known, name));
  return isOfKeras ? undefined : (cls as typeof AdamOptimizer).fromConfig(cls as typeof AdamOptimizer, options);
}

/** The state of the optimizer among the weights of a file; empty where there is none. */
export function stateIn(specs: readonly WeightsManifestEntry[], data: WeightData): NamedTensor[] {
  const own = specs.filter(({ group }) => group === "optimizer");
  if (own.length === 0) return [];
  const tensors = decodeWeights(data, specs);
  return own.map(({ name }) => ({ name, tensor: tensors[name]! }));
}

function namesOf(given: any): any {
  if (typeof given === "string") return snakeName(given);
  if (Array.isArray(given)) return given.map(namesOf);
  if (typeof given === "object" && given !== null && typeof given.values !== "function") {
    return Object.fromEntries(Object.entries(given).map(([name, each]) => [name, namesOf(each)]));
  }
  throw new ConfigError({
    what: "save: a function of your own cannot be kept in a file.",
    received: given?.name ?? "a function",
  });
}
