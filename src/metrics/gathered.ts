/** The mean and the sum of numbers that your own training step computes. Not for `compile`. */
import { mean as meanOf, multiply, reshape, sum as sumOf, where } from "../ops/index.ts";
import { asTensor, ConfigError, Tensor, type TensorLike } from "../tensor/index.ts";
import { factorsFor, type MetricOptions, readName } from "./metric.ts";

/** How numbers count that a {@link Gathered} takes. */
export interface GatherOptions {
  /** Which values count, bool: of the values' shape, or one for each sample. */
  mask?: TensorLike | undefined;
  /** How much each counts: of the values' shape, one for each sample, or one number for all values together. */
  sampleWeight?: TensorLike | undefined;
}

/** A number made of all values since the last reset. */
export interface Gathered {
  /** The name in logs. */
  readonly name: string;
  /** Resets the values. */
  reset(): void;
  /** Counts values: a number, or (samples, ...). @throws ShapeError when mask or weights do not fit them */
  update(values: TensorLike, options?: GatherOptions): void;
  /** The number; 0 when nothing was counted. */
  result(): number;
  /** The state for a checkpoint: plain values. */
  getState(): unknown;
  /** Restores the result of `getState`. */
  setState(state: unknown): void;
}

/**
 * Σ w v / Σ w, where v is the mean of each sample's values: `const loss = metrics.mean(); loss.update(0.3); loss.result()`.
 * @see Keras 3.15, `metrics/reduction_metrics.py`
 */
export const mean = (options: MetricOptions = {}): Gathered => new Gatherer("mean", options);

/**
 * Σ w v over all values.
 * @see Keras 3.15, `metrics/reduction_metrics.py`
 */
export const sum = (options: MetricOptions = {}): Gathered => new Gatherer("sum", options);

class Gatherer implements Gathered {
  readonly name: string;
  private total = 0;
  private count = 0;

  constructor(
    private readonly kind: "mean" | "sum",
    options: MetricOptions,
  ) {
    this.name = readName(kind, options);
  }

  reset(): void {
    this.total = 0;
    this.count = 0;
  }

  update(given: TensorLike, { mask, sampleWeight, ...rest }: GatherOptions = {}): void {
    if (rest instanceof Tensor || Object.keys(rest).length > 0) throw forCompile(this.kind, rest);
    const weight = sampleWeight === undefined ? undefined : asTensor(sampleWeight);
    let values = asTensor(given);
    if (weight?.rank === 0) values = this.kind === "mean" ? meanOf(values) : sumOf(values);
    // a number is one sample
    if (values.rank === 0) values = reshape(values, [1]);
    const factors = factorsFor(values, {
      mask: mask === undefined ? values.mask : asTensor(mask),
      sampleWeight: weight?.rank === 0 ? reshape(weight, [1]) : weight,
    });
    const samples = values.shape[0]!;
    const perSample = this.kind === "mean" && samples > 0 ? values.size / samples : 1;
    // chosen before multiplied: what does not count may be infinite
    const counted = factors ? multiply(where(factors, values, 0), factors) : values;
    this.total += sumOf(counted).item() / perSample;
    this.count += factors ? sumOf(factors).item() / perSample : samples;
  }

  result(): number {
    if (this.kind === "sum") return this.total;
    return this.count === 0 ? 0 : this.total / this.count;
  }

  getState(): unknown {
    return { total: this.total, count: this.count };
  }

  setState(state: unknown): void {
    Object.assign(this, state);
  }
}

function forCompile(kind: string, received: object): ConfigError {
  return new ConfigError({
    what: `metrics.${kind} gathers values, and has no use for predictions beside them.`,
    expected: "update(values, { mask, sampleWeight })",
    received: received instanceof Tensor ? "a second tensor" : Object.keys(received).join(", "),
    hint: "in compile, a function (yTrue, yPred) that gives a value for each sample is a metric: the mean of its values",
  });
}
