/** A program for each layer: the reference shows what stands in it and prints. */
import { input, layers, model, ops, sequential, type Tensor, tensor, zeros } from "recurve";

export const examples = {
  activation: () =>
    layers
      .activation({ activation: "tanh" })
      .apply(tensor([[0, 1]]))
      .print(),
  activityRegularization: () => {
    const network = sequential([layers.activityRegularization({ l1: 0.01 })]);
    network.predict(tensor([[1, -2]])).print();
  },
  add: () =>
    layers
      .add()
      .apply([tensor([[1, 2]]), tensor([[10, 20]])])
      .print(),
  additiveAttention: () => {
    const [query, value] = [ops.randomNormal([1, 2, 4]), ops.randomNormal([1, 5, 4])];
    console.log(layers.additiveAttention().apply([query, value]).shape);
  },
  alphaDropout: () =>
    layers
      .alphaDropout({ rate: 0.1 })
      .apply(tensor([[1, 2]]))
      .print(),
  attention: () => {
    const [query, value] = [
      tensor([[[1, 0]]]),
      tensor([
        [
          [9, 0],
          [0, 9],
        ],
      ]),
    ];
    layers.attention().apply([query, value]).print();
  },
  average: () =>
    layers
      .average()
      .apply([tensor([[1, 2]]), tensor([[3, 6]])])
      .print(),
  averagePooling1d: () =>
    layers
      .averagePooling1d()
      .apply(tensor([[[1], [3], [5], [7]]]))
      .print(),
  averagePooling2d: () => console.log(layers.averagePooling2d().apply(zeros([1, 8, 8, 3])).shape),
  averagePooling3d: () => console.log(layers.averagePooling3d().apply(zeros([1, 4, 8, 8, 3])).shape),
  batchNormalization: () => {
    const network = sequential([layers.batchNormalization()]);
    network.compile({ loss: "meanSquaredError" });
    network.predict(tensor([[1], [3]])).print();
  },
  bidirectional: () => {
    const both = layers.bidirectional({ layer: layers.lstm({ units: 3 }), mergeMode: "concat" });
    console.log(both.apply(zeros([2, 5, 4])).shape);
  },
  concatenate: () =>
    layers
      .concatenate()
      .apply([tensor([[1, 2]]), tensor([[3]])])
      .print(),
  conv1d: () => console.log(layers.conv1d({ filters: 4, kernelSize: 3 }).apply(zeros([1, 10, 2])).shape),
  conv1dTranspose: () =>
    console.log(layers.conv1dTranspose({ filters: 4, kernelSize: 3, strides: 2 }).apply(zeros([1, 10, 2])).shape),
  conv2d: () =>
    console.log(layers.conv2d({ filters: 4, kernelSize: 3, padding: "same" }).apply(zeros([1, 8, 8, 3])).shape),
  conv2dTranspose: () =>
    console.log(layers.conv2dTranspose({ filters: 4, kernelSize: 2, strides: 2 }).apply(zeros([1, 4, 4, 3])).shape),
  conv3d: () => console.log(layers.conv3d({ filters: 2, kernelSize: 2 }).apply(zeros([1, 4, 6, 6, 1])).shape),
  conv3dTranspose: () =>
    console.log(layers.conv3dTranspose({ filters: 2, kernelSize: 2, strides: 2 }).apply(zeros([1, 2, 3, 3, 1])).shape),
  convLstm1d: () => console.log(layers.convLstm1d({ filters: 4, kernelSize: 3 }).apply(zeros([1, 5, 16, 2])).shape),
  convLstm2d: () =>
    console.log(layers.convLstm2d({ filters: 4, kernelSize: 3, padding: "same" }).apply(zeros([1, 5, 8, 8, 1])).shape),
  convLstm3d: () =>
    console.log(layers.convLstm3d({ filters: 2, kernelSize: 2 }).apply(zeros([1, 3, 4, 4, 4, 1])).shape),
  cropping1d: () =>
    layers
      .cropping1d({ cropping: [1, 0] })
      .apply(tensor([[[1], [2], [3]]]))
      .print(),
  cropping2d: () => console.log(layers.cropping2d({ cropping: 1 }).apply(zeros([1, 6, 6, 3])).shape),
  cropping3d: () => console.log(layers.cropping3d({ cropping: 1 }).apply(zeros([1, 6, 6, 6, 1])).shape),
  depthwiseConv1d: () => console.log(layers.depthwiseConv1d({ kernelSize: 3 }).apply(zeros([1, 10, 4])).shape),
  depthwiseConv2d: () => console.log(layers.depthwiseConv2d({ kernelSize: 3 }).apply(zeros([1, 8, 8, 4])).shape),
  dot: () =>
    layers
      .dot({ axes: 1 })
      .apply([tensor([[1, 2]]), tensor([[3, 4]])])
      .print(),
  dropout: () =>
    layers
      .dropout({ rate: 0.5 })
      .apply(tensor([[1, 1, 1, 1]]), { training: true })
      .print(),
  einsumDense: () =>
    console.log(layers.einsumDense({ equation: "abc,cd->abd", outputShape: [null, 5] }).apply(zeros([2, 3, 4])).shape),
  eLU: () =>
    layers
      .eLU()
      .apply(tensor([[-1, 2]]))
      .print(),
  flatten: () =>
    layers
      .flatten()
      .apply(
        tensor([
          [
            [1, 2],
            [3, 4],
          ],
        ]),
      )
      .print(),
  gaussianDropout: () =>
    layers
      .gaussianDropout({ rate: 0.1 })
      .apply(tensor([[1, 2]]))
      .print(),
  gaussianNoise: () =>
    layers
      .gaussianNoise({ stddev: 0.1 })
      .apply(tensor([[1, 2]]))
      .print(),
  globalAveragePooling1d: () =>
    layers
      .globalAveragePooling1d()
      .apply(tensor([[[1], [3], [8]]]))
      .print(),
  globalAveragePooling2d: () => console.log(layers.globalAveragePooling2d().apply(zeros([1, 8, 8, 3])).shape),
  globalAveragePooling3d: () => console.log(layers.globalAveragePooling3d().apply(zeros([1, 4, 8, 8, 3])).shape),
  globalMaxPooling1d: () =>
    layers
      .globalMaxPooling1d()
      .apply(tensor([[[1], [3], [8]]]))
      .print(),
  globalMaxPooling2d: () => console.log(layers.globalMaxPooling2d().apply(zeros([1, 8, 8, 3])).shape),
  globalMaxPooling3d: () => console.log(layers.globalMaxPooling3d().apply(zeros([1, 4, 8, 8, 3])).shape),
  groupNormalization: () =>
    layers
      .groupNormalization({ groups: 2 })
      .apply(tensor([[1, 3, 10, 30]]))
      .print(),
  gruCell: () => console.log(layers.rnn({ cell: layers.gruCell({ units: 3 }) }).apply(zeros([2, 5, 4])).shape),
  identity: () =>
    layers
      .identity()
      .apply(tensor([[1, 2]]))
      .print(),
  integerLookup: () => {
    const lookup = layers.integerLookup();
    lookup.adapt(tensor([[70, 70, 12]], [1, 3], "int32"));
    lookup.apply(tensor([[12, 70, 5]], [1, 3], "int32")).print();
  },
  lambda: () =>
    layers
      .lambda({ function: (x: Tensor) => ops.multiply(x, 2) })
      .apply(tensor([[1, 2]]))
      .print(),
  layerNormalization: () =>
    layers
      .layerNormalization()
      .apply(tensor([[1, 3]]))
      .print(),
  leakyReLU: () =>
    layers
      .leakyReLU({ negativeSlope: 0.1 })
      .apply(tensor([[-1, 2]]))
      .print(),
  lstmCell: () => console.log(layers.rnn({ cell: layers.lstmCell({ units: 3 }) }).apply(zeros([2, 5, 4])).shape),
  masking: () => {
    const network = sequential([layers.masking({ maskValue: 0 }), layers.lstm({ units: 2 })], { seed: 1 });
    // the zeros at the end change nothing
    network.predict(tensor([[[1], [2], [0]]])).print();
    network.predict(tensor([[[1], [2]]])).print();
  },
  maximum: () =>
    layers
      .maximum()
      .apply([tensor([[1, 5]]), tensor([[3, 3]])])
      .print(),
  maxPooling1d: () =>
    layers
      .maxPooling1d()
      .apply(tensor([[[1], [3], [2], [0]]]))
      .print(),
  maxPooling2d: () => console.log(layers.maxPooling2d().apply(zeros([1, 8, 8, 3])).shape),
  maxPooling3d: () => console.log(layers.maxPooling3d().apply(zeros([1, 4, 8, 8, 3])).shape),
  minimum: () =>
    layers
      .minimum()
      .apply([tensor([[1, 5]]), tensor([[3, 3]])])
      .print(),
  multiHeadAttention: () => {
    const attention = layers.multiHeadAttention({ numHeads: 2, keyDim: 4 });
    console.log(attention.apply([zeros([1, 3, 8]), zeros([1, 5, 8])]).shape);
  },
  multiply: () =>
    layers
      .multiply()
      .apply([tensor([[1, 2]]), tensor([[10, 20]])])
      .print(),
  normalization: () => {
    const scaled = layers.normalization();
    scaled.adapt(tensor([[1], [3]]));
    scaled.apply(tensor([[1], [2], [3]])).print();
  },
  permute: () => console.log(layers.permute({ dims: [2, 1] }).apply(zeros([2, 3, 4])).shape),
  pReLU: () =>
    layers
      .pReLU({ alphaInitializer: "ones" })
      .apply(tensor([[-1, 2]]))
      .print(),
  reLU: () =>
    layers
      .reLU({ maxValue: 1 })
      .apply(tensor([[-1, 0.5, 2]]))
      .print(),
  rescaling: () =>
    layers
      .rescaling({ scale: 1 / 255 })
      .apply(tensor([[0, 255]]))
      .print(),
  reshape: () =>
    layers
      .reshape({ targetShape: [2, 2] })
      .apply(tensor([[1, 2, 3, 4]]))
      .print(),
  reversibleEmbedding: () => {
    const ids = input({ shape: [4], dtype: "int32" });
    const words = layers.reversibleEmbedding({ inputDim: 10, outputDim: 3 });
    const network = model({ inputs: ids, outputs: words.apply(ids) });
    console.log(network.predict(zeros([1, 4], "int32")).shape);
  },
  rmsNormalization: () =>
    layers
      .rmsNormalization()
      .apply(tensor([[3, 4]]))
      .print(),
  RNNCell: () => {
    /** h = (h + x) / 2 */
    class HalvingCell extends layers.RNNCell {
      override readonly className = "HalvingCell";
      readonly stateSizes = [1];
      override step(x: Tensor, [h]: readonly Tensor[]) {
        const next = ops.multiply(ops.add(x, h!), 0.5);
        return { output: next, states: [next] };
      }
    }
    layers
      .rnn({ cell: new HalvingCell() })
      .apply(tensor([[[8], [0], [0]]]))
      .print();
  },
  rnn: () => {
    const cell = layers.stackedRNNCells({ cells: [layers.lstmCell({ units: 4 }), layers.gruCell({ units: 3 })] });
    console.log(layers.rnn({ cell, returnSequences: true }).apply(zeros([2, 5, 4])).shape);
  },
  separableConv1d: () =>
    console.log(layers.separableConv1d({ filters: 4, kernelSize: 3 }).apply(zeros([1, 10, 2])).shape),
  separableConv2d: () =>
    console.log(layers.separableConv2d({ filters: 4, kernelSize: 3 }).apply(zeros([1, 8, 8, 3])).shape),
  simpleRNN: () => {
    const ones = { kernelInitializer: "ones", recurrentInitializer: "ones" } as const;
    layers
      .simpleRNN({ units: 1, ...ones })
      .apply(tensor([[[0.1], [0.2], [0.3]]]))
      .print();
  },
  simpleRNNCell: () =>
    console.log(layers.rnn({ cell: layers.simpleRNNCell({ units: 3 }) }).apply(zeros([2, 5, 4])).shape),
  softmax: () =>
    layers
      .softmax()
      .apply(tensor([[1, 2, 3]]))
      .print(),
  spatialDropout1d: () =>
    layers
      .spatialDropout1d({ rate: 0.5 })
      .apply(
        tensor([
          [
            [1, 1],
            [1, 1],
          ],
        ]),
        { training: true },
      )
      .print(),
  spatialDropout2d: () => console.log(layers.spatialDropout2d({ rate: 0.5 }).apply(zeros([1, 4, 4, 3])).shape),
  spatialDropout3d: () => console.log(layers.spatialDropout3d({ rate: 0.5 }).apply(zeros([1, 2, 4, 4, 3])).shape),
  stackedRNNCells: () => {
    const cell = layers.stackedRNNCells({ cells: [layers.lstmCell({ units: 4 }), layers.lstmCell({ units: 3 })] });
    console.log(layers.rnn({ cell }).apply(zeros([2, 5, 4])).shape);
  },
  stringLookup: () => {
    const lookup = layers.stringLookup({ vocabulary: ["spring", "summer"] });
    lookup.apply(tensor(["summer", "winter"], [1, 2], "string")).print();
  },
  subtract: () =>
    layers
      .subtract()
      .apply([tensor([[5, 7]]), tensor([[1, 2]])])
      .print(),
  textVectorization: () => {
    const words = layers.textVectorization({ outputSequenceLength: 4 });
    words.adapt(tensor(["the cat sat", "the dog sat"], [2], "string"));
    words.apply(tensor(["The cat!"], [1], "string")).print();
  },
  timeDistributed: () =>
    console.log(layers.timeDistributed({ layer: layers.dense({ units: 2 }) }).apply(zeros([1, 5, 4])).shape),
  unitNormalization: () =>
    layers
      .unitNormalization()
      .apply(tensor([[3, 4]]))
      .print(),
  upSampling1d: () =>
    layers
      .upSampling1d({ size: 2 })
      .apply(tensor([[[1], [2]]]))
      .print(),
  upSampling2d: () => console.log(layers.upSampling2d().apply(zeros([1, 4, 4, 3])).shape),
  upSampling3d: () => console.log(layers.upSampling3d().apply(zeros([1, 2, 4, 4, 1])).shape),
  zeroPadding1d: () =>
    layers
      .zeroPadding1d({ padding: [1, 0] })
      .apply(tensor([[[1], [2]]]))
      .print(),
  zeroPadding2d: () => console.log(layers.zeroPadding2d({ padding: 1 }).apply(zeros([1, 4, 4, 3])).shape),
  zeroPadding3d: () => console.log(layers.zeroPadding3d({ padding: 1 }).apply(zeros([1, 2, 4, 4, 1])).shape),
};
