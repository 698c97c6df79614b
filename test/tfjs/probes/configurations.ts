/** What layers say of themselves, what files keep, and masked steps. */
import { type Row, row } from "../compare.ts";
import { data, stack } from "./models-data.ts";

/** The least options of each layer. */
const least: Readonly<Record<string, (layers: any) => object>> = {
  dense: () => ({ units: 3 }),
  dropout: () => ({ rate: 0.3, seed: 4 }),
  spatialDropout1d: () => ({ rate: 0.5 }),
  alphaDropout: () => ({ rate: 0.5 }),
  gaussianNoise: () => ({ stddev: 0.1 }),
  gaussianDropout: () => ({ rate: 0.1 }),
  flatten: () => ({}),
  reshape: () => ({ targetShape: [-1, 2] }),
  permute: () => ({ dims: [2, 1] }),
  repeatVector: () => ({ n: 2 }),
  embedding: () => ({ inputDim: 4, outputDim: 2, inputLength: 3 }),
  masking: () => ({}),
  conv1d: () => ({ filters: 2, kernelSize: 2 }),
  conv2d: () => ({ filters: 2, kernelSize: 2 }),
  conv3d: () => ({ filters: 2, kernelSize: 2 }),
  conv2dTranspose: () => ({ filters: 2, kernelSize: 2 }),
  depthwiseConv2d: () => ({ kernelSize: 2 }),
  maxPooling1d: () => ({}),
  averagePooling2d: () => ({}),
  globalMaxPooling1d: () => ({}),
  globalAveragePooling2d: () => ({}),
  upSampling2d: () => ({}),
  zeroPadding2d: () => ({}),
  cropping2D: () => ({ cropping: [[1, 0], [1, 1]] }), // biome-ignore format: edges
  batchNormalization: () => ({}),
  reLU: () => ({}),
  leakyReLU: () => ({}),
  elu: () => ({}),
  prelu: () => ({ sharedAxes: [1] }),
  thresholdedReLU: () => ({}),
  softmax: () => ({ axis: -1 }),
  concatenate: () => ({}),
  dot: () => ({ axes: -1 }),
  simpleRNNCell: () => ({ units: 2 }),
  gruCell: () => ({ units: 2 }),
  lstmCell: () => ({ units: 2 }),
  convLstm2d: () => ({ filters: 2, kernelSize: 2 }),
  convLstm2dCell: () => ({ filters: 2, kernelSize: 2, strides: [2, 2], kernelRegularizer: "l1l2", implementation: 1 }),
  rnn: (layers) => ({ cell: [layers.lstmCell({ units: 2, name: "a" }), layers.gruCell({ units: 3, name: "b" })] }),
  timeDistributed: (layers) => ({ layer: layers.dense({ units: 3, name: "inner" }) }),
  bidirectional: (layers) => ({ layer: layers.lstm({ units: 3, name: "inner" }) }),
};

const told = Object.entries(least).map(([name, options]) =>
  row(`tf.layers.${name}(…).getConfig()`, (tf) => {
    const config = tf.layers[name]({ name: "it", ...options(tf.layers) }).getConfig();
    if (name === "rnn") delete config.cell.config.name;
    return JSON.parse(JSON.stringify(config));
  }),
);

export const rows: Row[] = [
  ...told,
  row("a layer made again by its class from what getConfig gave", (tf) => {
    const inner = tf.layers.dense({ units: 3, name: "inner" });
    const layer = tf.layers.timeDistributed({ layer: inner, name: "outer" });
    return layer.constructor.fromConfig(layer.constructor, layer.getConfig()).getConfig();
  }),
  row("tf.layers.thresholdedReLU(), saved and loaded", async (tf) => {
    const model = tf.sequential({ layers: [tf.layers.thresholdedReLU({ inputShape: [4] })] });
    let files: any;
    await model.save(tf.io.withSaveHandler(async (given: any) => (files = given)));
    const again = await tf.loadLayersModel(tf.io.fromMemory(files));
    return [again.predict(tf.tensor2d([[0.5, 1, 1.5, -2]])), again.layers[0].getClassName()];
  }),
  row("computeMask of masking and embedding", (tf) => [
    tf.layers.masking({ maskValue: 1 }).computeMask(tf.tensor3d([[[1, 1], [1, 2], [3, 4]]])), // biome-ignore format: rows
    tf.layers.embedding({ inputDim: 5, outputDim: 2, maskZero: true }).computeMask(tf.tensor2d([[0, 1], [4, 0]])), // biome-ignore format: rows
    tf.layers.add().computeMask([tf.ones([2, 3]), tf.ones([2, 3])], [null, null]),
  ]),
  row("tf.layers.stackedRNNCells: its cells", (tf) => {
    const { stateSize, cells } = tf.layers.stackedRNNCells({
      cells: [tf.layers.lstmCell({ units: 3 }), tf.layers.simpleRNNCell({ units: 4 })],
    });
    return [stateSize, cells.map((cell: any) => cell.getClassName())];
  }),
  row("bidirectional with a mask, its sequences read by dense layers", (tf) => {
    const model = stack(
      tf,
      tf.layers.embedding({ inputDim: 4, outputDim: 2, maskZero: true, inputLength: 4 }),
      tf.layers.bidirectional({ layer: tf.layers.lstm({ units: 2, returnSequences: true }) }),
    );
    return model.predict(tf.tensor2d([[1, 2, 0, 0], [0, 3, 0, 1]])); // biome-ignore format: rows
  }),
  row("lstm.getConfig with all options", (tf) => {
    const penalties = { kernelRegularizer: "l1l2", recurrentRegularizer: "l1l2", biasRegularizer: "l1l2" };
    const constraints = { kernelConstraint: "unitNorm", recurrentConstraint: "unitNorm", biasConstraint: "nonNeg" };
    const walk = { returnSequences: true, returnState: true, stateful: true, unroll: true, goBackwards: true };
    return tf.layers
      .lstm({
        ...{ ...penalties, ...constraints, ...walk, units: 8, recurrentActivation: "tanh", implementation: 1 },
        ...{ kernelInitializer: "glorotUniform", recurrentInitializer: "heUniform", biasInitializer: "ones" },
        ...{ dropout: 0.1, recurrentDropout: 0.2, batchInputShape: [12, 8, 8], dtype: "int32", unitForgetBias: true },
        name: "whole",
      })
      .getConfig();
  }),
  row("convLstm2d.getConfig: windows", (tf) => {
    const { kernelSize, strides, dilationRate, dataFormat, implementation } = tf.layers
      .convLstm2d({ filters: 2, kernelSize: 3, implementation: 2 })
      .getConfig();
    return [kernelSize, strides, dilationRate, dataFormat, implementation];
  }),
  row("maxPooling2d, conv2d.getConfig: windows", (tf) => {
    const pool = tf.layers.maxPooling2d({}).getConfig();
    const { kernelSize, strides } = tf.layers.conv2d({ filters: 2, kernelSize: 3 }).getConfig();
    return [pool.poolSize, pool.strides, kernelSize, strides];
  }),
  row("a model with dot, saved and loaded", async (tf) => {
    const [a, b] = [tf.input({ shape: [3, 2] }), tf.input({ shape: [4, 2] })];
    const model = tf.model({ inputs: [a, b], outputs: tf.layers.dot({ axes: [2, 2] }).apply([a, b]) });
    let artifacts: any;
    await model.save(
      tf.io.withSaveHandler(async (given: any) => {
        artifacts = given;
        return {};
      }),
    );
    const again = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
    return again.predict([data(tf, [1, 3, 2]), data(tf, [1, 4, 2])]);
  }),
];
