/** Numbers that tell how well a model does, gathered over the batches of an epoch. */
export {
  type BinaryAccuracyOptions,
  binaryAccuracy,
  categoricalAccuracy,
  sparseCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
  type TopKOptions,
  topKCategoricalAccuracy,
} from "./metrics/accuracy.ts";
export { type AUCOptions, auc } from "./metrics/auc.ts";
export type { MetricName, MetricSpec } from "./metrics/by-name.ts";
export {
  type CountOptions,
  type F1ScoreOptions,
  type FBetaScoreOptions,
  f1Score,
  falseNegatives,
  falsePositives,
  fbetaScore,
  type PrecisionOptions,
  precision,
  recall,
  trueNegatives,
  truePositives,
} from "./metrics/confusion.ts";
export { type Gathered, type GatherOptions, mean, sum } from "./metrics/gathered.ts";
export { MeanMetric, type Metric, type MetricOptions, type MetricUpdateOptions } from "./metrics/metric.ts";
export { type PerplexityOptions, perplexity, rootMeanSquaredError } from "./metrics/of-loss.ts";
export { r2Score } from "./metrics/r2-score.ts";
