/** Layers, each in a model of its own: what they predict. */
import { type Row, row } from "../compare.ts";
import { data, stack } from "./models-data.ts";

type Make = (layers: any, inputShape: number[]) => any;
const made: Record<string, [Make, number[]]> = {
  repeat: [(l, s) => l.repeatVector({ n: 3, inputShape: s }), [2, 4]],
  permute: [(l, s) => l.permute({ dims: [2, 1], inputShape: s }), [2, 3, 4]],
  reshape: [(l, s) => l.reshape({ targetShape: [null, 2], inputShape: s }), [2, 3, 4]],
  flatten: [(l, s) => l.flatten({ inputShape: s, dataFormat: "channelsLast" }), [2, 3, 4]],
  relu: [(l, s) => l.reLU({ inputShape: s, maxValue: 0.5 }), [2, 4]],
  leaky: [(l, s) => l.leakyReLU({ inputShape: s }), [2, 4]],
  leakyA: [(l, s) => l.leakyReLU({ inputShape: s, alpha: 0.1 }), [2, 4]],
  thr: [(l, s) => l.thresholdedReLU({ inputShape: s, theta: 0.3 }), [2, 4]],
  elu: [(l, s) => l.elu({ inputShape: s }), [2, 4]],
  prelu: [(l, s) => l.prelu({ inputShape: s }), [2, 4]],
  softmax: [(l, s) => l.softmax({ inputShape: s }), [2, 4]],
  conv2d: [
    (l, s) =>
      l.conv2d({
        filters: 2,
        kernelSize: 2,
        inputShape: s,
        padding: "same",
        strides: [1, 1],
        useBias: true,
        dataFormat: "channelsLast",
      }),
    [1, 4, 4, 2],
  ],
  sep: [(l, s) => l.separableConv2d({ filters: 2, kernelSize: 2, inputShape: s }), [1, 4, 4, 2]],
  dw: [(l, s) => l.depthwiseConv2d({ kernelSize: 2, inputShape: s, depthMultiplier: 2 }), [1, 4, 4, 2]],
  convT: [(l, s) => l.conv2dTranspose({ filters: 2, kernelSize: 2, strides: 2, inputShape: s }), [1, 3, 3, 2]],
  conv3d: [(l, s) => l.conv3d({ filters: 2, kernelSize: 2, inputShape: s }), [1, 3, 3, 3, 1]],
  maxp2: [(l, s) => l.maxPooling2d({ poolSize: 2, inputShape: s }), [1, 4, 4, 2]],
  maxp2b: [(l, s) => l.maxPool2d({ poolSize: [2, 2], strides: [1, 1], padding: "same", inputShape: s }), [1, 4, 4, 2]],
  avgp1: [(l, s) => l.avgPooling1d({ poolSize: 2, inputShape: s }), [1, 4, 2]],
  avgp1d: [(l, s) => l.averagePooling1d({ inputShape: s }), [1, 4, 2]],
  avgp2: [(l, s) => l.avgPool2d({ inputShape: s }), [1, 4, 4, 2]],
  gap1: [(l, s) => l.globalAveragePooling1d({ inputShape: s }), [1, 4, 2]],
  gap2: [(l, s) => l.globalAveragePooling2d({ inputShape: s, dataFormat: "channelsLast" }), [1, 4, 4, 2]],
  gmp2: [(l, s) => l.globalMaxPooling2d({ inputShape: s }), [1, 4, 4, 2]],
  up: [(l, s) => l.upSampling2d({ size: [2, 2], inputShape: s }), [1, 2, 2, 2]],
  zp: [
    (l, s) =>
      l.zeroPadding2d({
        padding: [
          [1, 0],
          [0, 2],
        ],
        inputShape: s,
      }),
    [1, 2, 2, 1],
  ],
  crop: [
    (l, s) =>
      l.cropping2D({
        cropping: [
          [1, 0],
          [0, 1],
        ],
        inputShape: s,
      }),
    [1, 3, 3, 1],
  ],
  ln: [(l, s) => l.layerNormalization({ inputShape: s }), [2, 4]],
  bn: [(l, s) => l.batchNormalization({ inputShape: s }), [2, 4]],
  mask: [(l, s) => l.masking({ inputShape: s, maskValue: 0 }), [2, 3, 4]],
  resc: [(l, s) => l.rescaling({ inputShape: s, scale: 2, offset: 1 }), [2, 3]],
  gn: [(l, s) => l.gaussianNoise({ stddev: 0.1, inputShape: s }), [2, 3]],
  sd: [(l, s) => l.spatialDropout1d({ rate: 0.1, inputShape: s }), [2, 3, 2]],
  clstm: [
    (l, s) =>
      l.convLstm2d({
        filters: 2,
        kernelSize: [2, 2],
        padding: "same",
        returnSequences: true,
        dataFormat: "channelsLast",
        inputShape: s,
      }),
    [1, 2, 3, 3, 1],
  ],
};
const activations =
  "elu hardSigmoid linear relu relu6 selu sigmoid softmax softplus softsign tanh swish mish gelu".split(" ");
const merging = "add average maximum minimum multiply concatenate".split(" ");
const predicted = (make: Make, shape: number[]) => (tf: any) =>
  stack(tf, make(tf.layers, shape.slice(1))).predict(data(tf, shape));

export const rows: Row[] = [
  ...Object.entries(made).map(([name, [make, shape]]) => row(`a model of ${name}`, predicted(make, shape))),
  ...activations.map((activation) =>
    row(
      `tf.layers.activation({ activation: "${activation}" })`,
      predicted((l, inputShape) => l.activation({ activation, inputShape }), [2, 4]),
    ),
  ),
  ...merging.map((name) =>
    row(`tf.layers.${name}().apply([a, b])`, (tf) => {
      const inputs = [tf.input({ shape: [2] }), tf.input({ shape: [2] })];
      const model = tf.model({ inputs, outputs: tf.layers[name]().apply(inputs) });
      return model.predict([data(tf, [2, 2]), data(tf, [2, 2], 1)]);
    }),
  ),
];
