/** `loadModel` goes on with a training that TensorFlow.js began and saved; RECURVE_TFJS is a folder where it is installed. */
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import * as core from "../../src/index.ts";
import { expectNumbers } from "../numbers.ts";
import { tolerance } from "../tolerance.ts";

const tf = createRequire(`${process.env.RECURVE_TFJS}/package.json`)("@tensorflow/tfjs");
const numbers = (shape: number[], k: number) =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i * 0.7 + k) * 0.3);
const [inputs, targets] = [
  [4, 3, 1],
  [4, 1],
] as const;
const options = { epochs: 3, shuffle: false, verbose: 0 } as const;

const optimizers: readonly (readonly [string, () => unknown])[] = [
  ["adam", () => tf.train.adam(0.03)],
  ["momentum", () => tf.train.momentum(0.05, 0.9)],
  ["Nesterov's momentum", () => tf.train.momentum(0.05, 0.9, true)],
  ["rmsprop with momentum", () => tf.train.rmsprop(0.01, 0.8, 0.5)],
  ["adagrad", () => tf.train.adagrad(0.1)],
];

it.each(optimizers)("%s", async (_, make) => {
  const [x, y] = [tf.tensor(numbers([...inputs], 1), inputs), tf.tensor(numbers([...targets], 2), targets)];
  const model = tf.sequential({
    layers: [
      tf.layers.lstm({ units: 2, inputShape: [3, 1] }),
      tf.layers.batchNormalization({}),
      tf.layers.dense({ units: 1 }),
    ],
  });
  model.compile({ loss: "meanSquaredError", optimizer: make() });
  await model.fit(x, y, options);
  let kept: any;
  const save = async (artifacts: unknown) => {
    kept = artifacts;
    return {};
  };
  await model.save(tf.io.withSaveHandler(save), { includeOptimizer: true });
  const { weightSpecs, weightData, ...rest } = kept;
  const json = { ...rest, weightsManifest: [{ paths: ["weights.bin"], weights: weightSpecs }] };
  const loaded = await core.loadModel([
    new File([JSON.stringify(json)], "model.json"),
    new File([weightData], "weights.bin"),
  ]);
  const again = await loaded.fit(
    core.tensor(numbers([...inputs], 1), [...inputs]),
    core.tensor(numbers([...targets], 2), [...targets]),
    options,
  );
  const there = await model.fit(x, y, options);
  expect(loaded.optimizer!.iterations).toBe(6);
  expectNumbers(again.history.loss!, there.history.loss);
});

it.each<[string, () => core.optimizers.Optimizer]>([
  ["adam", () => core.optimizers.adam({ learningRate: 0.03 })],
  ["momentum", () => core.optimizers.sgd({ learningRate: 0.05, momentum: 0.9 })],
  ["rmsprop", () => core.optimizers.rmsprop({ learningRate: 0.01, rho: 0.8 })],
  ["adagrad", () => core.optimizers.adagrad({ learningRate: 0.1 })],
])("TensorFlow.js goes on with a training that saveModel wrote: %s", async (_, make) => {
  const model = core.sequential({
    layers: [
      core.input({ shape: [3, 1] }),
      core.layers.bidirectional({ layer: core.layers.gru({ units: 2, resetAfter: false }) }),
      core.layers.batchNormalization(),
      core.layers.dense({ units: 1 }),
    ],
  });
  model.compile({ loss: "mse", optimizer: make(), metrics: ["mae"] });
  const data = () =>
    [core.tensor(numbers([...inputs], 1), [...inputs]), core.tensor(numbers([...targets], 2), [...targets])] as const;
  await model.fit(...data(), options);
  const [[, json], [, bytes]] = [...(await core.saveModel(model, undefined, { format: "tfjs" }))] as any;
  const { weightsManifest, ...rest } = JSON.parse(new TextDecoder().decode(json));
  const artifacts = { ...rest, weightSpecs: weightsManifest[0].weights, weightData: bytes.slice().buffer };
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  const [x, y] = [tf.tensor(numbers([...inputs], 1), inputs), tf.tensor(numbers([...targets], 2), targets)];
  const [there, here] = [await loaded.fit(x, y, options), await model.fit(...data(), options)];
  expect(loaded.optimizer.iterations).toBe(6);
  expectNumbers(there.history.loss, here.history.loss!);
  // Adam's epsilon is at another place there, so that its steps drift apart
  expectNumbers(there.history.mae, here.history.mae!, tolerance.training);
});
