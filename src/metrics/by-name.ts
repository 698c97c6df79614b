/** Metrics by their names. */
import { type LossName, lossMakers, type TargetKind, targetKind } from "../losses/by-name.ts";
import { ConfigError, type Shape, shown, type Tensor, unknownName } from "../tensor/index.ts";
import {
  binaryAccuracy,
  categoricalAccuracy,
  sparseCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
  topKCategoricalAccuracy,
} from "./accuracy.ts";
import { auc } from "./auc.ts";
import {
  f1Score,
  falseNegatives,
  falsePositives,
  fbetaScore,
  precision,
  recall,
  trueNegatives,
  truePositives,
} from "./confusion.ts";
import { MeanMetric, type Metric, type MetricOptions, type MetricUpdateOptions, type Values } from "./metric.ts";
import { lossMetric, perplexity, rootMeanSquaredError } from "./of-loss.ts";
import { r2Score } from "./r2-score.ts";

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
  truePositives,
  trueNegatives,
  falsePositives,
  falseNegatives,
  f1Score,
  fbetaScore,
  r2Score,
  auc,
} as const satisfies Record<string, (options: MetricOptions) => Metric>;

const accuracies: Record<TargetKind, (options: MetricOptions) => Metric> = {
  binary: binaryAccuracy,
  sparse: sparseCategoricalAccuracy,
  categorical: categoricalAccuracy,
};

/** The metrics that can be given by name; any loss is one, too. */
export type MetricName = keyof typeof makers | LossName | "accuracy" | "acc";
/** A name, one of `metrics.*`, or a function of your own that gives one value per sample or step. */
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
      received: shown(spec),
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
