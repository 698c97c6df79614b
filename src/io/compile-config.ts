/** The compilation of a model in Keras's JSON and as Recurve's objects: optimizer, losses, metrics. */
import { lossMakers, resolveLoss } from "../losses/by-name.ts";
import type { Loss, LossSpec } from "../losses/index.ts";
import * as losses from "../losses/index.ts";
import { resolveMetric } from "../metrics/by-name.ts";
import type { MetricSpec } from "../metrics/index.ts";
import * as metrics from "../metrics/index.ts";
import { lossMetric } from "../metrics/of-loss.ts";
import type { AnyModel, CompileOptions } from "../models/index.ts";
import type { Objective } from "../models/training/objective.ts";
import { resolveOptimizer } from "../optimizers/by-name.ts";
import { ConfigError, FormatError, isPlain, warn } from "../tensor/index.ts";
import { lackedHere, ownFunction } from "./compile-errors.ts";
import { isRecord, type Json, type JsonRecord } from "./json.ts";
import { asKerasObject, type Dialect, nameOfFunction, objectOf, plainConfig, plainOptions } from "./layer-options.ts";
import { factoryOf, lossClasses, make, metricClasses, snakeCase } from "./names.ts";
import { readOptimizer, writeOptimizer } from "./optimizer-config.ts";

/** Options of Keras's metrics that Recurve's do not have, at the only value that Recurve's compute. */
const fixed: Readonly<Record<string, Json>> = {
  // Keras 2 chose by how the model was run
  reduction: "auto",
  summation_method: "interpolation",
  multi_label: false,
  class_aggregation: "uniform_average",
  num_regressors: 0,
};

/** Losses that Keras does not find by the same name among its metrics, only as functions. */
const lossFunctions: readonly string[] = [
  "huber",
  "logCosh",
  "binaryFocalCrossentropy",
  "categoricalFocalCrossentropy",
  "ctc",
];

/** Metrics that Keras does not have. */
const lacking: readonly string[] = ["Perplexity", "Pinball"];

/** Metrics that have other defaults in Keras under the same name, or another one. */
const differing: readonly string[] = ["f1Score", "fbetaScore", "perplexity", "pinball"];

/** Keras's other names for losses and metrics, without underscores. */
const aliases: Readonly<Record<string, keyof typeof lossMakers>> = {
  bce: "binaryCrossentropy",
  ce: "crossentropy",
  cosine: "cosineSimilarity",
  cosineproximity: "cosineSimilarity",
  cosinesimilarity: "cosineSimilarity",
  huberloss: "huber",
  kld: "klDivergence",
  kullbackleiblerdivergence: "klDivergence",
  logcosherror: "logCosh",
};

/** What JSON holds for each of several outputs, in the form in which it holds it. */
type PerOutput<T> = T | null | readonly PerOutput<T>[] | { readonly [key: string]: PerOutput<T> };

/**
 * The arguments of `compile`, from Keras's `compile_config` or, in Keras 2, `training_config`.
 * @throws FormatError for an optimizer, loss or metric that does not exist here
 */
function readCompile(config: JsonRecord): CompileOptions {
  const optimizer = config.optimizer ?? config.optimizer_config;
  return {
    ...(optimizer && { optimizer: readOptimizer(optimizer) }),
    ...(config.loss && { loss: eachOutput(config.loss, readLoss) as CompileOptions["loss"] }),
    ...(config.loss_weights && { lossWeights: config.loss_weights as CompileOptions["lossWeights"] }),
    ...(config.metrics && { metrics: eachOutput(config.metrics, readMetric) as CompileOptions["metrics"] }),
    ...(config.weighted_metrics && {
      weightedMetrics: eachOutput(config.weighted_metrics, readMetric) as CompileOptions["weightedMetrics"],
    }),
  };
}

/**
 * Compiles a model as its file says, and returns whether that was possible; otherwise, if Recurve lacks something, the
 * model stays uncompiled, with a warning.
 */
export function restoreCompile(model: AnyModel, config: JsonRecord): boolean {
  try {
    model.compile(readCompile(config));
    return true;
  } catch (error) {
    if (!(error instanceof FormatError || error instanceof ConfigError)) throw error;
    warn(`the model "${model.name}" is loaded without its optimizer, losses and metrics. ${error.message}`);
    return false;
  }
}

/**
 * A file's compilation in the words of Keras 3, and complete with what Keras lacks, or why Recurve cannot tell it. No model is
 * compiled.
 */
export function translateCompile(
  config: JsonRecord,
): { compileConfig: JsonRecord; own?: JsonRecord } | FormatError | ConfigError {
  try {
    const options = readCompile(config);
    const optimizer = resolveOptimizer(options.optimizer ?? "rmsprop");
    const [own, compileConfig] = [true, false].map((keeps) =>
      writeCompile({ options, optimizer }, { dialect: 3, own: keeps }),
    ) as [JsonRecord, JsonRecord];
    return JSON.stringify(own) === JSON.stringify(compileConfig) ? { compileConfig } : { compileConfig, own };
  } catch (error) {
    if (!(error instanceof FormatError || error instanceof ConfigError)) throw error;
    return error;
  }
}

/** Which parts of a compilation to write. */
export interface CompileWriter {
  readonly dialect: Dialect;
  /** Whether to write metrics that Keras does not have: perplexity, pinball. Default false: such metrics are left out. */
  readonly own?: boolean;
}

/**
 * A model's compilation as Keras's `compile_config`.
 * @throws FormatError for a loss, metric or schedule that is a function of your own
 */
export function writeCompile(
  { options, optimizer }: Pick<Objective, "options" | "optimizer">,
  writer: CompileWriter,
): JsonRecord {
  return {
    optimizer: writeOptimizer(optimizer, writer.dialect),
    loss: forEachOutput(options.loss, (spec) => writeLoss(spec as LossSpec, writer.dialect)),
    loss_weights: forEachOutput(options.lossWeights, (weight) => weight as number),
    metrics: forEachOutput(options.metrics, (spec) => writeMetric(spec as MetricSpec, writer)),
    weighted_metrics: forEachOutput(options.weightedMetrics, (spec) => writeMetric(spec as MetricSpec, writer)),
    run_eagerly: false,
    steps_per_execution: 1,
    jit_compile: false,
  };
}

function eachOutput<T>(value: Json | undefined, read: (value: Json) => T): PerOutput<T> {
  if (value === null || value === undefined) return null;
  // of a single output, Keras 2 writes a list within a list
  if (Array.isArray(value) && value.length === 1 && Array.isArray(value[0])) return eachOutput(value[0], read);
  if (Array.isArray(value)) return value.map((entry) => eachOutput(entry, read));
  if (isRecord(value) && value.class_name === undefined) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, eachOutput(entry, read)]));
  }
  return read(value);
}

/** The same for what `compile` was given; what `write` gives nothing for is left out of lists. */
function forEachOutput(given: unknown, write: (spec: unknown) => Json | undefined): Json {
  if (given === null || given === undefined) return null;
  if (Array.isArray(given)) {
    return given.flatMap((entry) => {
      const written = entry === null ? null : Array.isArray(entry) ? forEachOutput(entry, write) : write(entry);
      return written === undefined ? [] : [written];
    });
  }
  if (isPlain(given) && !isSpec(given)) {
    return Object.fromEntries(Object.entries(given).map(([key, entry]) => [key, forEachOutput(entry, write)]));
  }
  return write(given) ?? null;
}

const isSpec = (value: object) => "values" in value || "update" in value;

function readLoss(value: Json): LossSpec {
  const name = nameOfFunction(value);
  if (name !== undefined) return lossName(name) ?? fail("loss", name);
  const { class_name, config } = asKerasObject(value, "A loss");
  const own = functionIn(class_name, config);
  return make(losses, factoryOf(lossClasses, own) ?? fail("loss", own), named(config));
}

function writeLoss(spec: LossSpec, dialect: Dialect): Json {
  // Keras does not find short names, such as mse, in a .h5 file; what it lacks is written with its options
  if (typeof spec === "string" && spec !== "pinball") return snakeCase(resolveLoss(spec).name);
  if (typeof spec === "string") return writeLoss(resolveLoss(spec), dialect);
  if (typeof spec === "object" && Object.values(lossClasses).includes(spec.className)) {
    return objectOf(
      "keras.losses",
      spec.className,
      plainConfig({ ...spec.config, name: snakeCase(spec.name) }, spec.name),
      dialect,
    );
  }
  throw ownFunction("A loss", spec.name);
}

function readMetric(value: Json): MetricSpec {
  const given = nameOfFunction(value);
  if (given !== undefined) return metricName(given) ?? fail("metric", given);
  const { class_name, config } = asKerasObject(value, "A metric");
  const options = named(config);
  const own = functionIn(class_name, config);
  const factory = factoryOf(metricClasses, own);
  if (factory) return make(metrics, factory, options);
  const { name, ...rest } = options;
  const loss = lossName(own) ?? fail("metric", own);
  return lossMetric(make<Loss>(lossMakers, loss, rest), name as string | undefined);
}

function writeMetric(spec: MetricSpec, { dialect, own: keepsOwn }: CompileWriter): Json | undefined {
  if (typeof spec === "string" && lossFunctions.includes(spec))
    return { module: "builtins", class_name: "function", config: snakeCase(spec), registered_name: "function" };
  if (typeof spec === "string" && !differing.includes(spec)) return snakeCase(spec);
  const metric = resolveMetric(spec);
  if (!metric.className || !metric.config) throw ownFunction("A metric", metric.name);
  if (lacking.includes(metric.className) && !keepsOwn) return undefined;
  const className = metric.className === "LogCosh" ? "LogCoshError" : metric.className;
  const config = { ...plainConfig(metric.config, metric.name), name: snakeCase(metric.name) };
  return objectOf("keras.metrics", className, config, dialect);
}

/** The name of a class, or of the function in Keras's LossFunctionWrapper or MeanMetricWrapper. */
function functionIn(className: string, { fn }: JsonRecord): string {
  return /Wrapper$/.test(className) ? (nameOfFunction(fn ?? null) ?? className) : className;
}

/** Whether thresholds are those that `num_thresholds` makes, which Keras 2 writes out. */
function areUsual(thresholds: Json | undefined): boolean {
  if (!Array.isArray(thresholds)) return false;
  const step = 1 / (thresholds.length + 1);
  return thresholds.every((value, i) => Math.abs(Number(value) - (i + 1) * step) < 1e-6);
}

/** Options without those that are absent, or fixed here. tf.keras 2.12 to 2.15 repeats the class as the name of a function. */
function named({ fn: _, ...config }: JsonRecord): Record<string, unknown> {
  const given = Object.entries(config).filter(
    ([key, value]) => (fixed[key] !== value || value === undefined) && !(key === "thresholds" && areUsual(value)),
  );
  const options = plainOptions(Object.fromEntries(given));
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));
}

const plain = (name: string) => name.replaceAll("_", "").toLowerCase();

function lossName(name: string): keyof typeof lossMakers | undefined {
  const wanted = plain(name);
  return (
    aliases[wanted] ?? (Object.keys(lossMakers) as (keyof typeof lossMakers)[]).find((each) => plain(each) === wanted)
  );
}

function metricName(name: string): metrics.MetricName | undefined {
  const wanted = plain(name);
  if (wanted === "accuracy" || wanted === "acc") return wanted;
  return factoryOf(metricClasses, wanted) ?? lossName(name);
}

function fail(kind: string, name: string): never {
  throw lackedHere(kind, name);
}
