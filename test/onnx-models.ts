/** Models of every layer that Recurve writes as ONNX, with data to ask them: for the tests that read them back and run them. */
import { input, layers, loadModel, model, type SymbolicTensor, sequential, tensor } from "../src/index.ts";
import { hardSigmoidOfKeras2 } from "../src/io/layer-options.ts";
import type { AnyModel } from "../src/models/index.ts";
import { Random, type Tensor } from "../src/tensor/index.ts";
import { furtherOperations, modelOf, recordedModels } from "./keras-json.ts";
import { normal } from "./numbers.ts";

export interface WrittenModel {
  model: AnyModel;
  inputs: Tensor[];
  states?: boolean;
}

/** Gives every weight seeded normal values, so that no two gates are alike; tables of variances stay positive. */
function scramble<M extends AnyModel>(made: M): M {
  const random = new Random(23);
  made.setWeights(
    made.weights.map(({ shape, size, name }) =>
      tensor(
        Float32Array.from({ length: size }, () =>
          name.includes("variance") ? 0.5 + random.uniform() : 0.5 * random.normal(),
        ),
        shape,
      ),
    ),
  );
  return made;
}

type Layers = NonNullable<Parameters<typeof sequential>[0]>["layers"];

const chain = (x: Tensor, ...list: NonNullable<Layers>[number][]): WrittenModel => {
  const made = sequential({ layers: [input({ shape: [null, ...x.shape.slice(2)] }), ...list] });
  return { model: scramble(made), inputs: [x] };
};
const fixed = (x: Tensor, ...list: NonNullable<Layers>[number][]): WrittenModel => {
  const made = sequential({ layers: [input({ shape: x.shape.slice(1) }), ...list] });
  return { model: scramble(made), inputs: [x] };
};

/** (batch, time, features), all different from the units below. */
const sequence = (stream = 0) => normal([2, 5, 3], stream);
/** Ids where 0 is padding: at the end, at the front, in the middle, and everywhere. */
const ids = tensor(
  [
    [3, 1, 4, 0, 0],
    [0, 0, 2, 6, 5],
    [1, 0, 5, 0, 2],
    [0, 0, 0, 0, 0],
  ],
  undefined,
  "int32",
);
/** Sequences with steps of zeros. */
const gapped = tensor(
  sequence()
    .dataSync()
    .map((v, i) => ([3, 4, 5, 9, 10, 11, 27, 28, 29].includes(i) ? 0 : v)),
  [2, 5, 3],
);

const kinds = {
  lstm: (options: object = {}) => layers.lstm({ units: 4, ...options }),
  gru: (options: object = {}) => layers.gru({ units: 4, ...options }),
  "gru-before": (options: object = {}) => layers.gru({ units: 4, resetAfter: false, ...options }),
  simpleRNN: (options: object = {}) => layers.simpleRNN({ units: 4, ...options }),
};

function recurrent(): Record<string, () => WrittenModel> {
  const made: Record<string, () => WrittenModel> = {};
  for (const [name, layer] of Object.entries(kinds)) {
    made[name] = () => chain(sequence(), layer());
    made[`${name}-sequences`] = () => chain(sequence(), layer({ returnSequences: true, useBias: false }));
    made[`${name}-backwards`] = () => chain(sequence(), layer({ returnSequences: true, goBackwards: true }));
    made[`${name}-masked`] = () =>
      chain(gapped, layers.masking(), layer({ returnSequences: true }), layer({ goBackwards: true }));
    made[`${name}-embedded`] = () => {
      const x = input({ shape: [null], dtype: "int32" });
      const steps = layers.embedding({ inputDim: 7, outputDim: 3, maskZero: true }).apply(x);
      const outputs = [
        layer({ returnSequences: true }).apply(steps),
        layer({ goBackwards: true, returnSequences: true }).apply(steps),
        layer({ zeroOutputForMask: true, returnSequences: true }).apply(steps),
        layer({ zeroOutputForMask: true, goBackwards: true }).apply(steps),
        layer().apply(steps),
      ];
      return { model: scramble(model({ inputs: x, outputs: outputs as never })), inputs: [ids] };
    };
    for (const mergeMode of ["concat", "sum", "mul", "ave"] as const) {
      made[`${name}-both-${mergeMode}`] = () =>
        chain(
          gapped,
          layers.masking(),
          layers.bidirectional({ layer: layer({ returnSequences: true }), mergeMode }),
          layers.bidirectional({ layer: layer(), mergeMode }),
        );
    }
    made[`${name}-states`] = () => {
      const x = input({ shape: [null, 3], name: "x" });
      const all = layer({ returnState: true, returnSequences: true }).apply(x) as never as [never, ...never[]];
      const [steps, ...states] = all;
      const decoded = layer().apply(steps, { initialState: states });
      const both = layers.bidirectional({ layer: layer({ returnState: true }), mergeMode: null }).apply(x) as never;
      const outputs = [decoded, ...states, ...(both as never[])];
      return { model: scramble(model({ inputs: x, outputs: outputs as never })), inputs: [sequence()] };
    };
    made[`${name}-carried`] = () => ({
      ...chain(
        gapped,
        layers.masking(),
        layer({ returnSequences: true }),
        layers.bidirectional({ layer: layer({ returnSequences: true }) }),
        layer({ stateful: false }),
      ),
      states: true,
    });
  }
  return made;
}

const cells = () => [layers.lstmCell({ units: 4 }), layers.gruCell({ units: 3 }), layers.simpleRNNCell({ units: 5 })];
const activationsInside = [
  ...(["relu", "softsign", "softplus", "hardSigmoid", "elu", "leakyRelu", "linear"] as const),
  hardSigmoidOfKeras2,
] as const;
const activations = [
  ...activationsInside,
  ...(["tanh", "sigmoid", "relu6", "selu", "silu", "hardSilu", "gelu", "mish", "exponential", "softmax"] as const),
  ...(["logSoftmax", "logSigmoid", "hardTanh", "hardShrink", "softShrink", "tanhShrink"] as const),
  ...(["sparsePlus", "sparseSigmoid", "squareplus", "celu", "geluNew"] as const),
];

/** Graphs of Keras with operations between layers, and with masks that they compute. */
const operations = [...recordedModels("keras_operations.json"), ...recordedModels("given_masks.json")].map(
  ([name, record]): [string, () => WrittenModel] => [
    `operations: ${name}`,
    () => {
      const made = modelOf(record);
      return { model: made, inputs: made.inputs.map(({ dtype }, i) => tensor(record.inputs[i]!, undefined, dtype)) };
    },
  ],
);

/** Every model by name. */
export const writtenModels: Record<string, () => WrittenModel | Promise<WrittenModel>> = {
  ...recurrent(),
  ...Object.fromEntries(operations),
  "operations: further": furtherOperations,
  "stacked-cells": () => chain(gapped, layers.masking(), layers.rnn({ cell: cells(), returnSequences: true })),
  "stacked-cells-carried": () => ({
    ...chain(sequence(), layers.rnn({ cell: cells(), goBackwards: true })),
    states: true,
  }),
  "both-of-different-kinds": () =>
    chain(
      sequence(),
      layers.bidirectional({
        layer: layers.lstm({ units: 4 }),
        backwardLayer: layers.lstm({ units: 6, goBackwards: true }),
      }),
    ),
  "both-of-stacks": () =>
    chain(gapped, layers.masking(), layers.bidirectional({ layer: layers.rnn({ cell: cells() }) })),
  "activations-inside": () =>
    chain(
      sequence(),
      ...activationsInside.map((activation) => layers.gru({ units: 4, activation, returnSequences: true })),
      ...activationsInside.map((activation) => layers.simpleRNN({ units: 4, activation, returnSequences: true })),
      layers.lstm({ units: 4, activation: "softsign", recurrentActivation: "hardSigmoid" }),
    ),
  activations: () => {
    const x = input({ shape: [null, 4] });
    const outputs = activations.map((activation) => layers.activation({ activation }).apply(x));
    return { model: model({ inputs: x, outputs: outputs as never }), inputs: [normal([2, 3, 4], 3, 2)] };
  },
  classifier: () =>
    chain(
      sequence(),
      layers.dense({ units: 6, activation: "gelu" }),
      layers.layerNormalization(),
      layers.dropout({ rate: 0.5 }),
      layers.spatialDropout1d({ rate: 0.5 }),
      layers.bidirectional({ layer: layers.lstm({ units: 4 }) }),
      layers.dense({ units: 3, activation: "softmax" }),
    ),
  "encoder-decoder": () =>
    chain(
      sequence(),
      layers.gru({ units: 4 }),
      layers.repeatVector({ n: 6 }),
      layers.gru({ units: 5, returnSequences: true }),
      layers.timeDistributed({ layer: layers.dense({ units: 2, useBias: false }) }),
    ),
  shapes: () =>
    fixed(
      normal([2, 4, 3]),
      layers.permute({ dims: [2, 1] }),
      layers.reshape({ targetShape: [6, -1] }),
      layers.layerNormalization({ axis: 1 }),
      layers.layerNormalization({ axis: [1, 2], center: false }),
      layers.layerNormalization({ scale: false, epsilon: 0.1 }),
      layers.flatten(),
      layers.dense({ units: 3 }),
    ),
  "inner-sequences": () => {
    const x = input({ shape: [null, null, 3] });
    const rows = layers.timeDistributed({ layer: layers.lstm({ units: 4 }) }).apply(x);
    return {
      model: scramble(model({ inputs: x, outputs: layers.gru({ units: 3 }).apply(rows) })),
      inputs: [normal([2, 3, 5, 3])],
    };
  },
  merges: () => {
    const [a, b, c] = [input({ shape: [null, 3] }), input({ shape: [null, 3] }), input({ shape: [3] })];
    const maskedA = layers.masking().apply(a);
    const maskedB = layers.masking().apply(b);
    const merged = [
      layers.add().apply([maskedA, maskedB, c]),
      layers.subtract().apply([a, b]),
      layers.multiply().apply([maskedA, maskedB]),
      layers.multiply().apply([maskedA, b]),
      layers.average().apply([a, b, a]),
      layers.maximum().apply([a, b]),
      layers.minimum().apply([a, c]),
      layers.concatenate({ axis: 1 }).apply([maskedA, b]),
      layers.concatenate().apply([maskedA, maskedB]),
    ];
    const summed = merged.map((each) => layers.gru({ units: 2 }).apply(each));
    return {
      model: scramble(model({ inputs: [a, b, c], outputs: [...merged, ...summed] as never })),
      inputs: [gapped, tensor(gapped.dataSync().toReversed(), gapped.shape), normal([2, 3])],
    };
  },
  attentions: () => {
    const [queries, values] = [input({ shape: [null, 3] }), input({ shape: [null, 3] })];
    const [q, v] = [layers.masking().apply(queries), layers.masking().apply(values)];
    const outputs = [
      layers.attention({ useScale: true }).apply([q, v]),
      layers.attention({ scoreMode: "concat" }).apply([queries, v]),
      layers.additiveAttention().apply([q, v, values]),
      layers.additiveAttention({ useScale: false }).apply([queries, values], { useCausalMask: true }),
      ...layers.attention().apply([q, v], { returnAttentionScores: true, useCausalMask: true }),
    ];
    return {
      model: scramble(model({ inputs: { queries, values }, outputs: outputs as never })),
      inputs: [normal([2, 4, 3]), gapped],
    };
  },
  heads: () => {
    const [queries, values] = [input({ shape: [null, 3] }), input({ shape: [null, 3] })];
    const [q, v] = [layers.masking().apply(queries), layers.masking().apply(values)];
    const small = { numHeads: 2, keyDim: 3 };
    const outputs = [
      layers.multiHeadAttention(small).apply([queries, values, v]),
      layers.multiHeadAttention({ ...small, valueDim: 4, useBias: false, outputShape: [2, 5] }).apply([q, v]),
      ...layers.multiHeadAttention(small).apply([q, v], { returnAttentionScores: true, useCausalMask: true }),
      layers.dot({ axes: -1, normalize: true }).apply([queries, values]),
      layers.dot({ axes: [1, 2] }).apply([layers.gru({ units: 3 }).apply(queries), values]),
    ];
    return {
      model: scramble(model({ inputs: { queries, values }, outputs: outputs as never })),
      inputs: [normal([2, 4, 3]), gapped],
    };
  },
  windows: () => {
    const x = input({ shape: [null, 3] });
    const wide = layers.conv1d({ filters: 4, kernelSize: 3, padding: "same", activation: "relu" }).apply(x);
    const image = layers.reshape({ targetShape: [-1, 4, 1] }).apply(wide);
    const outputs = [
      layers.conv1d({ filters: 2, kernelSize: 2, dilationRate: 2, padding: "causal", groups: 2 }).apply(wide),
      layers.conv1d({ filters: 2, kernelSize: 3, dilationRate: 2, padding: "same" }).apply(wide),
      layers.conv1d({ filters: 2, kernelSize: 2, strides: 3, padding: "same", useBias: false }).apply(wide),
      layers.conv2d({ filters: 2, kernelSize: [2, 3], strides: [2, 1], padding: "same" }).apply(image),
      layers.maxPooling1d({ padding: "same" }).apply(wide),
      layers.averagePooling1d({ poolSize: 3, strides: 2, padding: "same" }).apply(wide),
      layers.globalMaxPooling1d({ keepdims: true }).apply(wide),
      layers.globalAveragePooling1d().apply(layers.masking().apply(x)),
    ];
    return { model: scramble(model({ inputs: x, outputs: outputs as never })), inputs: [gapped] };
  },
  scaled: () =>
    fixed(
      sequence(),
      layers.batchNormalization({ axis: 1, scale: false }),
      layers.batchNormalization(),
      layers.gaussianNoise({ stddev: 0.1 }),
      layers.softmax({ axis: [1, 2] }),
      layers.softmax({ axis: 1 }),
    ),
  nested: () => {
    const x = input({ shape: [null, 3] });
    const shared = layers.lstm({ units: 3, returnSequences: true });
    const inner = sequential({
      layers: [
        input({ shape: [null, 3] }),
        layers.gru({ units: 3, returnSequences: true }),
        layers.dense({ units: 3 }),
      ],
    });
    const twice = shared.apply(shared.apply(inner.apply(inner.apply(x))));
    return { model: scramble(model({ inputs: x, outputs: { last: twice, first: x } })), inputs: [sequence()] };
  },
  "fixed-batch": () => {
    const x = input({ batchShape: [2, 5, 3] });
    return {
      model: scramble(model({ inputs: x, outputs: layers.gru({ units: 4, stateful: true }).apply(x) })),
      inputs: [sequence()],
      states: true,
    };
  },
  "onnx-inside": async () => {
    const tagger = await loadModel("test/fixtures/onnx/files/torch-tagger.onnx");
    const x = input({ shape: [null], dtype: "int32" });
    const scores = tagger.apply(x) as SymbolicTensor;
    const outputs = layers.gru({ units: 3 }).apply(layers.activation({ activation: "exponential" }).apply(scores));
    return { model: model({ inputs: x, outputs, seed: 3 }), inputs: [ids] };
  },
  "onnx-twice-inside": async () => {
    const small = await loadModel("test/fixtures/onnx/files/small-types.onnx");
    const x = input({ shape: [3] });
    const both = layers.add().apply([small.apply(x) as SymbolicTensor, small.apply(x) as SymbolicTensor]);
    return { model: model({ inputs: x, outputs: both }), inputs: [normal([2, 3])] };
  },
};
