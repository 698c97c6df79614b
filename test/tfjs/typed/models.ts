/** Models and layers as TypeScript's users of TensorFlow.js write them; compiled with the declarations of both packages. */
import * as tf from "@tensorflow/tfjs";

export interface Hyper {
  units: number;
  window: number;
  features: number;
  rate?: number;
}

export function forecaster({ units, window, features, rate = 0.01 }: Hyper): tf.Sequential {
  const model: tf.Sequential = tf.sequential({ name: "forecaster" });
  model.add(tf.layers.lstm({ units, inputShape: [window, features], returnSequences: true }));
  model.add(tf.layers.dropout({ rate: 0.2 }));
  model.add(tf.layers.lstm({ units } as tf.LSTMLayerArgs));
  model.add(tf.layers.dense({ units: 1, activation: "linear", kernelInitializer: "glorotNormal" }));
  const optimizer: tf.Optimizer = tf.train.adam(rate);
  model.compile({ optimizer, loss: "meanSquaredError", metrics: ["mae"] });
  return model;
}

export function seq2seq(tokens: number, units: number): tf.LayersModel {
  const encoderInputs: tf.SymbolicTensor = tf.layers.input({
    shape: [null, tokens] as tf.Shape,
    name: "encoderInputs",
  });
  const encoder = tf.layers.lstm({ units, returnState: true, name: "encoder" });
  const [, stateH, stateC] = encoder.apply(encoderInputs) as tf.SymbolicTensor[];
  const decoderInputs = tf.input({ shape: [null, tokens] });
  const decoder = tf.layers.lstm({ units, returnSequences: true, returnState: true });
  const [outputs] = decoder.apply([decoderInputs, stateH!, stateC!]) as tf.SymbolicTensor[];
  const probabilities = tf.layers.dense({ units: tokens, activation: "softmax" }).apply(outputs!) as tf.SymbolicTensor;
  return tf.model({ inputs: [encoderInputs, decoderInputs], outputs: probabilities, name: "seq2seq" });
}

export function inference(model: tf.LayersModel, units: number): { encoder: tf.LayersModel; decoder: tf.LayersModel } {
  const encoderInputs = model.inputs[0] as tf.SymbolicTensor;
  const [, h, c] = model.layers[2]!.output as tf.SymbolicTensor[];
  const encoder = tf.model({ inputs: encoderInputs, outputs: [h!, c!] });
  const states = ["h", "c"].map((name) => tf.input({ shape: [units], name: `state_${name}` }));
  const layer: tf.layers.Layer = model.layers[3]!;
  const applied = layer.apply([model.inputs[1]!, ...states]) as tf.SymbolicTensor[];
  const dense = model.getLayer("dense") as tf.layers.Layer;
  const decoder = tf.model({
    inputs: [model.inputs[1]!, ...states],
    outputs: [dense.apply(applied[0]!) as tf.SymbolicTensor, ...applied.slice(1)],
  });
  return { encoder, decoder };
}

export function gruStack(layers: number[], vocabulary: number): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.embedding({ inputDim: vocabulary, outputDim: 8, inputLength: 20, maskZero: true }),
      ...layers.map((units, i) =>
        tf.layers.gru({ units, returnSequences: i < layers.length - 1, recurrentDropout: 0.1 }),
      ),
      tf.layers.dense({ units: 1, activation: "sigmoid", kernelRegularizer: tf.regularizers.l2({ l2: 0.01 }) }),
    ],
  });
}

export function merged(mode: "concat" | "sum" | "mul" | "ave"): tf.layers.Layer {
  const layer = tf.layers.lstm({ units: 4, returnSequences: true }) as tf.RNN;
  return tf.layers.bidirectional({ layer, mergeMode: mode, inputShape: [5, 3] });
}

export function frozen(model: tf.LayersModel, count: number): string[] {
  model.layers.slice(0, count).forEach((layer: tf.layers.Layer, i: number) => {
    layer.trainable = i > 0;
  });
  return model.trainableWeights.map((w: tf.LayerVariable) => `${w.name} ${w.shape.join("x")} ${w.originalName}`);
}

export function shapes(model: tf.LayersModel): Array<{ name: string; shape: tf.Shape; params: number }> {
  const out: Array<{ name: string; shape: tf.Shape; params: number }> = [];
  for (const layer of model.layers) {
    out.push({ name: layer.name, shape: layer.outputShape as tf.Shape, params: layer.countParams() });
  }
  return out;
}

export function predictions(model: tf.LayersModel, x: tf.Tensor3D): number[][] {
  return tf.tidy(() => (model.predict(x, { batchSize: 8 }) as tf.Tensor2D).arraySync());
}

export function lastStep(model: tf.LayersModel, xs: tf.Tensor[]): Float32Array | Int32Array | Uint8Array {
  const outputs = model.predict(xs);
  const first = Array.isArray(outputs) ? outputs[0]! : outputs;
  return first.dataSync();
}

export async function generated(model: tf.Sequential, seed: number[], size: number): Promise<number[]> {
  let window = seed.slice();
  const out: number[] = [];
  while (out.length < 10) {
    const buffer: tf.TensorBuffer<tf.Rank.R3> = new tf.TensorBuffer<tf.Rank.R3>([1, window.length, size], "float32");
    for (const [i, code] of window.entries()) buffer.set(1, 0, i, code);
    const input = buffer.toTensor();
    const output = model.predict(input) as tf.Tensor;
    const next = (await output.argMax(-1).data())[0] as number;
    out.push(next);
    window = window.slice(1).concat(next);
    tf.dispose([input, output]);
  }
  return out;
}

export function summaryLines(model: tf.LayersModel): string[] {
  const lines: string[] = [];
  model.summary(80, [30, 50, 65, 80], (message?: any) => lines.push(String(message)));
  return lines;
}

export const weightsOf = (layer: tf.layers.Layer): number[][] =>
  layer.getWeights().map((w) => Array.from(w.dataSync()));

export function copyWeights(from: tf.LayersModel, to: tf.LayersModel): void {
  to.setWeights(from.getWeights());
  for (const [i, layer] of from.layers.entries()) to.getLayer(layer.name, i).setWeights(layer.getWeights());
}

export const attention = (query: tf.SymbolicTensor, value: tf.SymbolicTensor): tf.SymbolicTensor => {
  const scores = tf.layers.dot({ axes: [2, 2] }).apply([query, value]) as tf.SymbolicTensor;
  const weights = tf.layers.activation({ activation: "softmax", name: "attention" }).apply(scores) as tf.SymbolicTensor;
  const context = tf.layers.dot({ axes: [2, 1] }).apply([weights, value]) as tf.SymbolicTensor;
  return tf.layers.concatenate({ axis: -1 }).apply([context, query]) as tf.SymbolicTensor;
};

export const named: { [name: string]: (units: number) => tf.layers.Layer } = {
  lstm: (units) => tf.layers.lstm({ units, kernelConstraint: tf.constraints.maxNorm({ maxValue: 2, axis: 0 }) }),
  gru: (units) => tf.layers.gru({ units, recurrentInitializer: tf.initializers.orthogonal({ gain: 1 }) }),
  rnn: (units) => tf.layers.rnn({ cell: tf.layers.stackedRNNCells({ cells: [tf.layers.gruCell({ units })] }) }),
};
