/**
 * Ten networks that people train, at sizes at which they train them. Each is written once, as a `.keras` file, and all systems
 * load that file: no weights are made twice.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { input, layers, model, saveModel, sequential } from "../dist/node/index.js";
import { uniform } from "./cases.js";

const { bidirectional, conv1d, convLstm2d, dense, dropout, embedding, gru, lstm, maxPooling1d } = layers;
const binary = { loss: "binaryCrossentropy", target: { kind: "unit" } };
const classes = (count, perStep) => ({ loss: "sparseCategoricalCrossentropy", target: { kind: "id", count, perStep } });
const numbers = { loss: "meanSquaredError", target: { kind: "number" } };
const stack = (...parts) => sequential({ layers: parts, seed: 1 });
const sequence = { returnSequences: true };

/** `x` is the shape of a sample, of ids below `ids` or of numbers; `random` tells that a training step draws dropout masks. */
export const models = [
  {
    name: "reviews: two Bidirectional(LSTM 64)",
    ...{ batch: 32, x: [200], ids: 20_000, ...binary },
    make: (inputShape) =>
      stack(
        embedding({ inputDim: 20_000, outputDim: 128, inputShape }),
        bidirectional({ layer: lstm({ units: 64, ...sequence }) }),
        bidirectional({ layer: lstm({ units: 64 }) }),
        dense({ units: 1, activation: "sigmoid" }),
      ),
  },
  {
    name: "reviews: masked, LSTM 128",
    ...{ batch: 32, x: [200], ids: 10_000, ...binary },
    make: (inputShape) =>
      stack(
        embedding({ inputDim: 10_000, outputDim: 128, maskZero: true, inputShape }),
        lstm({ units: 128 }),
        dense({ units: 1, activation: "sigmoid" }),
      ),
  },
  {
    name: "three LSTM 256 with dropout",
    ...{ batch: 64, x: [100, 64], random: true, ...classes(10) },
    make: (inputShape) =>
      stack(
        lstm({ units: 256, ...sequence, inputShape }),
        dropout({ rate: 0.2 }),
        lstm({ units: 256, ...sequence }),
        dropout({ rate: 0.2 }),
        lstm({ units: 256 }),
        dropout({ rate: 0.2 }),
        dense({ units: 10, activation: "softmax" }),
      ),
  },
  {
    name: "long series: GRU 64, last step",
    ...{ batch: 32, x: [500, 8], ...numbers },
    make: (inputShape) => stack(gru({ units: 64, inputShape }), dense({ units: 1 })),
  },
  {
    name: "sensors: LSTM 64 with both dropouts",
    ...{ batch: 32, x: [60, 8], random: true, ...numbers },
    make: (inputShape) =>
      stack(lstm({ units: 64, dropout: 0.2, recurrentDropout: 0.2, inputShape }), dense({ units: 1 })),
  },
  {
    name: "radar: two ConvLSTM2D 16",
    ...{ batch: 4, x: [10, 24, 24, 1], ...numbers, target: { kind: "number", shape: [24, 24, 1] } },
    make: (inputShape) =>
      stack(
        convLstm2d({ filters: 16, kernelSize: 3, padding: "same", ...sequence, inputShape }),
        convLstm2d({ filters: 16, kernelSize: 3, padding: "same" }),
        layers.conv2d({ filters: 1, kernelSize: 3, padding: "same" }),
      ),
  },
  {
    name: "activity: Conv1D, max pooling, LSTM 100",
    ...{ batch: 64, x: [128, 9], ...classes(6) },
    make: (inputShape) =>
      stack(
        conv1d({ filters: 64, kernelSize: 3, activation: "relu", inputShape }),
        conv1d({ filters: 64, kernelSize: 3, activation: "relu" }),
        maxPooling1d({ poolSize: 2 }),
        lstm({ units: 100 }),
        dense({ units: 6, activation: "softmax" }),
      ),
  },
  {
    name: "words: LSTM 512, 5,000 words",
    ...{ batch: 32, x: [64], ids: 5000, ...classes(5000, true) },
    make: (inputShape) =>
      stack(
        embedding({ inputDim: 5000, outputDim: 256, inputShape }),
        lstm({ units: 512, ...sequence }),
        dense({ units: 5000, activation: "softmax" }),
      ),
  },
  {
    name: "attention over Bidirectional(GRU 32)",
    ...{ batch: 32, x: [64, 16], ...classes(5) },
    make(shape) {
      const x = input({ shape });
      const states = bidirectional({ layer: gru({ units: 32, ...sequence }) }).apply(x);
      const met = layers.multiHeadAttention({ numHeads: 4, keyDim: 16 }).apply([states, states]);
      const normal = layers.layerNormalization().apply(layers.add().apply([states, met]));
      const outputs = dense({ units: 5, activation: "softmax" }).apply(layers.globalAveragePooling1d().apply(normal));
      return model({ inputs: x, outputs, seed: 1 });
    },
  },
  {
    name: "small series: LSTM 16",
    ...{ batch: 16, x: [20, 1], ...numbers },
    make: (inputShape) => stack(lstm({ units: 16, inputShape }), dense({ units: 1 })),
  },
];

/** A batch for a model: inputs and targets, each a shape, a type and values. */
export function batchOf({ batch, x, ids, target }) {
  const next = uniform(12345);
  const id = (count) => Math.floor(((next() + 1) / 2) * count);
  const draw = { id, number: next, unit: () => id(2) };
  const drawn = (shape, isId, one) => {
    const values = Float32Array.from({ length: batch * shape.reduce((a, b) => a * b, 1) }, one);
    return {
      shape: [batch, ...shape],
      ...(isId ? { type: "int32", values: Int32Array.from(values) } : { type: "float32", values }),
    };
  };
  const y = target.shape ?? (target.kind === "id" ? (target.perStep ? x : []) : [1]);
  return {
    inputs: drawn(x, ids !== undefined, ids ? () => id(ids) : next),
    targets: drawn(y, target.kind === "id", () => draw[target.kind](target.count)),
  };
}

/** Writes a model and a batch for it, inputs then targets as float32; gives what a system must know to read them. */
export async function writeModel(folder, model) {
  const [file, numbers] = [join(folder, "model.keras"), join(folder, "model.bin")];
  await saveModel(model.make(model.x), file);
  const parts = Object.values(batchOf(model));
  writeFileSync(numbers, Float32Array.from(parts.flatMap(({ values }) => [...values])));
  const { name, loss, random = false } = model;
  return {
    name,
    file,
    numbers,
    loss,
    random,
    shapes: parts.map(({ shape }) => shape),
    types: parts.map(({ type }) => type),
  };
}
