/** Real TensorFlow.js loads what Recurve writes and predicts the same; RECURVE_TFJS is a folder where it is installed. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, it } from "vitest";
import { input, layers, type Model, model, ops, saveModel, sequential, Tensor, tensor } from "../src/index.ts";
import { expectClose, normal } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-tfjs-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What TensorFlow.js answers with the model in a file. */
function answersOf(path: string, x: readonly Tensor[]): number[][] {
  const script = resolve("test/fixtures/tfjs/predict.mjs");
  const options = {
    cwd: process.env.RECURVE_TFJS,
    encoding: "utf8",
    input: JSON.stringify(x.map((each) => each.arraySync())),
  };
  return JSON.parse(execFileSync(process.execPath, [script, path], options as { encoding: "utf8" })) as number[][];
}

const x = normal([2, 5, 3]);
const start = () => input({ shape: [5, 3], name: "start" });
const chain = (...all: layers.Layer<1>[]) => sequential({ layers: [start(), ...all] });

function translator() {
  const [source, target] = [start(), input({ shape: [4, 2], name: "target" })];
  const [, h, c] = layers.lstm({ units: 4, returnState: true, name: "encoder" }).apply(source);
  const y = layers.lstm({ units: 4, returnSequences: true, name: "decoder" }).apply(target, { initialState: [h, c] });
  return model({ inputs: [source, target], outputs: [layers.dense({ units: 2, name: "word" }).apply(y), h] });
}

function nested() {
  const [source, shared] = [start(), layers.dense({ units: 2, activation: "silu", name: "shared" })];
  const inner = sequential({
    layers: [start(), layers.gru({ units: 4, resetAfter: false, name: "walk" })],
    name: "inner",
  });
  const other = layers.simpleRNN({ units: 4, activation: "relu", name: "other" }).apply(source);
  return model({
    inputs: source,
    outputs: layers.add().apply([shared.apply(inner.apply(source)), shared.apply(other)]),
  });
}

const cases: [string, () => Model<any>, Tensor[]][] = [
  ["an LSTM", () => chain(layers.lstm({ units: 4 }), layers.dense({ units: 2, activation: "softmax" })), [x]],
  [
    "layers in both directions, with their options",
    () =>
      chain(
        layers.bidirectional({
          layer: layers.gru({ units: 4, returnSequences: true, resetAfter: false }),
          mergeMode: "sum",
        }),
        layers.layerNormalization(),
        layers.timeDistributed({
          layer: layers.dense({ units: 2, kernelRegularizer: "l2", kernelInitializer: "lecunNormal" }),
        }),
        layers.simpleRNN({ units: 3, goBackwards: true }),
      ),
    [x],
  ],
  [
    "a stack of cells",
    () => chain(layers.rnn({ cell: [layers.lstmCell({ units: 4 }), layers.simpleRNNCell({ units: 2 })] })),
    [x],
  ],
  [
    "an embedding with a mask",
    () =>
      sequential({
        layers: [
          input({ shape: [4] }),
          layers.embedding({ inputDim: 5, outputDim: 3, maskZero: true }),
          layers.lstm({ units: 2, returnSequences: true }),
          layers.lstm({ units: 3 }),
        ],
      }),
    [
      tensor([
        [1, 4, 0, 0],
        [3, 3, 2, 1],
      ]),
    ],
  ],
  [
    "windows and batch normalization",
    () =>
      chain(
        layers.conv1d({ filters: 4, kernelSize: 2, padding: "same", dilationRate: 2, activation: "relu" }),
        layers.batchNormalization(),
        layers.maxPooling1d({ poolSize: 2, padding: "same" }),
        layers.gaussianNoise({ stddev: 0.1 }),
        layers.averagePooling1d({ poolSize: 2, strides: 1 }),
        layers.globalAveragePooling1d(),
      ),
    [x],
  ],
  [
    "an LSTM over images",
    () =>
      chain(
        layers.reshape({ targetShape: [5, 3, 1, 1] }),
        layers.convLstm2d({ filters: 2, kernelSize: [2, 1], padding: "same", returnSequences: true }),
        layers.convLstm2d({ filters: 2, kernelSize: [2, 1] }),
      ),
    [x],
  ],
  [
    "layers over images",
    () =>
      chain(
        layers.reshape({ targetShape: [5, 3, 1] }),
        layers.zeroPadding2d({ padding: [1, [0, 2]] }),
        layers.conv2d({ filters: 3, kernelSize: 2 }),
        layers.leakyReLU({ negativeSlope: 0.1 }),
        layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2, padding: "same" }),
        layers.reLU({ maxValue: 1.5 }),
        layers.separableConv2d({ filters: 4, kernelSize: 2, padding: "same" }),
        layers.eLU(),
        layers.maxPooling2d({ poolSize: 2, strides: 1 }),
        layers.pReLU({ sharedAxes: [1, 2] }),
        layers.conv2dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: "same" }),
        layers.cropping2d({
          cropping: [
            [1, 0],
            [0, 1],
          ],
        }),
        layers.upSampling2d({ size: [2, 1] }),
        layers.averagePooling2d({ poolSize: [3, 2], padding: "same" }),
        layers.rescaling({ scale: 0.5, offset: 1 }),
        layers.alphaDropout({ rate: 0.1 }),
        layers.globalAveragePooling2d(),
      ),
    [x],
  ],
  [
    "layers over volumes",
    () =>
      chain(
        layers.reshape({ targetShape: [5, 3, 1, 1] }),
        layers.conv3d({ filters: 2, kernelSize: [2, 2, 1] }),
        layers.maxPooling3d({ poolSize: [2, 1, 1], strides: 1 }),
        layers.gaussianDropout({ rate: 0.2 }),
        layers.conv3dTranspose({ filters: 2, kernelSize: [2, 1, 1] }),
        layers.averagePooling3d({ poolSize: [2, 2, 1] }),
        layers.flatten(),
        layers.softmax(),
      ),
    [x],
  ],
  ["states from layer to layer, two inputs and outputs", translator, [x, normal([2, 4, 2], 1)]],
  ["a model inside, a layer shared", nested, [x]],
];

it.each(cases)("TensorFlow.js loads %s", async (name, make, inputs) => {
  const made = make();
  made.setWeights(
    made.weights.map(({ name: weight, shape }, i) =>
      weight === "moving_variance" ? ops.abs(normal(shape, i)) : normal(shape, i, 0.5),
    ),
  );
  const path = join(folder, name.replaceAll(/\W+/g, "-"), "model.json");
  await saveModel(made, path);
  const predicted = made.predict(inputs.length === 1 ? inputs[0]! : inputs);
  const own = predicted instanceof Tensor ? [predicted] : Object.values(predicted);
  const answers = answersOf(path, inputs);
  expect(answers.length).toBe(own.length);
  for (const [i, answer] of answers.entries()) expectClose(own[i]!, tensor(answer), tolerance.golden);
});
