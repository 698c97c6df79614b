/** Topologies that the Python converter writes: of tf.keras 2, of Keras 3, and TensorFlow.js's own. */
import { type Row, row } from "../compare.ts";
import { begin, wave } from "./shared.ts";
export const rows: Row[] = [];
const add = (name: string, run: (tf: any) => unknown) => rows.push(row(name, run));
const load = async (tf: any, layers: any[], o: any = {}) => {
  const m = await tf.models.modelFromJSON({
    modelTopology: {
      keras_version: "2.15.0",
      backend: "tensorflow",
      model_config: { class_name: "Sequential", config: { name: "s", layers } },
      ...o,
    },
  });
  begin(tf, m);
  return m;
};
const inp = (shape: any) => ({
  class_name: "InputLayer",
  config: { batch_input_shape: [null, ...shape], dtype: "float32", sparse: false, ragged: false, name: "in" },
});
const dense = (units: number, more: any = {}) => ({
  class_name: "Dense",
  config: {
    name: `d${units}`,
    trainable: true,
    dtype: "float32",
    units,
    activation: "linear",
    use_bias: true,
    kernel_initializer: { class_name: "GlorotUniform", config: { seed: null } },
    bias_initializer: { class_name: "Zeros", config: {} },
    kernel_regularizer: null,
    bias_regularizer: null,
    activity_regularizer: null,
    kernel_constraint: null,
    bias_constraint: null,
    ...more,
  },
});
const gates = {
  LSTM: { recurrent_activation: "sigmoid", unit_forget_bias: true },
  GRU: { recurrent_activation: "sigmoid" },
  SimpleRNN: {},
} as any;
const rnn = (class_name: string, more: any = {}) => ({
  class_name,
  config: {
    ...gates[class_name],
    name: "r",
    trainable: true,
    dtype: "float32",
    return_sequences: false,
    return_state: false,
    go_backwards: false,
    stateful: false,
    unroll: false,
    time_major: false,
    units: 3,
    activation: "tanh",
    use_bias: true,
    kernel_initializer: { class_name: "GlorotUniform", config: { seed: null }, shared_object_id: 1 },
    recurrent_initializer: { class_name: "Orthogonal", config: { gain: 1, seed: null }, shared_object_id: 2 },
    bias_initializer: { class_name: "Zeros", config: {}, shared_object_id: 3 },
    kernel_regularizer: null,
    recurrent_regularizer: null,
    bias_regularizer: null,
    activity_regularizer: null,
    kernel_constraint: null,
    recurrent_constraint: null,
    bias_constraint: null,
    dropout: 0,
    recurrent_dropout: 0,
    implementation: 2,
    ...more,
  },
});
const wrapped = (class_name: string, layer: any, more: any = {}) => ({
  class_name,
  config: { name: "w", trainable: true, dtype: "float32", layer, ...more },
});
add("tf.keras 2: LSTM", async (tf) =>
  (await load(tf, [inp([4, 2]), rnn("LSTM"), dense(1)])).predict(wave(tf, [2, 4, 2])),
);
add("tf.keras 2: GRU, reset_after false", async (tf) =>
  (await load(tf, [inp([4, 2]), rnn("GRU", { reset_after: false }), dense(1)])).predict(wave(tf, [2, 4, 2])),
);
add("tf.keras 2: SimpleRNN, stacked", async (tf) =>
  (
    await load(tf, [inp([4, 2]), { ...rnn("SimpleRNN", { return_sequences: true, name: "a" }) }, rnn("SimpleRNN")])
  ).predict(wave(tf, [2, 4, 2])),
);
add("tf.keras 2: Bidirectional LSTM, merge_mode sum", async (tf) =>
  (await load(tf, [inp([4, 2]), wrapped("Bidirectional", rnn("LSTM"), { merge_mode: "sum" })])).predict(
    wave(tf, [2, 4, 2]),
  ),
);
add("tf.keras 2: Bidirectional with backward_layer", async (tf) => {
  try {
    return (
      await load(tf, [
        inp([4, 2]),
        wrapped("Bidirectional", rnn("LSTM"), {
          merge_mode: "concat",
          backward_layer: rnn("LSTM", { go_backwards: true, name: "b" }),
        }),
      ])
    ).predict(wave(tf, [2, 4, 2]));
  } catch {
    return "refused";
  }
});
add("tf.keras 2: TimeDistributed Dense", async (tf) =>
  (
    await load(tf, [inp([4, 2]), rnn("LSTM", { return_sequences: true }), wrapped("TimeDistributed", dense(2))])
  ).predict(wave(tf, [2, 4, 2])),
);
add("tf.keras 2: Embedding, mask_zero", async (tf) =>
  (
    await load(tf, [
      {
        class_name: "Embedding",
        config: {
          name: "e",
          trainable: true,
          batch_input_shape: [null, 4],
          dtype: "float32",
          input_dim: 6,
          output_dim: 2,
          embeddings_initializer: { class_name: "RandomUniform", config: { minval: -0.05, maxval: 0.05, seed: null } },
          embeddings_regularizer: null,
          activity_regularizer: null,
          embeddings_constraint: null,
          mask_zero: true,
          input_length: 4,
        },
      },
      rnn("LSTM"),
      dense(1),
    ])
  ).predict(
    tf.tensor2d([
      [1, 2, 0, 0],
      [3, 4, 5, 0],
    ]),
  ),
);
add("tf.keras 2: Conv1D, pooling, BatchNormalization, Dropout", async (tf) =>
  (
    await load(tf, [
      inp([8, 2]),
      {
        class_name: "Conv1D",
        config: {
          name: "c",
          trainable: true,
          dtype: "float32",
          filters: 3,
          kernel_size: [3],
          strides: [1],
          padding: "same",
          data_format: "channels_last",
          dilation_rate: [1],
          groups: 1,
          activation: "relu",
          use_bias: true,
          kernel_initializer: { class_name: "GlorotUniform", config: { seed: null } },
          bias_initializer: { class_name: "Zeros", config: {} },
        },
      },
      {
        class_name: "MaxPooling1D",
        config: {
          name: "m",
          trainable: true,
          dtype: "float32",
          strides: [2],
          pool_size: [2],
          padding: "valid",
          data_format: "channels_last",
        },
      },
      {
        class_name: "BatchNormalization",
        config: {
          name: "b",
          trainable: true,
          dtype: "float32",
          axis: [2],
          momentum: 0.99,
          epsilon: 0.001,
          center: true,
          scale: true,
          beta_initializer: { class_name: "Zeros", config: {} },
          gamma_initializer: { class_name: "Ones", config: {} },
          moving_mean_initializer: { class_name: "Zeros", config: {} },
          moving_variance_initializer: { class_name: "Ones", config: {} },
        },
      },
      {
        class_name: "Dropout",
        config: { name: "dr", trainable: true, dtype: "float32", rate: 0.5, noise_shape: null, seed: null },
      },
      { class_name: "Flatten", config: { name: "f", trainable: true, dtype: "float32", data_format: "channels_last" } },
      dense(1),
    ])
  ).predict(wave(tf, [2, 8, 2])),
);
add("tf.keras 2: Masking, Activation, RepeatVector, Reshape, Permute", async (tf) =>
  (
    await load(tf, [
      inp([4, 2]),
      { class_name: "Masking", config: { name: "k", trainable: true, dtype: "float32", mask_value: 0 } },
      rnn("LSTM"),
      { class_name: "RepeatVector", config: { name: "v", n: 2 } },
      { class_name: "Permute", config: { name: "p", dims: [2, 1] } },
      { class_name: "Reshape", config: { name: "h", target_shape: [6] } },
      { class_name: "Activation", config: { name: "a", activation: "softmax" } },
    ])
  ).predict(wave(tf, [2, 4, 2])),
);
add("tf.keras 2: functional with initial states", async (tf) => {
  const states = {
    class_name: "LSTM",
    name: "enc",
    inbound_nodes: [[["a", 0, 0, {}]]],
    config: rnn("LSTM", { name: "enc", return_state: true }).config,
  };
  const dec = {
    class_name: "LSTM",
    name: "dec",
    inbound_nodes: [
      [
        ["b", 0, 0, {}],
        ["enc", 0, 1, {}],
        ["enc", 0, 2, {}],
      ],
    ],
    config: rnn("LSTM", { name: "dec", return_sequences: true }).config,
  };
  const i = (name: string) => ({
    class_name: "InputLayer",
    name,
    inbound_nodes: [],
    config: { batch_input_shape: [null, 4, 2], dtype: "float32", sparse: false, ragged: false, name },
  });
  const m = await tf.models.modelFromJSON({
    modelTopology: {
      model_config: {
        class_name: "Functional",
        config: {
          name: "m",
          layers: [i("a"), i("b"), states, dec],
          input_layers: [
            ["a", 0, 0],
            ["b", 0, 0],
          ],
          output_layers: [["dec", 0, 0]],
        },
      },
    },
  });
  begin(tf, m);
  return m.predict([wave(tf, [2, 4, 2]), wave(tf, [2, 4, 2], 1)]);
});
add("tf.keras 2: class Model, one input as a flat list", async (tf) => {
  const i = {
    class_name: "InputLayer",
    name: "a",
    inbound_nodes: [],
    config: { batch_input_shape: [null, 3], dtype: "float32", sparse: false, name: "a" },
  };
  const d = { ...dense(2), name: "d2", inbound_nodes: [[["a", 0, 0, {}]]] };
  const m = await tf.models.modelFromJSON({
    modelTopology: {
      class_name: "Model",
      config: { name: "m", layers: [i, d], input_layers: [["a", 0, 0]], output_layers: [["d2", 0, 0]] },
    },
  });
  begin(tf, m);
  return m.predict(wave(tf, [2, 3]));
});
add("tf.keras 2: training_config: compiled as saved", async (tf) => {
  const m = await tf.models.modelFromJSON({
    modelTopology: {
      model_config: { class_name: "Sequential", config: { name: "s", layers: [inp([2]), dense(1)] } },
      training_config: {
        loss: "mse",
        metrics: [[{ class_name: "MeanMetricWrapper", config: { name: "mae", fn: "mae" } }]],
        optimizer_config: {
          class_name: "Adam",
          config: { learning_rate: 0.01, beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 },
        },
      },
    },
  });
  return [
    m.isTraining ?? null,
    (() => {
      try {
        m.evaluate(tf.ones([1, 2]), tf.ones([1, 1]));
        return "compiled";
      } catch {
        return "not compiled";
      }
    })(),
  ];
});
add("Keras 1 spelling: Convolution1D is refused", async (tf) => {
  try {
    await load(tf, [inp([8, 2]), { class_name: "Convolution1D", config: { name: "c", nb_filter: 3 } }]);
    return "loaded";
  } catch {
    return "refused";
  }
});
add("toJSON and back", async (tf) => {
  const m = tf.sequential();
  m.add(tf.layers.gru({ units: 2, inputShape: [4, 2] }));
  m.add(tf.layers.dense({ units: 1 }));
  begin(tf, m);
  const text = m.toJSON();
  const back = await tf.models.modelFromJSON(typeof text === "string" ? JSON.parse(text) : text);
  begin(tf, back);
  return [typeof text, typeof m.toJSON(null, false), back.predict(wave(tf, [2, 4, 2]))];
});
