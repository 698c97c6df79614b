/** Numbers that tell how well a model does, gathered over the batches of an epoch; by name and by factory. */
import { lossMakers, type TargetKind, targetKind } from "./losses/by-name.ts";
import { type LossName, type LossSpec, resolveLoss } from "./losses.ts";
import {
  binaryAccuracy,
  categoricalAccuracy,
  sparseCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
  topKCategoricalAccuracy,
} from "./metrics/accuracy.ts";
import { auc } from "./metrics/auc.ts";
import { f1Score, precision, recall } from "./metrics/confusion.ts";
import {
  described,
  MeanMetric,
  type Metric,
  type MetricOptions,
  type MetricUpdateOptions,
  type Values,
} from "./metrics/metric.ts";
import { logicalAnd } from "./ops/index.ts";
import { ConfigError, checkOptionNames, type Shape, type Tensor, unknownName } from "./tensor/index.ts";

export type { BinaryAccuracyOptions, TopKOptions } from "./metrics/accuracy.ts";
export type { AUCOptions } from "./metrics/auc.ts";
export type { F1ScoreOptions, PrecisionOptions } from "./metrics/confusion.ts";
export { MeanMetric, type Metric, type MetricOptions, type MetricUpdateOptions } from "./metrics/metric.ts";
export {
  auc,
  binaryAccuracy,
  categoricalAccuracy,
  f1Score,
  precision,
  recall,
  sparseCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
  topKCategoricalAccuracy,
};

export interface PerplexityOptions extends MetricOptions {
  /** Whether predictions are logits rather than probabilities. Default false. */
  fromLogits?: boolean;
  /** Class numbers that do not count. Default null: all do. */
  ignoreClass?: number | null;
}

/** exp of the mean of -log p[t], t a class number: between how many equally likely classes the model wavers. */
export function perplexity(options: PerplexityOptions = {}): Metric {
  checkOptionNames("perplexity", options, ["name", "fromLogits", "ignoreClass"]);
  const { name = "perplexity", ...own } = options;
  return described(new LossMetric(lossMakers.sparseCategoricalCrossentropy(own), name, Math.exp), "Perplexity", own);
}

/** √ of the mean of (t - p)². */
export function rootMeanSquaredError(options: MetricOptions = {}): Metric {
  checkOptionNames("rootMeanSquaredError", options, ["name"]);
  const name = options.name ?? "rootMeanSquaredError";
  return described(new LossMetric(lossMakers.meanSquaredError(), name, Math.sqrt), "RootMeanSquaredError");
}

/**
 * A loss's values as a metric: their mean, by mask and sample weights. The cosine similarity changes sign, as in Keras:
 * the metric is the cosine itself.
 */
export function lossMetric(spec: LossSpec, name?: string): Metric {
  const loss = resolveLoss(spec);
  const turns = loss.className === "CosineSimilarity";
  const { name: _, reduction: __, ...config } = loss.config;
  return described(
    new LossMetric(loss, name ?? loss.name, (mean) => (turns ? 0 - mean : mean)),
    loss.className,
    config,
  );
}

class LossMetric extends MeanMetric {
  private readonly counts: ((yTrue: Tensor) => Tensor) | undefined;
  private readonly readsMask: boolean;

  constructor(spec: LossSpec, name: string, finish: (mean: number) => number) {
    const loss = resolveLoss(spec);
    super(name, (yTrue, yPred) => loss.values(yTrue, yPred), finish);
    this.counts = loss.ignore?.bind(loss);
    this.readsMask = loss.readsMask ?? false;
  }

  override update(yTrue: Tensor, yPred: Tensor, options: MetricUpdateOptions = {}): void {
    const valid = this.counts?.(yTrue);
    const given = this.readsMask ? undefined : options.mask;
    const mask = valid && given ? logicalAnd(valid, given) : (valid ?? given);
    super.update(yTrue, yPred, { ...options, mask });
  }
}

const makers = {
  binaryAccuracy,
  categoricalAccuracy,
  sparseCategoricalAccuracy,
  topKCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
  rootMeanSquaredError,
  perplexity,
  precision,
  recall,
  f1Score,
  auc,
} as const satisfies Record<string, (options: MetricOptions) => Metric>;

const accuracies: Record<TargetKind, (options: MetricOptions) => Metric> = {
  binary: binaryAccuracy,
  sparse: sparseCategoricalAccuracy,
  categorical: categoricalAccuracy,
};

/** Any loss's name is a metric's, too. */
export type MetricName = keyof typeof makers | LossName | "accuracy" | "acc";
/** A name, one of `metrics.*`, or a function of one's own that gives one value per sample or step. */
export type MetricSpec = MetricName | Metric | Values;

/**
 * The metric that a name or function stands for; one given by name carries that name. "accuracy" (or "acc") is the
 * accuracy that suits the shapes of targets and predictions: those given here, else those of the first batch.
 * @throws ConfigError for an unknown name
 */
export function resolveMetric(spec: MetricSpec, shapes?: { yTrueShape: Shape; yPredShape: Shape }): Metric {
  if (typeof spec === "function") return new MeanMetric(spec.name || "custom", spec);
  if (typeof spec !== "string") {
    if (typeof spec?.update === "function") return spec;
    throw new ConfigError({
      what: "This is not a metric.",
      expected: 'a name such as "accuracy", one of metrics.*, or a function',
      received: String(spec),
    });
  }
  if (spec === "accuracy" || spec === "acc") {
    if (!shapes) return new Accuracy(spec);
    return accuracies[targetKind(shapes.yTrueShape, shapes.yPredShape)]({ name: spec });
  }
  if (Object.hasOwn(makers, spec)) return makers[spec as keyof typeof makers]({ name: spec });
  if (Object.hasOwn(lossMakers, spec)) return lossMetric(spec as LossName, spec);
  throw unknownName("metric", spec, ["accuracy", ...Object.keys(makers), ...Object.keys(lossMakers)]);
}

/** The accuracy that suits the shapes of its first batch. */
class Accuracy implements Metric {
  private chosen: Metric | undefined;
  private kind: TargetKind | undefined;

  constructor(readonly name: string) {}

  reset(): void {
    this.chosen?.reset();
  }

  getState(): unknown {
    return { kind: this.kind, counted: this.chosen?.getState?.() };
  }

  setState(state: unknown): void {
    const { kind, counted } = state as { kind: TargetKind | undefined; counted: unknown };
    if (kind === undefined) return;
    this.chosen = this.choose(kind);
    this.chosen.setState?.(counted);
  }

  private choose(kind: TargetKind): Metric {
    this.kind = kind;
    return accuracies[kind]({ name: this.name });
  }

  update(yTrue: Tensor, yPred: Tensor, options?: MetricUpdateOptions): void {
    this.chosen ??= this.choose(targetKind(yTrue.shape, yPred.shape));
    this.chosen.update(yTrue, yPred, options);
  }

  result(): number {
    return this.chosen?.result() ?? 0;
  }
}
