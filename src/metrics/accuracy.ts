/** Shares of right predictions. */
import { argMax, cast, equal, expandDims, greater, less, reshape, sum, takeAlongLast } from "../ops/index.ts";
import { type Declared, formatShape, readOptions, ShapeError, sameShape, type Tensor, takes } from "../tensor/index.ts";
import { described, MeanMetric, type Metric, type MetricOptions, readName } from "./metric.ts";

/** Options of `metrics.binaryAccuracy`: the threshold between 0 and 1. */
export interface BinaryAccuracyOptions extends MetricOptions {
  /** Predictions above it count as 1. Default 0.5. */
  threshold?: number | undefined;
}

/** Share of entries where the prediction lies on the target's side of `threshold`. */
export function binaryAccuracy(options: BinaryAccuracyOptions = {}): Metric {
  const { name, threshold } = readOptions("binaryAccuracy", options, {
    name: takes.withDefault(takes.text, "binaryAccuracy"),
    threshold: 0.5,
  });
  const metric = new MeanMetric(name, (t, p) =>
    equal(cast(likePredictions(t, p), "float32"), cast(greater(p, threshold), "float32")),
  );
  return described(metric, "BinaryAccuracy", { threshold });
}

/** Share of rows whose largest entry is where the one-hot target has its 1. */
export function categoricalAccuracy(options: MetricOptions = {}): Metric {
  const metric = new MeanMetric(readName("categoricalAccuracy", options), (t, p) => equal(classesOf(t, p), argMax(p)));
  return described(metric, "CategoricalAccuracy");
}

/** Share of rows whose largest entry is at the target's class number. */
export function sparseCategoricalAccuracy(options: MetricOptions = {}): Metric {
  const name = readName("sparseCategoricalAccuracy", options);
  const metric = new MeanMetric(name, (t, p) => equal(labelsFor(t, p), argMax(p)));
  return described(metric, "SparseCategoricalAccuracy");
}

/** Options of the metrics that count a prediction as right when the target is among the k largest. */
export interface TopKOptions extends MetricOptions {
  /** How many of the largest entries may hold the target. Default 5. */
  k?: number | undefined;
}

const topKOptions = (kind: string) =>
  ({
    name: takes.withDefault(takes.text, kind),
    k: takes.withDefault(takes.positiveInteger, 5),
  }) satisfies Declared<TopKOptions>;

/** Share of rows where fewer than k entries are larger than the one of the one-hot target. */
export function topKCategoricalAccuracy(options: TopKOptions = {}): Metric {
  const { name, k } = readOptions("topKCategoricalAccuracy", options, topKOptions("topKCategoricalAccuracy"));
  const metric = new MeanMetric(name, (t, p) => isAmongLargest(p, classesOf(t, p), k));
  return described(metric, "TopKCategoricalAccuracy", { k });
}

/** Share of rows where fewer than k entries are larger than the one at the target's class number. */
export function sparseTopKCategoricalAccuracy(options: TopKOptions = {}): Metric {
  const kind = "sparseTopKCategoricalAccuracy";
  const { name, k } = readOptions(kind, options, topKOptions(kind));
  const metric = new MeanMetric(name, (t, p) => isAmongLargest(p, labelsFor(t, p), k));
  return described(metric, "SparseTopKCategoricalAccuracy", { k });
}

function isAmongLargest(p: Tensor, classes: Tensor, k: number): Tensor {
  const own = expandDims(takeAlongLast(p, classes), -1);
  return less(sum(greater(p, own), -1), k);
}

/** Targets in the shape of the predictions; a missing last axis of length 1 is mended. */
export function likePredictions(yTrue: Tensor, yPred: Tensor): Tensor {
  if (sameShape(yTrue.shape, yPred.shape)) return yTrue;
  if (sameShape([...yTrue.shape, 1], yPred.shape) || sameShape(yTrue.shape, [...yPred.shape, 1])) {
    return reshape(yTrue, yPred.shape);
  }
  throw misfit(yTrue, yPred, formatShape(yPred.shape));
}

/** The class number of each one-hot target. */
function classesOf(yTrue: Tensor, yPred: Tensor): Tensor {
  if (!sameShape(yTrue.shape, yPred.shape)) throw misfit(yTrue, yPred, `one-hot ${formatShape(yPred.shape)}`);
  return argMax(yTrue);
}

/** Class numbers (...) for predictions (..., V); a last axis of length 1 is taken away. */
function labelsFor(yTrue: Tensor, yPred: Tensor): Tensor {
  const rows = yPred.shape.slice(0, -1);
  const fits = sameShape(yTrue.shape, rows) || sameShape(yTrue.shape, [...rows, 1]);
  if (!fits) throw misfit(yTrue, yPred, `class numbers ${formatShape(rows)}`);
  return reshape(cast(yTrue, "int32"), rows);
}

function misfit(yTrue: Tensor, yPred: Tensor, expected: string): ShapeError {
  return new ShapeError({
    what: "The targets do not fit the predictions of a metric.",
    expected: `${expected} for predictions ${formatShape(yPred.shape)}`,
    received: formatShape(yTrue.shape),
  });
}
