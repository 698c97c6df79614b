/** A program for each metric: what came true first, then what was predicted. */
import { metrics, ops, tensor } from "recurve";

export const examples = {
  auc: () => {
    const metric = metrics.auc();
    metric.update(tensor([[1], [0], [1]]), tensor([[0.9], [0.6], [0.2]]));
    console.log(metric.result());
  },
  binaryAccuracy: () => {
    const metric = metrics.binaryAccuracy();
    metric.update(tensor([[1], [0], [1]]), tensor([[0.9], [0.6], [0.2]]));
    console.log(metric.result());
  },
  categoricalAccuracy: () => {
    const metric = metrics.categoricalAccuracy();
    metric.update(
      tensor([
        [0, 1, 0],
        [1, 0, 0],
      ]),
      tensor([
        [0.1, 0.8, 0.1],
        [0.3, 0.4, 0.3],
      ]),
    );
    console.log(metric.result());
  },
  f1Score: () => {
    const metric = metrics.f1Score({ average: "macro" });
    metric.update(
      tensor([
        [0, 1, 0],
        [1, 0, 0],
      ]),
      tensor([
        [0.1, 0.8, 0.1],
        [0.3, 0.4, 0.3],
      ]),
    );
    console.log(metric.result());
  },
  falseNegatives: () => {
    const metric = metrics.falseNegatives();
    metric.update(tensor([[1], [0], [1]]), tensor([[0.9], [0.6], [0.2]]));
    console.log(metric.result());
  },
  falsePositives: () => {
    const metric = metrics.falsePositives();
    metric.update(tensor([[1], [0], [1]]), tensor([[0.9], [0.6], [0.2]]));
    console.log(metric.result());
  },
  fbetaScore: () => {
    const metric = metrics.fbetaScore({ average: "macro", beta: 2 });
    metric.update(
      tensor([
        [0, 1, 0],
        [1, 0, 0],
      ]),
      tensor([
        [0.1, 0.8, 0.1],
        [0.3, 0.4, 0.3],
      ]),
    );
    console.log(metric.result());
  },
  mean: () => {
    const mean = metrics.mean();
    mean.update(tensor([1, 2, 6]));
    console.log(mean.result());
  },
  perplexity: () => {
    const metric = metrics.perplexity();
    metric.update(
      tensor([[1], [0]], [2, 1], "int32"),
      tensor([
        [0.1, 0.8, 0.1],
        [0.3, 0.4, 0.3],
      ]),
    );
    console.log(metric.result());
  },
  precision: () => {
    const metric = metrics.precision();
    metric.update(tensor([[1], [0], [1]]), tensor([[0.9], [0.6], [0.2]]));
    console.log(metric.result());
  },
  r2Score: () => {
    const metric = metrics.r2Score();
    metric.update(tensor([[1], [2], [4]]), tensor([[1.5], [2], [3]]));
    console.log(metric.result());
  },
  recall: () => {
    const metric = metrics.recall();
    metric.update(tensor([[1], [0], [1]]), tensor([[0.9], [0.6], [0.2]]));
    console.log(metric.result());
  },
  rootMeanSquaredError: () => {
    const metric = metrics.rootMeanSquaredError();
    metric.update(tensor([[1], [2], [4]]), tensor([[1.5], [2], [3]]));
    console.log(metric.result());
  },
  sparseCategoricalAccuracy: () => {
    const metric = metrics.sparseCategoricalAccuracy();
    metric.update(
      tensor([[1], [0]], [2, 1], "int32"),
      tensor([
        [0.1, 0.8, 0.1],
        [0.3, 0.4, 0.3],
      ]),
    );
    console.log(metric.result());
  },
  sparseTopKCategoricalAccuracy: () => {
    const metric = metrics.sparseTopKCategoricalAccuracy({ k: 2 });
    metric.update(
      tensor([[1], [0]], [2, 1], "int32"),
      tensor([
        [0.1, 0.8, 0.1],
        [0.3, 0.4, 0.3],
      ]),
    );
    console.log(metric.result());
  },
  sum: () => {
    const sum = metrics.sum();
    sum.update(tensor([1, 2, 6]));
    console.log(sum.result());
  },
  topKCategoricalAccuracy: () => {
    const metric = metrics.topKCategoricalAccuracy({ k: 2 });
    metric.update(
      tensor([
        [0, 1, 0],
        [1, 0, 0],
      ]),
      tensor([
        [0.1, 0.8, 0.1],
        [0.3, 0.4, 0.3],
      ]),
    );
    console.log(metric.result());
  },
  trueNegatives: () => {
    const metric = metrics.trueNegatives();
    metric.update(tensor([[1], [0], [1]]), tensor([[0.9], [0.6], [0.2]]));
    console.log(metric.result());
  },
  truePositives: () => {
    const metric = metrics.truePositives();
    metric.update(tensor([[1], [0], [1]]), tensor([[0.9], [0.6], [0.2]]));
    console.log(metric.result());
  },
  MeanMetric: () => {
    const metric = new metrics.MeanMetric("within_a_tenth", (truth, predicted) =>
      ops.cast(ops.less(ops.abs(ops.subtract(truth, predicted)), 0.1), "float32"),
    );
    metric.update(tensor([[1], [2]]), tensor([[1.05], [3]]));
    console.log(metric.result());
  },
};
