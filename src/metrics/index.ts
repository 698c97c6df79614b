/** Numbers that tell how well a model performs, accumulated over the batches of an epoch. */
export {
  type BinaryAccuracyOptions,
  binaryAccuracy,
  categoricalAccuracy,
  sparseCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
  type TopKOptions,
  topKCategoricalAccuracy,
} from "./accuracy.ts";
export { type AUCOptions, auc } from "./auc.ts";
export type { MetricName, MetricSpec } from "./by-name.ts";
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
} from "./confusion.ts";
export { type Gathered, type GatherOptions, mean, sum } from "./gathered.ts";
export { MeanMetric, type Metric, type MetricOptions, type MetricUpdateOptions } from "./metric.ts";
export { type PerplexityOptions, perplexity, rootMeanSquaredError } from "./of-loss.ts";
export { r2Score } from "./r2-score.ts";
