/** A small model around each layer there is, for tests of files; the type demands a row for every layer. */
import { constraints, initializers, input, layers, model, regularizers, tensor } from "../src/index.ts";
import type { LayerFactory } from "../src/io/names.ts";
import {
  around,
  batch,
  features,
  joining,
  type LayerModel,
  onBody,
  onImage,
  onTexts,
  paddedRows,
  reversible,
  row,
  steps,
  time,
  words,
} from "./around-layers.ts";
import { normal } from "./numbers.ts";

export const layerModels: Readonly<Record<LayerFactory, () => LayerModel>> = {
  activation: () => around((x) => layers.activation({ activation: "hardSigmoid" }).apply(x)),
  activityRegularization: () => around((x) => layers.activityRegularization({ l1: 0.01, l2: 0.02 }).apply(x)),
  add: () => joining(layers.add()),
  additiveAttention: () => joining(layers.additiveAttention({})),
  alphaDropout: () => around((x) => layers.alphaDropout({ rate: 0.3, seed: 4 }).apply(x), true),
  attention: () => joining(layers.attention({ useScale: true, scoreMode: "concat" })),
  average: () => joining(layers.average()),
  averagePooling1d: () => around((x) => layers.averagePooling1d({ poolSize: 3, strides: 1, padding: "same" }).apply(x)),
  averagePooling2d: () =>
    onImage((x) => layers.averagePooling2d({ poolSize: [2, 3], strides: 1, padding: "same" }).apply(x)),
  averagePooling3d: () => onBody((x) => layers.averagePooling3d({ poolSize: [2, 1, 2] }).apply(x)),
  batchNormalization: () => around((x) => layers.batchNormalization({ momentum: 0.7 }).apply(x)),
  bidirectional: () =>
    around((x) =>
      layers.bidirectional({ layer: layers.lstm({ units: 2, returnSequences: true }), mergeMode: "mul" }).apply(x),
    ),
  concatenate: () => joining(layers.concatenate({ axis: 1 })),
  conv1d: () =>
    around((x) =>
      layers.conv1d({ filters: 4, kernelSize: 2, dilationRate: 2, padding: "causal", activation: "tanh" }).apply(x),
    ),
  conv1dTranspose: () =>
    around((x) => layers.conv1dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: "same" }).apply(x)),
  conv2d: () =>
    around((x) => {
      const image = layers.reshape({ targetShape: [time, features, 1] }).apply(x);
      const same = layers.conv2d({ filters: 4, kernelSize: [2, 3], strides: [2, 1], padding: "same" }).apply(image);
      return layers.conv2d({ filters: 2, kernelSize: 2, groups: 2, useBias: false }).apply(same);
    }),
  conv2dTranspose: () =>
    onImage((x) =>
      layers.conv2dTranspose({ filters: 2, kernelSize: [2, 3], strides: [2, 1], activation: "tanh" }).apply(x),
    ),
  conv3d: () => onBody((x) => layers.conv3d({ filters: 2, kernelSize: [2, 1, 3], activation: "relu" }).apply(x)),
  conv3dTranspose: () =>
    onBody((x) =>
      layers.conv3dTranspose({ filters: 2, kernelSize: 2, strides: 3, outputPadding: 1, useBias: false }).apply(x),
    ),
  convLstm1d: () =>
    around((x) => {
      const rows = layers.reshape({ targetShape: [time, features, 1] }).apply(x);
      const [output, h] = layers
        .convLstm1d({ filters: 2, kernelSize: 2, padding: "same", returnSequences: true, returnState: true })
        .apply(rows);
      return layers.concatenate().apply([layers.flatten().apply(output), layers.flatten().apply(h)]);
    }),
  convLstm2d: () =>
    around((x) => {
      const images = layers.reshape({ targetShape: [2, 2, features, 1] }).apply(x);
      const options = { filters: 2, kernelSize: [1, 2], goBackwards: true, unitForgetBias: false } as const;
      return layers.convLstm2d({ ...options, recurrentActivation: "hardSigmoid" }).apply(images);
    }),
  convLstm3d: () =>
    around((x) => {
      const bodies = layers.reshape({ targetShape: [2, 2, features, 1, 1] }).apply(x);
      return layers.convLstm3d({ filters: 2, kernelSize: [2, 2, 1], strides: [1, 2, 1] }).apply(bodies);
    }),
  cropping1d: () => around((x) => layers.cropping1d({ cropping: [1, 2] }).apply(x)),
  cropping2d: () => onImage((x) => layers.cropping2d({ cropping: [1, [0, 2]] }).apply(x)),
  cropping3d: () => onBody((x) => layers.cropping3d({ cropping: [[1, 0], 0, [0, 1]] }).apply(x)),
  dense: () =>
    around((x) =>
      layers
        .dense({
          units: 2,
          activation: "leakyRelu",
          kernelInitializer: initializers.varianceScaling({
            scale: 2,
            mode: "fanAvg",
            distribution: "truncatedNormal",
          }),
          biasInitializer: initializers.constant({ value: 0.1 }),
          kernelRegularizer: regularizers.l1l2({ l1: 0.01, l2: 0.02 }),
          biasRegularizer: "l2",
          activityRegularizer: regularizers.l1({ l1: 0.01 }),
          kernelConstraint: constraints.maxNorm({ maxValue: 1.5, axis: 0 }),
          biasConstraint: "nonNeg",
        })
        .apply(x),
    ),
  depthwiseConv1d: () =>
    around((x) => layers.depthwiseConv1d({ kernelSize: 2, depthMultiplier: 2, depthwiseRegularizer: "l2" }).apply(x)),
  depthwiseConv2d: () =>
    onImage((x) => layers.depthwiseConv2d({ kernelSize: [2, 3], strides: 2, padding: "same" }).apply(x)),
  dot: () => joining(layers.dot({ axes: [2, 2], normalize: true })),
  dropout: () => around((x) => layers.dropout({ rate: 0.3, noiseShape: [null, 1, features], seed: 4 }).apply(x), true),
  eLU: () => around((x) => layers.eLU({ alpha: 0.4 }).apply(x)),
  melSpectrogram: () => {
    const sound = input({ shape: [60] });
    const layer = layers.melSpectrogram({
      fftLength: 16,
      sequenceStride: 7,
      sequenceLength: 12,
      numMelBins: 3,
      maxFreq: 7000,
    });
    const y = layers.flatten().apply(layer.apply(sound));
    return {
      model: model({ inputs: sound, outputs: layers.dense({ units: 1 }).apply(y) }),
      inputs: [normal([batch, 60])],
    };
  },
  stftSpectrogram: () =>
    around((x) => layers.stftSpectrogram({ frameLength: 3, frameStep: 1, fftLength: 6, window: [1, 3, 2] }).apply(x)),
  einsumDense: () =>
    around((x) => {
      const options = {
        equation: "aBf,fhd->aBhd",
        outputShape: [time, 2, 3],
        biasAxes: "hd",
        activation: "tanh",
      } as const;
      return layers.einsumDense(options).apply(x);
    }),
  embedding: () => words(true),
  flatten: () => onImage((x) => layers.flatten({ dataFormat: "channelsFirst" }).apply(x)),
  gaussianDropout: () => around((x) => layers.gaussianDropout({ rate: 0.3, seed: 2 }).apply(x), true),
  gaussianNoise: () => around((x) => layers.gaussianNoise({ stddev: 0.3, seed: 2 }).apply(x), true),
  globalAveragePooling1d: () =>
    around((x) => layers.globalAveragePooling1d({ keepdims: true }).apply(layers.masking({}).apply(x))),
  globalAveragePooling2d: () => onImage((x) => layers.globalAveragePooling2d().apply(x)),
  globalAveragePooling3d: () => onBody((x) => layers.globalAveragePooling3d({ keepdims: true }).apply(x)),
  globalMaxPooling1d: () => around((x) => layers.globalMaxPooling1d().apply(x)),
  globalMaxPooling2d: () =>
    onImage((x) => layers.globalMaxPooling2d({ dataFormat: "channelsFirst", keepdims: true }).apply(x)),
  globalMaxPooling3d: () => onBody((x) => layers.globalMaxPooling3d().apply(x)),
  groupNormalization: () => around((x) => layers.groupNormalization({ groups: 3, epsilon: 0.01 }).apply(x)),
  gru: () =>
    around((x) => layers.gru({ units: 2, resetAfter: false, returnSequences: true, goBackwards: true }).apply(x)),
  gruCell: () => around((x) => layers.rnn({ cell: layers.gruCell({ units: 2 }), returnSequences: true }).apply(x)),
  identity: () => around((x) => layers.identity().apply(x)),
  input: () => words(false),
  integerLookup: () => {
    const x = input({ shape: [2], dtype: "int32" });
    const lookup = layers.integerLookup({
      vocabulary: [7, 3, 40],
      numOovIndices: 2,
      outputMode: "count",
      maskToken: 9,
    });
    return {
      model: model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(lookup.apply(x)) }),
      inputs: [tensor([3, 40, 8, 3, 9, -7], [batch, 2], "int32")],
    };
  },
  layerNormalization: () => around((x) => layers.layerNormalization({ epsilon: 0.01 }).apply(x)),
  leakyReLU: () => around((x) => layers.leakyReLU({ negativeSlope: 0.1 }).apply(x)),
  lstm: () =>
    around((x) => {
      const [output, h, c] = layers.lstm({ units: 2, returnState: true, returnSequences: true }).apply(x);
      const next = layers
        .lstm({ units: 2, unitForgetBias: false, activation: "softsign" })
        .apply(x, { initialState: [h, c] });
      return layers.concatenate().apply([layers.flatten().apply(output), next]);
    }),
  lstmCell: () =>
    around((x) => layers.rnn({ cell: layers.lstmCell({ units: 2, recurrentActivation: "hardSigmoid" }) }).apply(x)),
  masking: () => {
    const x = steps();
    const masked = layers.masking({ maskValue: 0 }).apply(x);
    const [first, h] = layers.gru({ units: 2, returnSequences: true, returnState: true }).apply(masked);
    // under a mask beside initial states, which Keras must be told
    const second = layers.simpleRNN({ units: 2 }).apply(first, { initialState: [h] });
    return { model: model({ inputs: x, outputs: layers.dense({ units: 1 }).apply(second) }), inputs: [paddedRows()] };
  },
  maximum: () => joining(layers.maximum()),
  maxPooling1d: () => around((x) => layers.maxPooling1d({ padding: "same", poolSize: 3 }).apply(x)),
  maxPooling2d: () =>
    onImage((x) => layers.maxPooling2d({ padding: "same", poolSize: [3, 2], dataFormat: "channelsFirst" }).apply(x)),
  maxPooling3d: () => onBody((x) => layers.maxPooling3d({ poolSize: [1, 2, 2], strides: 1 }).apply(x)),
  minimum: () => joining(layers.minimum()),
  multiHeadAttention: () => {
    const [query, value] = [steps(), steps()];
    const options = { numHeads: 2, keyDim: 3, valueDim: 4, outputShape: 5 };
    const attended = layers.multiHeadAttention(options).apply([query, layers.masking({}).apply(value), value]);
    return {
      model: model({
        inputs: [query, value],
        outputs: layers.dense({ units: 1 }).apply(layers.flatten().apply(attended)),
      }),
      inputs: [row(), paddedRows()],
    };
  },
  multiply: () => joining(layers.multiply()),
  normalization: () =>
    around((x) =>
      layers
        .normalization({ mean: [0.5, -1, 0], variance: [4, 0.25, 1] })
        .apply(layers.normalization({ axis: null }).apply(x)),
    ),
  permute: () => around((x) => layers.permute({ dims: [2, 1] }).apply(x)),
  pReLU: () =>
    around((x) => layers.pReLU({ alphaInitializer: initializers.constant({ value: 0.2 }), sharedAxes: [1] }).apply(x)),
  reLU: () => around((x) => layers.reLU({ maxValue: 1.5, negativeSlope: 0.1, threshold: 0.2 }).apply(x)),
  repeatVector: () => around((x) => layers.repeatVector({ n: 2 }).apply(layers.flatten().apply(x))),
  rescaling: () => around((x) => layers.rescaling({ scale: [0.5, 2, 1], offset: -0.5 }).apply(x)),
  reshape: () => around((x) => layers.reshape({ targetShape: [2, -1] }).apply(x)),
  reversibleEmbedding: reversible,
  rmsNormalization: () => around((x) => layers.rmsNormalization({ epsilon: 0.01 }).apply(x)),
  rnn: () =>
    around((x) => layers.rnn({ cell: [layers.lstmCell({ units: 2 }), layers.lstmCell({ units: 3 })] }).apply(x)),
  separableConv1d: () =>
    around((x) => layers.separableConv1d({ filters: 4, kernelSize: 2, depthMultiplier: 2, padding: "same" }).apply(x)),
  separableConv2d: () =>
    onImage((x) => layers.separableConv2d({ filters: 4, kernelSize: 2, activation: "softplus" }).apply(x)),
  simpleRNN: () => around((x) => layers.simpleRNN({ units: 2, useBias: false }).apply(x)),
  simpleRNNCell: () =>
    around((x) => layers.rnn({ cell: layers.simpleRNNCell({ units: 2 }), goBackwards: true }).apply(x)),
  softmax: () => around((x) => layers.softmax({ axis: [1, 2] }).apply(x)),
  spatialDropout1d: () => around((x) => layers.spatialDropout1d({ rate: 0.3, seed: 2 }).apply(x), true),
  spatialDropout2d: () => onImage((x) => layers.spatialDropout2d({ rate: 0.3, seed: 2 }).apply(x), true),
  spatialDropout3d: () => onBody((x) => layers.spatialDropout3d({ rate: 0.3, seed: 2 }).apply(x), true),
  stackedRNNCells: () =>
    around((x) =>
      layers
        .rnn({ cell: layers.stackedRNNCells({ cells: [layers.gruCell({ units: 2 }), layers.gruCell({ units: 2 })] }) })
        .apply(x),
    ),
  stringLookup: () => {
    const options = { vocabulary: ["", "b", "c"], outputMode: "tfIdf", idfWeights: [0.5, 1.5, 2] } as const;
    const lookup = layers.stringLookup({ ...options, numOovIndices: 2, maxTokens: 8, padToMaxTokens: true });
    return onTexts((x) => lookup.apply(x), ["b", "unknown", "c", "c", "", "日本"], [2]);
  },
  subtract: () => joining(layers.subtract()),
  textVectorization: () => {
    const lookup = layers.textVectorization({
      vocabulary: ["cat", "the", "a", "the cat", "é", "été"],
      ngrams: 2,
      outputSequenceLength: 4,
    });
    const embedded = layers.embedding({ inputDim: 8, outputDim: 3, maskZero: true });
    const texts = ["The, CAT!", "été", "a"];
    return onTexts((x) => layers.lstm({ units: 2 }).apply(embedded.apply(lookup.apply(x))), texts, []);
  },
  timeDistributed: () => around((x) => layers.timeDistributed({ layer: layers.dense({ units: 2 }) }).apply(x)),
  unitNormalization: () => around((x) => layers.unitNormalization({ axis: [1, 2] }).apply(x)),
  upSampling1d: () => around((x) => layers.upSampling1d({ size: 3 }).apply(x)),
  upSampling2d: () => onImage((x) => layers.upSampling2d({ size: [2, 3], interpolation: "bilinear" }).apply(x)),
  upSampling3d: () => onBody((x) => layers.upSampling3d({ size: [2, 1, 3] }).apply(x)),
  zeroPadding1d: () => around((x) => layers.zeroPadding1d({ padding: [1, 2] }).apply(x)),
  zeroPadding2d: () =>
    onImage((x) => layers.zeroPadding2d({ padding: [1, [0, 2]], dataFormat: "channelsFirst" }).apply(x)),
  zeroPadding3d: () => onBody((x) => layers.zeroPadding3d({ padding: 1 }).apply(x)),
};
