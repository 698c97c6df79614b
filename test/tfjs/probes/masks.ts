/** What masks do behind embeddings: which layers look at them, and how layers that join join them. */
import { type Row, row } from "../compare.ts";

const ids = [[1, 2, 0, 0], [0, 3, 1, 0], [0, 0, 0, 0]]; // biome-ignore format: rows
const others = [[1, 1, 1, 0], [0, 3, 1, 0], [2, 0, 2, 0]]; // biome-ignore format: rows
const ones = { kernelInitializer: "ones", recurrentInitializer: "ones" };

const embedding = (tf: any, scale = 1) =>
  tf.layers.embedding({ inputDim: 5, outputDim: 3, maskZero: true, inputLength: 4, weights: [vectors(tf, scale)] });
const vectors = (tf: any, scale: number) => tf.range(0, 15).reshape([5, 3]).sin().mul(scale);

/** A chain behind an embedding. */
function chain(tf: any, ...layers: any[]): any {
  return tf.sequential({ layers: [embedding(tf), ...layers] }).predict(tf.tensor2d(ids));
}

/** Two embeddings, joined, and what follows. */
function joined(tf: any, join: any, ...behind: any[]): any {
  const [a, b] = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
  let y = join.apply([embedding(tf).apply(a), embedding(tf, 2).apply(b)]);
  for (const layer of behind) y = layer.apply(y);
  return tf.model({ inputs: [a, b], outputs: y }).predict([tf.tensor2d(ids), tf.tensor2d(others)]);
}

const through: Readonly<Record<string, (layers: any) => any>> = {
  dropout: (layers) => layers.dropout({ rate: 0.5 }),
  dense: (layers) => layers.dense({ units: 3, kernelInitializer: "ones" }),
  activation: (layers) => layers.activation({ activation: "softmax" }),
  layerNormalization: (layers) => layers.layerNormalization(),
  batchNormalization: (layers) => layers.batchNormalization(),
  timeDistributed: (layers) => layers.timeDistributed({ layer: layers.dense({ units: 2, kernelInitializer: "ones" }) }),
  spatialDropout1d: (layers) => layers.spatialDropout1d({ rate: 0.5 }),
  lstm: (layers) => layers.lstm({ units: 3, ...ones, returnSequences: true }),
  bidirectional: (layers) => layers.bidirectional({ layer: layers.gru({ units: 2, ...ones, returnSequences: true }) }),
  gaussianNoise: (layers) => layers.gaussianNoise({ stddev: 1 }),
};

/** The rows. */
export const rows: Row[] = [
  ...Object.entries(through).map(([name, make]) =>
    row(`a mask through tf.layers.${name}`, (tf) =>
      chain(tf, make(tf.layers), tf.layers.simpleRNN({ units: 2, ...ones })),
    ),
  ),
  ...["add", "multiply", "average", "maximum", "minimum", "concatenate"].map((name) =>
    row(`masked sequences joined by tf.layers.${name}`, (tf) => joined(tf, tf.layers[name](), tf.layers.flatten())),
  ),
  row("masks joined by tf.layers.concatenate", (tf) =>
    joined(tf, tf.layers.concatenate(), tf.layers.lstm({ units: 2, ...ones })),
  ),
  row("masks joined by tf.layers.concatenate, step behind step", (tf) =>
    joined(tf, tf.layers.concatenate({ axis: 1 }), tf.layers.lstm({ units: 2, ...ones })),
  ),
  row("a mean over masked steps", (tf) => chain(tf, tf.layers.globalAveragePooling1d())),
  row("a mean over masked steps, saved and loaded", async (tf) => {
    const model = tf.sequential({ layers: [embedding(tf), tf.layers.globalAveragePooling1d()] });
    let files: any;
    await model.save(tf.io.withSaveHandler(async (given: any) => (files = given)));
    return (await tf.loadLayersModel(tf.io.fromMemory(files))).predict(tf.tensor2d(ids));
  }),
  row("batchNormalization trained on masked steps", async (tf) => {
    const last = tf.layers.dense({ units: 1, kernelInitializer: "ones" });
    const layers = [embedding(tf), tf.layers.batchNormalization(), tf.layers.flatten(), last];
    const model = tf.sequential({ layers });
    model.compile({ loss: "meanSquaredError", optimizer: tf.train.sgd(0.01) });
    const { history } = await model.fit(tf.tensor2d(ids), tf.ones([3, 1]), { epochs: 2, shuffle: false });
    return [history, model.getWeights()];
  }),
];
