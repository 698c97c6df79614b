/** Metrics, and the kind that most are: a mean of values over all batches. */
import { stretchOver } from "../losses/reduce.ts";
import { cast, multiply, sum, where } from "../ops/index.ts";
import { readOptions, type Tensor, takes } from "../tensor/index.ts";

/** Options of `update`: which samples count, and how much. */
export interface MetricUpdateOptions {
  /** Which samples or steps count, bool. */
  mask?: Tensor | undefined;
  /** How much each counts; shapes as for losses. */
  sampleWeight?: Tensor | undefined;
}

/** A metric: updated with each batch, read at the end. */
export interface Metric {
  /** The name in logs. */
  readonly name: string;
  /** Keras's name of the class, and the options: what files hold. A metric of your own has none. */
  readonly className?: string;
  /** The options, as files hold them. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** Resets the metric. */
  reset(): void;
  /** Adds a batch. @throws ShapeError when targets, mask or weights do not fit the predictions */
  update(yTrue: Tensor, yPred: Tensor, options?: MetricUpdateOptions): void;
  /** The value over all batches since the last reset; 0 when nothing was counted. */
  result(): number;
  /** The state for a checkpoint in the middle of an epoch: plain values. */
  getState?(): unknown;
  /** Restores the result of `getState`. */
  setState?(state: unknown): void;
}

/** Options of every metric. */
export interface MetricOptions {
  /** The name in logs and in the history. Default the metric's own. */
  name?: string | undefined;
}

/** The name of a metric without other options. @throws ConfigError for any other */
export function readName(kind: string, options: MetricOptions): string {
  return readOptions(kind, options, { name: takes.withDefault(takes.text, kind) }).name;
}

/** A metric with what files hold of it. */
export function described<M extends Metric>(
  metric: M,
  className: string,
  config: Readonly<Record<string, unknown>> = {},
): M {
  return Object.assign(metric, { className, config });
}

/** Gives one value per sample or step, or per entry of one. */
export type Values = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** Σ l m w / Σ m w of a function's values l, with mask m and sample weights w, over all batches. */
export class MeanMetric implements Metric {
  private total = 0;
  private count = 0;

  /** @param finish applied to the mean at the end */
  constructor(
    readonly name: string,
    private readonly values: Values,
    private readonly finish: (mean: number) => number = (mean) => mean,
  ) {}

  reset(): void {
    this.total = 0;
    this.count = 0;
  }

  update(yTrue: Tensor, yPred: Tensor, options: MetricUpdateOptions = {}): void {
    const values = cast(this.values(yTrue, yPred), "float32");
    const factors = factorsFor(values, options);
    if (!factors) {
      this.total += sum(values).item();
      this.count += values.size;
      return;
    }
    // chosen before multiplied: what does not count may be infinite
    this.total += sum(multiply(where(factors, values, 0), factors)).item();
    this.count += sum(factors).item();
  }

  getState(): unknown {
    return { total: this.total, count: this.count };
  }

  /** Restores the result of `getState`. */
  setState(state: unknown): void {
    Object.assign(this, state);
  }

  result(): number {
    return this.finish(this.count === 0 ? 0 : this.total / this.count);
  }
}

/** Mask times sample weights, in the shape of the values; undefined where all count alike. */
export function factorsFor(values: Tensor, { mask, sampleWeight }: MetricUpdateOptions): Tensor | undefined {
  const counts = mask && stretchOver(mask, values, "mask");
  const weights = sampleWeight && stretchOver(sampleWeight, values, "sample weights");
  return counts && weights ? multiply(counts, weights) : (counts ?? weights);
}
