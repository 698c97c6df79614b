/**
 * What a model was compiled with, as TensorFlow.js's `trainingConfig`, with the optimizer's state; a warning names what
 * it lacks.
 */
import type { Variable } from "../../autodiff/variable.ts";
import { resolveLoss } from "../../losses/by-name.ts";
import type { Loss } from "../../losses/index.ts";
import { resolveMetric } from "../../metrics/by-name.ts";
import type { Metric } from "../../metrics/index.ts";
import type { AnyModel } from "../../models/index.ts";
import type { Objective } from "../../models/training/objective.ts";
import { type OptimizerName, resolveOptimizer } from "../../optimizers/by-name.ts";
import type { Optimizer } from "../../optimizers/index.ts";
import { FormatError, warn } from "../../tensor/index.ts";
import type { JsonRecord } from "../json.ts";
import { type TrainingPart, trainingParts } from "../kept-training.ts";
import { snakeCase } from "../names.ts";
import type { NamedWeight } from "./manifest.ts";
import { stateWeights } from "./optimizer-state.ts";

/** Losses of TensorFlow.js by Recurve's names, in files' words. */
const losses: ReadonlyMap<string, string> = new Map([
  ...[
    "meanSquaredError",
    "meanAbsoluteError",
    "meanAbsolutePercentageError",
    "meanSquaredLogarithmicError",
    "squaredHinge",
    "hinge",
    "categoricalHinge",
    "categoricalCrossentropy",
    "sparseCategoricalCrossentropy",
    "binaryCrossentropy",
    "poisson",
  ].map((name) => [name, snakeCase(name)] as const),
  ["logCosh", "logcosh"],
  ["klDivergence", "kullback_leibler_divergence"],
  ["cosineSimilarity", "cosine_proximity"],
]);

/** Its metrics, likewise. */
const metrics: ReadonlyMap<string, string> = new Map([
  ...[
    "accuracy",
    "acc",
    "mse",
    "mae",
    "mape",
    "precision",
    "binaryAccuracy",
    "categoricalAccuracy",
    "categoricalCrossentropy",
    "sparseCategoricalCrossentropy",
  ].map((name) => [name, snakeCase(name)] as const),
  ["meanSquaredError", "mse"],
  ["meanAbsoluteError", "mae"],
  ["meanAbsolutePercentageError", "mape"],
]);

/** Its optimizers by the names of Recurve's: the class, and its options by Recurve's names of them. */
const optimizers: Readonly<Record<string, readonly [className: string, options: Readonly<Record<string, string>>]>> = {
  sgd: ["SGD", {}],
  momentum: ["Momentum", { momentum: "momentum", nesterov: "useNesterov" }],
  rmsprop: ["RMSProp", { rho: "decay", momentum: "momentum", epsilon: "epsilon", centered: "centered" }],
  adam: ["Adam", { beta1: "beta1", beta2: "beta2", epsilon: "epsilon" }],
  adagrad: ["Adagrad", { initialAccumulatorValue: "initialAccumulatorValue" }],
  adadelta: ["Adadelta", { rho: "rho", epsilon: "epsilon" }],
};

/** A compilation as TensorFlow.js has it, if it has one; what is left out, and in words. */
interface Training {
  readonly trainingConfig?: JsonRecord;
  readonly leftOut: readonly TrainingPart[];
  readonly without?: string;
}

/** The compilation of a model, and the weights of its optimizer: nothing, with a warning, where TensorFlow.js lacks a part of it. */
export function writeTraining(
  model: AnyModel,
  nameOf: (variable: Variable) => string,
): { trainingConfig?: JsonRecord | undefined; state: readonly NamedWeight[] } {
  const { trainingConfig, without } = trainingOf(model);
  if (without) warn(`the model "${model.name}" is written without ${without}`);
  return { trainingConfig, state: trainingConfig ? stateWeights(model, model.objective!.optimizer, nameOf) : [] };
}

/** What TensorFlow.js has of a model's compilation, and what it lacks. */
export function trainingOf(model: AnyModel): Training {
  const { objective } = model;
  if (!objective) return { leftOut: [] };
  try {
    const { metrics, left } = writeMetrics(model, objective);
    const optimizer_config = writeOptimizer(objective.optimizer);
    const trainingConfig = { loss: writeLosses(objective), metrics, optimizer_config };
    if (left.length === 0) return { trainingConfig, leftOut: [] };
    const without = `metrics that TensorFlow.js does not have: ${left.join(", ")}.`;
    return { trainingConfig, leftOut: ["metrics"], without };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { leftOut: trainingParts, without: `its optimizer, losses and metrics. ${error.message}` };
  }
}

function writeLosses({ measures }: Objective): string | string[] {
  if (measures.some(({ lossWeight }) => lossWeight !== 1)) throw absent("lossWeights");
  const names = measures.map(({ loss }) => {
    if (!loss) throw absent("an output without a loss");
    const name = named(losses, loss, resolveLoss);
    if (!name) throw absent(`the loss ${loss.name} with these options`);
    return name;
  });
  return names.length === 1 ? names[0]! : names;
}

/** The metrics that TensorFlow.js has; of several outputs it keeps one each. */
function writeMetrics(
  model: AnyModel,
  { measures }: Objective,
): { metrics: string[] | Record<string, string>; left: readonly string[] } {
  const left: string[] = [];
  const names = measures.map(({ metrics: given, weightedMetrics }) => {
    left.push(...weightedMetrics.map(({ name }) => name));
    return given.flatMap((metric) => {
      const name = named(metrics, metric, resolveMetric);
      if (!name) left.push(metric.name);
      return name ?? [];
    });
  });
  if (names.length > 1) for (const each of names) left.push(...each.splice(1));
  if (names.length === 1) return { metrics: names[0]!, left };
  const byOutput = names.flatMap(([name], i) => (name ? [[model.graph!.outputs[i]!.layer.name, name]] : []));
  return { metrics: Object.fromEntries(byOutput), left };
}

function writeOptimizer(optimizer: Optimizer): JsonRecord {
  const { schedule, className } = optimizer;
  if (schedule) throw absent("a learning rate that follows a schedule");
  const config = optimizer.config as unknown as Record<string, number | boolean | null>;
  const maker = className.toLowerCase();
  const [theirs, options] = optimizers[maker === "sgd" && config.momentum ? "momentum" : maker] ?? [];
  if (!theirs) throw absent(`the optimizer ${className}`);
  const usual = resolveOptimizer(maker as OptimizerName).config as unknown as typeof config;
  const others = Object.keys(config).filter((key) => !["name", "learningRate", ...Object.keys(options!)].includes(key));
  const odd = others.find((key) => config[key] !== usual[key]);
  if (odd) throw absent(`${odd} ${config[odd]} of the optimizer ${className}`);
  const kept = Object.entries(options!).map(([ours, name]) => [name, config[ours]!] as const);
  return {
    class_name: theirs,
    config: { learningRate: optimizer.learningRate, ...Object.fromEntries(kept) },
  };
}

/** The name there of a loss or metric that is as its name alone makes it. */
function named<T extends Pick<Loss | Metric, "name" | "className" | "config">>(
  names: ReadonlyMap<string, string>,
  { name, className, config }: T,
  resolve: (name: never) => T,
): string | undefined {
  const found = names.get(name);
  if (!found) return undefined;
  const usual = resolve(name as never);
  const same = usual.className === className && JSON.stringify(usual.config) === JSON.stringify(config);
  return same ? found : undefined;
}

const absent = (what: string) =>
  new FormatError({
    what: "The model was compiled with what TensorFlow.js does not have.",
    received: what,
    hint: "save as .keras to continue the training, or with { includeOptimizer: false } to leave it out",
  });
