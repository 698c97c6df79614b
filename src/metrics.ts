/** Numbers that tell how well a model does; gathered over the batches of an epoch. */
import { type LossSpec, resolveLoss, sparseCategoricalCrossentropy, weightsFor } from "./losses.ts";
import { argMax, cast, equal, expandDims, greater, multiply, reshape, sum } from "./ops/index.ts";
import { ConfigError, type Shape, sameShape, type Tensor, unknownName } from "./tensor/index.ts";

export interface MetricUpdateOptions {
  /** Which values count, bool. */
  mask?: Tensor;
  sampleWeight?: Tensor;
}

/** A metric in the making: updated with each batch, read at the end. */
export interface Metric {
  readonly name: string;
  /** Forgets all batches. */
  reset(): void;
  update(yTrue: Tensor, yPred: Tensor, options?: MetricUpdateOptions): void;
  /** The value over all batches since the last reset. */
  result(): number;
}

/** Gives one value per sample or step. */
type Values = (yTrue: Tensor, yPred: Tensor) => Tensor;

/** The weighted mean of a function's values over all batches. */
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

  update(yTrue: Tensor, yPred: Tensor, { mask, sampleWeight }: MetricUpdateOptions = {}): void {
    const values = cast(this.values(yTrue, yPred), "float32");
    const counted = mask && weightsFor(cast(mask, "float32"), values);
    const weights = sampleWeight ? weightsFor(sampleWeight, values) : undefined;
    const factors = counted && weights ? multiply(counted, weights) : (counted ?? weights);
    if (!factors) {
      this.total += sum(values).item();
      this.count += values.size;
      return;
    }
    this.total += sum(multiply(values, factors)).item();
    // factors may be stretched over values
    this.count += sum(factors).item() * (values.size / Math.max(factors.size, 1));
  }

  result(): number {
    return this.count === 0 ? 0 : this.finish(this.total / this.count);
  }
}

export interface MetricOptions {
  name?: string;
}

const classOf = (yTrue: Tensor, yPred: Tensor) => {
  const labels = cast(yTrue, "int32");
  return sameShape(labels.shape, [...yPred.shape.slice(0, -1), 1]) ? reshape(labels, yPred.shape.slice(0, -1)) : labels;
};

/** Share of entries where the prediction is on the same side of `threshold` as the target. */
export function binaryAccuracy({
  name = "binary_accuracy",
  threshold = 0.5,
}: MetricOptions & { threshold?: number } = {}): Metric {
  return new MeanMetric(name, (t, p) => {
    const truth = sameShape(t.shape, p.shape) ? t : expandDims(t, -1);
    const right = cast(equal(cast(truth, "float32"), cast(greater(p, threshold), "float32")), "float32");
    return multiply(sum(right, -1), 1 / p.shape.at(-1)!);
  });
}

/** Share of rows whose largest entry is where the one-hot target has its. */
export function categoricalAccuracy({ name = "categorical_accuracy" }: MetricOptions = {}): Metric {
  return new MeanMetric(name, (t, p) => equal(argMax(t), argMax(p)));
}

/** Share of rows whose largest entry is at the target's class number. */
export function sparseCategoricalAccuracy({ name = "sparse_categorical_accuracy" }: MetricOptions = {}): Metric {
  return new MeanMetric(name, (t, p) => equal(classOf(t, p), argMax(p)));
}

/** exp of the mean sparse categorical cross-entropy: how many characters or words the model wavers between. */
export function perplexity({
  name = "perplexity",
  fromLogits = false,
}: MetricOptions & { fromLogits?: boolean } = {}): Metric {
  return new MeanMetric(name, sparseCategoricalCrossentropy({ fromLogits }).values, Math.exp);
}

/** √ of the mean squared error. */
export function rootMeanSquaredError({ name = "root_mean_squared_error" }: MetricOptions = {}): Metric {
  return new MeanMetric(name, resolveLoss("meanSquaredError").values, Math.sqrt);
}

/** Any loss's formula as a metric. */
export function lossMetric(spec: LossSpec, name?: string): Metric {
  const loss = resolveLoss(spec);
  return new MeanMetric(name ?? loss.name, (yTrue, yPred) => loss.values(yTrue, yPred));
}

const makers = {
  binaryAccuracy,
  categoricalAccuracy,
  sparseCategoricalAccuracy,
  perplexity,
  rootMeanSquaredError,
} as const;
const lossNames = [
  "meanSquaredError",
  "meanAbsoluteError",
  "meanAbsolutePercentageError",
  "meanSquaredLogarithmicError",
  "mse",
  "mae",
  "mape",
  "msle",
  "huber",
  "logCosh",
  "cosineSimilarity",
  "klDivergence",
  "poisson",
  "hinge",
  "squaredHinge",
  "categoricalHinge",
  "binaryCrossentropy",
  "categoricalCrossentropy",
  "sparseCategoricalCrossentropy",
] as const;

export type MetricName = keyof typeof makers | (typeof lossNames)[number] | "accuracy" | "acc" | "crossentropy";
/** A name, one of `metrics.*`, or a function of one's own that gives one value per sample or step. */
export type MetricSpec = MetricName | Metric | Values;

/**
 * The metric that a name or function stands for. "accuracy" and "crossentropy" look at the shapes of the first batch:
 * predictions of one column are binary, targets of fewer axes (or one column) are class numbers, others one-hot.
 * @throws ConfigError for an unknown name
 */
export function resolveMetric(spec: MetricSpec): Metric {
  if (typeof spec === "function") return new MeanMetric(spec.name || "metric", spec);
  if (typeof spec !== "string") {
    if (typeof spec?.update === "function") return spec;
    throw new ConfigError({
      what: "This is not a metric.",
      expected: 'a name such as "accuracy", or a function',
      received: String(spec),
    });
  }
  if (spec === "accuracy" || spec === "acc") return new ByShape(spec, accuracies);
  if (spec === "crossentropy") return new ByShape(spec, crossentropies);
  if (Object.hasOwn(makers, spec)) return makers[spec as keyof typeof makers]();
  if ((lossNames as readonly string[]).includes(spec)) return lossMetric(spec as LossSpec & string, snake(spec));
  throw unknownName("metric", spec, ["accuracy", ...Object.keys(makers), ...lossNames]);
}

const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

type Kind = "binary" | "sparse" | "categorical";
const accuracies: Record<Kind, () => Metric> = {
  binary: binaryAccuracy,
  sparse: sparseCategoricalAccuracy,
  categorical: categoricalAccuracy,
};
const crossentropies: Record<Kind, () => Metric> = {
  binary: () => lossMetric("binaryCrossentropy"),
  sparse: () => lossMetric("sparseCategoricalCrossentropy"),
  categorical: () => lossMetric("categoricalCrossentropy"),
};

/** A metric whose formula is chosen by the shapes of its first batch. */
class ByShape implements Metric {
  private chosen: Metric | undefined;

  constructor(
    readonly name: string,
    private readonly kinds: Record<Kind, () => Metric>,
  ) {}

  reset(): void {
    this.chosen?.reset();
  }

  update(yTrue: Tensor, yPred: Tensor, options?: MetricUpdateOptions): void {
    this.chosen ??= this.kinds[kindOf(yTrue.shape, yPred.shape)]();
    this.chosen.update(yTrue, yPred, options);
  }

  result(): number {
    return this.chosen?.result() ?? 0;
  }
}

function kindOf(yTrue: Shape, yPred: Shape): Kind {
  if (yPred.at(-1) === 1) return "binary";
  return yTrue.length < yPred.length || yTrue.at(-1) === 1 ? "sparse" : "categorical";
}
