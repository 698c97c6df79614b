/** What `compile` decides: the optimizer, and a loss and metrics for each output, accumulated over batches. */

import { resolveLoss } from "../../losses/by-name.ts";
import type { Loss, LossSpec } from "../../losses/index.ts";
import { reduceLoss } from "../../losses/reduce.ts";
import { resolveMetric } from "../../metrics/by-name.ts";
import type { Metric, MetricSpec } from "../../metrics/index.ts";
import { logicalAnd, multiply } from "../../ops/index.ts";
import { resolveOptimizer } from "../../optimizers/by-name.ts";
import type { Optimizer, OptimizerSpec } from "../../optimizers/index.ts";
import {
  ConfigError,
  checkOption,
  type Declared,
  own,
  readOptions,
  ShapeError,
  setOwn,
  shown,
  type Tensor,
  takes,
  unknownName,
} from "../../tensor/index.ts";
import type { Samples } from "../samples.ts";
import type { Logs } from "./logs.ts";
import type { TrainStep } from "./own-step.ts";

/** One thing for all outputs, a list with one for each, or a record by output name. */
type PerOutput<T> = T | readonly (T | null)[] | Readonly<Record<string, T>>;
/** One metric, or several. */
type Metrics = MetricSpec | readonly MetricSpec[];

/** Options of `compile`. */
export interface CompileOptions {
  /** A name or one of `optimizers.*`. Default "rmsprop". */
  optimizer?: OptimizerSpec | undefined;
  /** A name, one of `losses.*` or a function; a list or record for several outputs, null for an output without a loss. */
  loss?: PerOutput<LossSpec> | undefined;
  /** A factor for each output's loss. */
  lossWeights?: PerOutput<number> | undefined;
  /**
   * Names, `metrics.*` or functions; for several outputs a list of lists, or a record. They respect masks, but not
   * sample weights. Keras 3 counts masked steps in those that are no mean over steps: `auc`, `precision`, `recall`,
   * `rootMeanSquaredError`, positives and negatives.
   */
  metrics?: PerOutput<Metrics> | undefined;
  /** Metrics that respect sample weights, too. */
  weightedMetrics?: PerOutput<Metrics> | undefined;
  /** What `fit` does with a batch instead of its own step; see {@link TrainStep}. */
  trainStep?: TrainStep | undefined;
  /** What `evaluate` and the validation of `fit` do with a batch instead of their own step. */
  testStep?: TrainStep | undefined;
}

interface Mean {
  sum: number;
  count: number;
}

/** Loss and metrics of one output. */
export interface Measure {
  /** Absent for an output that is not trained. */
  readonly loss: Loss | undefined;
  /** The loss's factor in the total. */
  readonly lossWeight: number;
  /** What logs tell beside the loss. */
  readonly metrics: readonly Metric[];
  /** The same, with sample weights. */
  readonly weightedMetrics: readonly Metric[];
}

/** The outputs of a run, and their loss. */
export interface Outcome {
  /** The outputs of the model, in order. */
  readonly predictions: readonly Tensor[];
  /** The loss of each output that has one. */
  readonly losses: readonly (Tensor | undefined)[];
  /** Their sum, weighted by output, plus penalties on weights and activations. */
  readonly total: Tensor;
}

/** Loss, metrics and optimizer of a compiled model, with their accumulated values. `model.objective` holds it. */
export class Objective {
  /** The optimizer that `compile` chose. */
  readonly optimizer: Optimizer;
  /** Training steps done since `compile`. */
  steps = 0;
  /** Loss and metrics of each output; none while the outputs are not known. */
  measures: readonly Measure[] = [];
  private outputNames: readonly string[] = [];
  /** Of each output: what logs call it, and its loss. */
  private logNames: readonly string[] = [];
  private lossNames: readonly string[] = [];
  private readonly means = new Map<string, Mean>();

  /**
   * @param outputNames if they are not known yet, {@link measure} sets them later
   * @param logNames what logs call the outputs: several may have one name
   */
  constructor(
    /** The arguments of `compile`. */
    readonly options: CompileOptions,
    outputNames: readonly string[] | undefined,
    logNames?: readonly string[],
  ) {
    readOptions<CompileOptions, Declared<CompileOptions>>("compile", options, {
      optimizer: takes.anything,
      loss: takes.anything,
      lossWeights: takes.anything,
      metrics: takes.anything,
      weightedMetrics: takes.anything,
      trainStep: takes.callable,
      testStep: takes.callable,
    });
    this.optimizer = resolveOptimizer(options.optimizer ?? "rmsprop");
    if (outputNames) this.measure(outputNames, logNames);
  }

  /**
   * Gives every output its losses and metrics.
   * @param logNames as for the constructor
   * @throws ConfigError for unknown names, or when there are not as many as outputs
   */
  measure(outputNames: readonly string[], logNames = outputNames): void {
    const { options } = this;
    this.outputNames = outputNames;
    const losses = perOutput("loss", options.loss, outputNames, isLoss);
    const lossWeights = perOutput("lossWeights", options.lossWeights, outputNames, isNumber);
    for (const weight of lossWeights) {
      if (weight !== undefined) checkOption("compile", "lossWeights", weight, takes.finiteNumber);
    }
    const metrics = metricsPerOutput("metrics", options.metrics, outputNames);
    const weightedMetrics = metricsPerOutput("weightedMetrics", options.weightedMetrics, outputNames);
    this.measures = outputNames.map((_, i) => ({
      loss: losses[i] ? resolveLoss(losses[i]) : undefined,
      lossWeight: lossWeights[i] ?? 1,
      metrics: metrics[i]!.map((spec) => resolveMetric(spec)),
      weightedMetrics: weightedMetrics[i]!.map((spec) => resolveMetric(spec)),
    }));
    this.logNames = logNames;
    this.lossNames = logNames.map((name, i) => {
      const alike = logNames.flatMap((other, at) => (other === name && losses[at] ? [at] : []));
      // Keras keeps the last loss of a name; earlier ones are logged too, with numbers
      return `${name}_loss${alike.at(-1) === i ? "" : `_${alike.indexOf(i) + 1}`}`;
    });
  }

  /** @throws ShapeError unless every output that is measured has targets */
  checkTargets({ targets }: Samples): void {
    const missing = this.measures.findIndex(({ loss, metrics }, i) => (loss || metrics.length > 0) && !targets[i]);
    if (missing < 0) return;
    throw new ShapeError({
      what: `The output "${this.outputNames[missing]}" has a loss or metrics but no targets.`,
      expected: "targets for it",
      received: "null",
    });
  }

  /** The loss of each output; its mask is combined with that of the loss itself. */
  lossesOf({ targets, weights }: Samples, predictions: readonly Tensor[]): (Tensor | undefined)[] {
    return this.measures.map(({ loss }, i) => {
      if (!loss) return undefined;
      const [target, prediction] = [targets[i]!, predictions[i]!];
      return reduceLoss(loss.values(target, prediction), {
        mask: bothOf(loss.readsMask ? undefined : prediction.mask, loss.ignore?.(target)),
        sampleWeight: weights[i],
        reduction: loss.reduction,
      });
    });
  }

  /** The losses of outputs that have one, weighted by output: their sum is the total. */
  terms(losses: readonly (Tensor | undefined)[]): Tensor[] {
    return this.measures.flatMap(({ lossWeight }, i) => {
      const loss = losses[i];
      if (!loss) return [];
      return [lossWeight === 1 ? loss : multiply(loss, lossWeight)];
    });
  }

  /** Adds the results of a user's training step to the running means. */
  recordLogs(size: number, logs: Readonly<Record<string, Tensor | number>>): void {
    for (const [name, value] of Object.entries(logs)) this.count(name, value, size);
  }

  /** Adds a batch to the running means and metrics. */
  record({ size, targets, weights }: Samples, { predictions, losses, total }: Outcome): void {
    this.count("loss", total, size);
    for (const [i, measure] of this.measures.entries()) {
      if (losses[i] && this.measures.length > 1) this.count(this.lossNames[i]!, losses[i], size);
      const prediction = predictions[i]!;
      const masked = { mask: prediction.mask };
      for (const metric of measure.metrics) metric.update(targets[i]!, prediction, masked);
      const weighted = { ...masked, sampleWeight: weights[i] };
      for (const metric of measure.weightedMetrics) metric.update(targets[i]!, prediction, weighted);
    }
  }

  /** Whether all metrics can save their state, so that an epoch can be resumed in the middle. */
  get tellsState(): boolean {
    return this.metrics().every((metric) => metric.getState && metric.setState);
  }

  /** The accumulated values, for a checkpoint. */
  getState(): unknown {
    const metrics = this.metrics().map((metric) => metric.getState?.());
    return { steps: this.steps, means: [...this.means], metrics };
  }

  /** Restores the result of {@link getState}. */
  setState(state: unknown): void {
    const { steps, means, metrics } = state as { steps: number; means: [string, Mean][]; metrics: unknown[] };
    this.steps = steps;
    this.means.clear();
    for (const [name, mean] of means) this.means.set(name, mean);
    for (const [i, metric] of this.metrics().entries()) if (metrics[i] !== undefined) metric.setState?.(metrics[i]);
  }

  private metrics(): Metric[] {
    return this.measures.flatMap(({ metrics, weightedMetrics }) => [...metrics, ...weightedMetrics]);
  }

  /** The names that {@link logs} has after a batch. */
  get metricNames(): readonly string[] {
    const losses = this.measures.flatMap(({ loss }, i) => (loss ? [this.lossNames[i]!] : []));
    return ["loss", ...(this.measures.length > 1 ? losses : []), ...Object.keys(this.logs())];
  }

  /** Resets all means and metrics. */
  reset(): void {
    this.means.clear();
    for (const metric of this.metrics()) metric.reset();
  }

  /**
   * The loss and metrics over the batches since the last reset: losses as means weighted by batch size. If a name is
   * taken, a weighted metric gets the prefix "weighted_", any other a number as suffix, as in Keras.
   */
  logs(): Logs {
    const logs: Logs = {};
    for (const [name, { sum, count }] of this.means) setOwn(logs, name, sum / count);
    const isTaken = (name: string) => Object.hasOwn(logs, name);
    const put = (name: string, metric: Metric) => {
      let free = name;
      for (let i = 1; isTaken(free); i++) free = `${name}_${i}`;
      setOwn(logs, free, metric.result());
    };
    const prefixes = this.logNames.map((name) => (this.measures.length > 1 ? `${name}_` : ""));
    for (const [i, { metrics }] of this.measures.entries()) {
      for (const metric of metrics) put(prefixes[i]! + metric.name, metric);
    }
    for (const [i, { weightedMetrics }] of this.measures.entries()) {
      for (const metric of weightedMetrics) {
        const name = prefixes[i]! + metric.name;
        put(isTaken(name) ? `${prefixes[i]}weighted_${metric.name}` : name, metric);
      }
    }
    return logs;
  }

  private count(name: string, value: Tensor | number, size: number): void {
    const mean = this.means.get(name) ?? { sum: 0, count: 0 };
    this.means.set(name, {
      sum: mean.sum + (typeof value === "number" ? value : value.item()) * size,
      count: mean.count + size,
    });
  }
}

/** What `compile` decided. @throws ConfigError when it was not called */
export function compiledObjective(
  model: { name: string; objective: Objective | undefined },
  wanted: string,
): Objective {
  if (model.objective) return model.objective;
  throw new ConfigError({
    what: `The model "${model.name}" must be compiled before ${wanted}.`,
    expected: 'compile({ optimizer: "adam", loss: "meanSquaredError" }) or the like, first',
    received: "a model without optimizer and loss",
  });
}

const isNumber = (spec: unknown): spec is number => typeof spec === "number";
const isSpec = (spec: unknown): boolean => typeof spec === "string" || typeof spec === "function";
const isLoss = (spec: unknown): spec is LossSpec =>
  isSpec(spec) || (!Array.isArray(spec) && typeof (spec as Loss)?.values === "function");
const isMetric = (spec: unknown): spec is MetricSpec => isSpec(spec) || typeof (spec as Metric)?.update === "function";

function metricsPerOutput(option: string, given: unknown, names: readonly string[]): (readonly MetricSpec[])[] {
  const isList = (spec: unknown): spec is Metrics => isMetric(spec) || Array.isArray(spec);
  const isForAll = names.length === 1 ? isList : isMetric;
  const specs = perOutput<Metrics>(option, given, names, isForAll as (spec: unknown) => spec is Metrics);
  return specs.map((spec) => (spec === undefined ? [] : isMetric(spec) ? [spec] : spec));
}

/** The value for each output, from one for all, a list or a record. */
function perOutput<T>(
  option: string,
  given: unknown,
  names: readonly string[],
  isOne: (spec: unknown) => spec is T,
): (T | undefined)[] {
  if (given === undefined || given === null) return names.map(() => undefined);
  if (isOne(given)) return names.map(() => given);
  if (Array.isArray(given)) {
    if (given.length === names.length) return given.map((spec) => spec ?? undefined);
    throw new ConfigError({
      what: `compile: ${option} does not name one for each output.`,
      expected: `a list of ${names.length}, for ${names.join(", ")}`,
      received: `a list of ${given.length}`,
      hint: `or a record by output name: { ${names[0]}: ... }`,
    });
  }
  if (typeof given !== "object") {
    throw new ConfigError({
      what: `compile: ${option} is not valid.`,
      expected: "a name, a list or a record by output name",
      received: shown(given),
    });
  }
  for (const name of Object.keys(given)) if (!names.includes(name)) throw unknownName("output", name, names);
  return names.map((name) => own(given as Record<string, T>, name) ?? undefined);
}

function bothOf(a: Tensor | undefined, b: Tensor | undefined): Tensor | undefined {
  return a && b ? logicalAnd(a, b) : (a ?? b);
}
