/** The arguments of `compile` in Recurve's form: losses and metrics that ignore masks, as in TensorFlow.js. */
import * as core from "../../index.ts";
import { lossMakers } from "../../losses/by-name.ts";
import { resolveMetric } from "../../metrics/by-name.ts";
import { checkOption, takes } from "../../tensor/index.ts";
import { functionName } from "../layers/parts.ts";
import { chained, type Tensor } from "../tensors/index.ts";

/** A loss or metric of your own: from targets and predictions to one value per sample, or to one number. */
export type LossOrMetricFn = (yTrue: Tensor, yPred: Tensor) => Tensor;
/** A loss or metric: a name, a function, or one of Recurve's. */
export type LossSpec = string | LossOrMetricFn | core.losses.Loss;
/** A metric: a name, a function, or one of Recurve's. */
export type MetricSpec = string | LossOrMetricFn | core.metrics.Metric;

const aMetric = takes.check<MetricSpec>(
  "a name, a function or a metric, or a list or record of these",
  (spec) => ["string", "function"].includes(typeof spec) || typeof spec?.update === "function",
);

type Values = (yTrue: core.Tensor, yPred: core.Tensor) => core.Tensor;

const { ops } = core;
const margin = (yTrue: core.Tensor, yPred: core.Tensor) => ops.maximum(ops.subtract(1, ops.multiply(yTrue, yPred)), 0);

/** Losses whose formula is another one than Keras 3's: labels of hinges are -1 and 1, and stay as they are. */
const formulas: Readonly<Record<string, Values>> = {
  hinge: (yTrue, yPred) => ops.mean(margin(yTrue, yPred), -1),
  squaredHinge: (yTrue, yPred) => ops.mean(ops.square(margin(yTrue, yPred)), -1),
};

/** Of the predictions that are exactly 1, the share whose labels are; 0 where there are none. */
function precision(yTrue: core.Tensor, yPred: core.Tensor): core.Tensor {
  const found = ops.cast(ops.equal(yPred, 1), "float32");
  const right = ops.sum(ops.multiply(found, ops.cast(ops.equal(yTrue, 1), "float32")));
  return ops.divide(right, ops.maximum(ops.sum(found), 1));
}

/** Names of losses that Recurve writes in another way. */
const renamed: Readonly<Record<string, string>> = {
  logcosh: "logCosh",
  kullbackLeiblerDivergence: "klDivergence",
  kld: "klDivergence",
  cosineProximity: "cosineSimilarity",
  cosine: "cosineSimilarity",
};

/** The name of a loss in Recurve's spelling. */
export function lossName(name: string): string {
  const plain = /^[A-Z]+$/.test(name) ? name.toLowerCase() : functionName(name);
  return renamed[plain] ?? plain;
}

/** Recurve's loss. Masks of the predictions do not count, as in TensorFlow.js. @throws ConfigError for an unknown name */
export function lossOf(spec: LossSpec): core.losses.Loss {
  if (typeof spec === "function") {
    const name = spec.name || "custom";
    const values: Values = (yTrue, yPred) => spec(chained(yTrue), chained(yPred));
    return { name, className: name, config: {}, reduction: "sumOverBatchSize", values, readsMask: true };
  }
  if (typeof spec !== "string")
    return { ...spec, readsMask: true, values: (yTrue, yPred) => spec.values(yTrue, yPred) };
  const name = lossName(spec);
  if (!Object.hasOwn(lossMakers, name)) {
    throw new core.ConfigError({
      what: `Unknown loss "${spec}".`,
      expected: `one of ${Object.keys(lossMakers).join(", ")}, or a function`,
      received: spec,
      hint: /softmaxCrossEntropy/i.test(spec)
        ? '"categoricalCrossentropy" is tf.losses.softmaxCrossEntropy by name'
        : undefined,
    });
  }
  const loss = lossMakers[name as keyof typeof lossMakers]();
  const values = formulas[name] ?? ((yTrue, yPred) => loss.values(yTrue, yPred));
  return { ...loss, readsMask: true, values };
}

/** What decides which accuracy is meant. */
interface Output {
  /** The loss of the output, by name where it has one. */
  loss: LossSpec | undefined;
  /** The length of the last axis. */
  width: number | null | undefined;
}

const kinds = {
  acc: {
    binary: "binaryAccuracy",
    sparse: "sparseCategoricalAccuracy",
    categorical: "categoricalAccuracy",
  },
  ce: {
    binary: "binaryCrossentropy",
    sparse: "sparseCategoricalCrossentropy",
    categorical: "categoricalCrossentropy",
  },
} as const;

function kindOf({ loss, width }: Output): "binary" | "sparse" | "categorical" {
  const name = typeof loss === "string" ? lossName(loss) : typeof loss === "function" ? loss.name : loss?.name;
  if (width === 1 || name === "binaryCrossentropy") return "binary";
  return name === "sparseCategoricalCrossentropy" ? "sparse" : "categorical";
}

/** The name in logs; a function has its own, which is empty for an anonymous one. */
export function metricLabel(spec: MetricSpec): string {
  if (spec === "accuracy" || spec === "acc") return "acc";
  if (spec === "crossentropy" || spec === "ce") return "ce";
  return typeof spec === "string" ? spec : spec.name;
}

/** Recurve's metric of one output; it is read after each batch. @throws ConfigError for an unknown name */
export function metricOf(spec: MetricSpec, output: Output): core.metrics.Metric {
  checkOption("compile", "metrics", spec, aMetric);
  const name = metricLabel(spec);
  if (typeof spec === "object") return spec;
  if (name === "acc" || name === "ce") return ofRecurve(kinds[name][kindOf(output)], name);
  if (typeof spec === "function") return meanOf(name, (yTrue, yPred) => spec(chained(yTrue), chained(yPred)));
  const plain = lossName(spec);
  if (plain === "precision") return meanOf(name, precision);
  // as a metric, too, TensorFlow.js gives what it is as a loss
  if (Object.hasOwn(lossMakers, plain)) {
    const loss = lossOf(plain);
    return meanOf(name, (yTrue, yPred) => loss.values(yTrue, yPred));
  }
  return ofRecurve(plain, name);
}

/** One of Recurve's metrics, to which masks do not matter. */
function ofRecurve(spec: string, name: string): core.metrics.Metric {
  const metric = resolveMetric(spec as never);
  return {
    name,
    reset: () => metric.reset(),
    update: (yTrue, yPred) => metric.update(yTrue, yPred),
    result: () => metric.result(),
  };
}

/** The mean of a function's values, separately for each batch. */
function meanOf(name: string, values: Values): core.metrics.Metric {
  let sum = 0;
  let count = 0;
  return {
    name,
    reset() {
      sum = 0;
      count = 0;
    },
    update(yTrue, yPred) {
      sum += ops.mean(ops.cast(values(yTrue, yPred), "float32")).item();
      count++;
    },
    result: () => (count === 0 ? 0 : sum / count),
  };
}
