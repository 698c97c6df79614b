/** Losses, metrics and larger operations. Each row runs on TensorFlow.js and on Recurve. */
import { type Row, row } from "../compare.ts";

const labels = [
  [1, 0],
  [0, 1],
];
const said = [
  [0.8, 0.2],
  [0.3, 0.9],
];
const losses = [
  "absoluteDifference",
  "hingeLoss",
  "huberLoss",
  "logLoss",
  "meanSquaredError",
  "sigmoidCrossEntropy",
  "softmaxCrossEntropy",
];

export const rows: Row[] = [
  ...losses.flatMap((name) => [
    row(`tf.losses.${name}(labels, predictions)`, (tf) => tf.losses[name](tf.tensor(labels), tf.tensor(said))),
    row(`tf.losses.${name}, weighted`, (tf) =>
      tf.losses[name](
        tf.tensor(labels),
        tf.tensor(said),
        name.startsWith("softmax")
          ? tf.tensor([1, 0])
          : tf.tensor([
              [1, 0],
              [2, 3],
            ]),
      ),
    ),
    row(`tf.losses.${name} of two shapes`, (tf) => tf.losses[name](tf.tensor(labels), tf.tensor([1]))),
  ]),
  ...["NONE", "MEAN", "SUM", "SUM_BY_NONZERO_WEIGHTS"].flatMap((way) => [
    row(`meanSquaredError, Reduction.${way}`, (tf) =>
      tf.losses.meanSquaredError(labels, said, undefined, tf.Reduction[way]),
    ),
    row(`meanSquaredError, one weight, Reduction.${way}`, (tf) =>
      tf.losses.meanSquaredError(labels, said, tf.scalar(2), tf.Reduction[way]),
    ),
    row(`meanSquaredError, a weight each, Reduction.${way}`, (tf) =>
      tf.losses.meanSquaredError(
        labels,
        said,
        tf.tensor([
          [1, 0],
          [2, 3],
        ]),
        tf.Reduction[way],
      ),
    ),
    row(`computeWeightedLoss, Reduction.${way}`, (tf) =>
      tf.losses.computeWeightedLoss([1, 2], [0, 1], tf.Reduction[way]),
    ),
  ]),
  (tf) => tf.losses.cosineDistance(tf.tensor(labels), tf.tensor(said), 1),
  (tf) => tf.losses.cosineDistance(tf.tensor(labels), tf.tensor(said), 0, null, tf.Reduction.NONE),
  (tf) => tf.losses.huberLoss(tf.tensor([3]), tf.tensor([0]), null, 2),
  (tf) => tf.losses.logLoss(tf.tensor([1]), tf.tensor([0.5]), null, 0.1),
  (tf) => tf.losses.sigmoidCrossEntropy(labels, said, null, 0.2),
  (tf) => tf.losses.softmaxCrossEntropy(labels, said, null, 0.2, tf.Reduction.NONE),
  ...[
    "binaryAccuracy",
    "binaryCrossentropy",
    "categoricalAccuracy",
    "categoricalCrossentropy",
    "cosineProximity",
    "meanAbsoluteError",
    "meanAbsolutePercentageError",
    "meanSquaredError",
    "mse",
    "MSE",
    "mape",
    "MAPE",
    "precision",
    "recall",
    "r2Score",
  ].map((name) =>
    row(`tf.metrics.${name}`, (tf) =>
      tf.metrics[name](
        tf.tensor([
          [1, 0],
          [0, 1],
          [1, 1],
        ]),
        tf.tensor([
          [1, 0.25],
          [0.5, 0.75],
          [0, 1],
        ]),
      ),
    ),
  ),
  (tf) =>
    tf.metrics.sparseCategoricalAccuracy(
      tf.tensor1d([1, 0]),
      tf.tensor2d([
        [0.1, 0.9],
        [0.2, 0.8],
      ]),
    ),
  (tf) =>
    tf.metrics.sparseCategoricalAccuracy(
      tf.tensor2d([[1], [0]]),
      tf.tensor2d([
        [0.1, 0.9],
        [0.2, 0.8],
      ]),
    ),
  (tf) => tf.movingAverage(tf.scalar(1), tf.scalar(3), 0.9, 1),
  (tf) => tf.movingAverage(tf.scalar(1), tf.scalar(3), 0.9, undefined, false),
  (tf) => tf.dropout([1, 2, 3], 0),
  (tf) =>
    tf
      .dropout(tf.ones([100]), 0.5)
      .dataSync()
      .every((value: any) => value === 0 || value === 2),
  (tf) =>
    tf
      .dropout(tf.ones([4, 3]), 0.5, [4, 1])
      .sum(1)
      .dataSync()
      .every((value: any) => value === 0 || value === 6),
  (tf) =>
    tf.basicLSTMCell(
      tf.scalar(1),
      tf.range(0, 24).reshape([3, 8]).div(24),
      tf.zeros([8]),
      [[0.5]],
      [[0.1, 0.2]],
      [[0.3, 0.4]],
    ),
  (tf) => {
    const cell = (data: any, c: any, h: any) =>
      tf.basicLSTMCell(tf.scalar(1), tf.ones([3, 8]), tf.zeros([8]), data, c, h);
    const second = (data: any, c: any, h: any) =>
      tf.basicLSTMCell(tf.scalar(1), tf.ones([4, 8]), tf.zeros([8]), data, c, h);
    return tf.multiRNNCell(
      [cell, second],
      [[0.5]],
      [tf.zeros([1, 2]), tf.zeros([1, 2])],
      [tf.zeros([1, 2]), tf.zeros([1, 2])],
    );
  },
  (tf) =>
    tf.fused.matMul({ a: tf.tensor([[1, -2]]), b: tf.tensor([[1], [2]]), bias: tf.tensor([1]), activation: "relu" }),
  (tf) => tf.fused.matMul({ a: tf.tensor([[1, 2]]), b: tf.tensor([[1, 2]]), transposeB: true, activation: "elu" }),
  (tf) =>
    tf.fused.matMul({
      a: tf.tensor([[1, -2]]),
      b: tf.tensor([[1], [2]]),
      activation: "leakyrelu",
      leakyreluAlpha: 0.5,
    }),
  (tf) =>
    tf.fused.conv2d({
      x: tf.ones([1, 3, 3, 1]),
      filter: tf.ones([2, 2, 1, 1]),
      strides: 1,
      pad: "valid",
      bias: tf.tensor([-5]),
      activation: "relu6",
    }),
  (tf) =>
    tf.fused.depthwiseConv2d({
      x: tf.ones([1, 3, 3, 1]),
      filter: tf.ones([2, 2, 1, 1]),
      strides: 1,
      pad: "same",
      activation: "sigmoid",
    }),
  (tf) =>
    tf.linalg.bandPart(
      [
        [1, 2, 3],
        [4, 5, 6],
        [7, 8, 9],
      ],
      1,
      0,
    ),
  (tf) =>
    tf.linalg.gramSchmidt(
      tf.tensor2d([
        [1, 2],
        [3, 5],
      ]),
    ),
  (tf) => {
    const [q, r] = tf.linalg.qr(
      tf.tensor2d([
        [1, 2],
        [3, 4],
        [5, 7],
      ]),
    );
    return [q.shape, r.shape, q.matMul(r), q.transpose().matMul(q)];
  },
  (tf) =>
    tf.linalg
      .qr(
        tf.tensor2d([
          [1, 2],
          [3, 4],
          [5, 7],
        ]),
        true,
      )
      .map((each: any) => each.shape),
  (tf) => tf.signal.hannWindow(5),
  (tf) => tf.signal.hammingWindow(6),
  (tf) => tf.signal.frame(tf.range(0, 7), 3, 2),
  (tf) => tf.signal.frame(tf.range(0, 7), 3, 2, true, 9),
  (tf) => tf.signal.stft(tf.range(0, 8), 4, 2),
  (tf) => tf.spectral.rfft(tf.range(0, 4)),
  (tf) => tf.complex([1], [2]),
  (tf) => tf.image.flipLeftRight(tf.zeros([1, 2, 2, 1])),
  (tf) => tf.initializers.zeros().apply([2]),
  (tf) => tf.initializers.ones().apply([2]),
  (tf) => tf.initializers.constant({ value: 3 }).apply([2]),
  (tf) => tf.initializers.identity({ gain: 2 }).apply([2, 2]),
  ...Object.entries({
    randomUniform: { minval: 0, maxval: 1 },
    randomNormal: { mean: 0, stddev: 1 },
    truncatedNormal: { mean: 0, stddev: 1, seed: 3 },
    glorotUniform: {},
    glorotNormal: { seed: 1 },
    heNormal: {},
    heUniform: {},
    leCunNormal: {},
    leCunUniform: {},
    orthogonal: { gain: 2 },
    varianceScaling: { scale: 1, mode: "fanIn", distribution: "normal" },
  }).map(([name, options]) =>
    row(`tf.initializers.${name}({…}).apply([3, 3])`, (tf) => tf.initializers[name](options).apply([3, 3]).shape),
  ),
  (tf) => tf.regularizers.l1({ l1: 0.1 }).apply(tf.tensor([1, -2])),
  (tf) => tf.regularizers.l2({ l2: 0.1 }).apply(tf.tensor([1, -2])),
  (tf) => tf.regularizers.l1l2().apply(tf.tensor([1, -2])),
  (tf) => tf.regularizers.l1l2({ l1: 1, l2: 0 }).apply(tf.tensor([1, -2])),
  (tf) =>
    tf.constraints.maxNorm({ maxValue: 1 }).apply(
      tf.tensor2d([
        [3, 0.1],
        [4, 0.1],
      ]),
    ),
  (tf) =>
    tf.constraints.unitNorm({ axis: 0 }).apply(
      tf.tensor2d([
        [3, 1],
        [4, 0],
      ]),
    ),
  (tf) => tf.constraints.nonNeg().apply(tf.tensor([-1, 2])),
  (tf) =>
    tf.constraints.minMaxNorm({ minValue: 1, maxValue: 2 }).apply(
      tf.tensor2d([
        [3, 0.1],
        [4, 0],
      ]),
    ),
];
