/** Metrics that are the mean of a loss's values, or made of it. */
import { type LossSpec, lossMakers, resolveLoss } from "../losses/by-name.ts";
import { logicalAnd } from "../ops/index.ts";
import { readOptions, type Tensor, takes } from "../tensor/index.ts";
import {
  described,
  MeanMetric,
  type Metric,
  type MetricOptions,
  type MetricUpdateOptions,
  readName,
} from "./metric.ts";

/** Options of `metrics.perplexity`: the form of the predictions, and which targets do not count. */
export interface PerplexityOptions extends MetricOptions {
  /** Whether predictions are logits rather than probabilities. Default false. */
  fromLogits?: boolean | undefined;
  /** Class numbers that do not count. Default null: all do. */
  ignoreClass?: number | null | undefined;
}

/** exp of the mean of -log p[t], t a class number: as if the model guessed among that many equally likely classes. */
export function perplexity(options: PerplexityOptions = {}): Metric {
  readOptions("perplexity", options, {
    name: takes.text,
    fromLogits: takes.flag,
    ignoreClass: takes.orNull(takes.integer),
  });
  // files hold what was given
  const { name = "perplexity", ...own } = options;
  return described(new LossMetric(lossMakers.sparseCategoricalCrossentropy(own), name, Math.exp), "Perplexity", own);
}

/** √ of the mean of (t - p)². */
export function rootMeanSquaredError(options: MetricOptions = {}): Metric {
  const name = readName("rootMeanSquaredError", options);
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
