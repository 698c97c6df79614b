import { expect, it } from "vitest";
import * as core from "../../src/index.ts";
import * as tf from "../../src/tfjs/index.ts";
import { expectNumbers } from "../numbers.ts";

type Artifacts = tf.io.ModelArtifacts;
const data = (shape: number[], k: number) =>
  core.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i * 0.7 + k) * 0.3),
    shape,
  );

/** A trained model of `recurve/tfjs`, and the files that it saves with its optimizer. */
async function trained(optimizer: tf.Optimizer) {
  const model = tf.sequential({
    layers: [tf.layers.gru({ units: 2, inputShape: [3, 1] }), tf.layers.dense({ units: 1 })],
  });
  model.setWeights(model.getWeights().map((each, i) => data([...each.shape], i)) as never);
  model.compile({ loss: "meanSquaredError", optimizer, metrics: ["mae"] });
  await model.fit(data([4, 3, 1], 1), data([4, 1], 2), { epochs: 3, shuffle: false });
  let kept: Artifacts = {};
  const save = async (artifacts: Artifacts) => {
    kept = artifacts;
    return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" as const } };
  };
  await model.save(tf.io.withSaveHandler(save), { includeOptimizer: true });
  const { weightSpecs, weightData, ...rest } = kept;
  const json = { ...rest, weightsManifest: [{ paths: ["weights.bin"], weights: weightSpecs }] };
  const files = (changed: object) => [
    new File([JSON.stringify({ ...json, ...changed })], "model.json"),
    new File([weightData as ArrayBuffer], "weights.bin"),
  ];
  return { model, json, files };
}

it.each([
  ["adam", () => tf.train.adam(0.03)],
  ["momentum", () => tf.train.momentum(0.05, 0.9)],
  ["rmsprop with momentum", () => tf.train.rmsprop(0.01, 0.8, 0.5)],
  ["adagrad", () => tf.train.adagrad(0.1)],
  ["sgd", () => tf.train.sgd(0.1)],
])("loadModel goes on with the state of %s in a file of TensorFlow.js", async (_, make) => {
  const { model, files } = await trained(make());
  const loaded = await core.loadModel(files({}));
  expect(loaded.optimizer!.iterations).toBe(3);
  const options = { epochs: 3, shuffle: false, verbose: 0 } as const;
  const { history } = await loaded.fit(data([4, 3, 1], 1), data([4, 1], 2), options);
  const there = await model.fit(data([4, 3, 1], 1), data([4, 1], 2), options);
  expectNumbers(history.loss!, there.history.loss as number[]);
});

it("starts anew, with a warning, where the state is another optimizer's", async () => {
  const { json, files } = await trained(tf.train.adam(0.03));
  const other = { class_name: "Adagrad", config: { learningRate: 0.1, initialAccumulatorValue: 0.1 } };
  const said: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => said.push(text);
  const loaded = await core.loadModel(files({ trainingConfig: { ...json.trainingConfig, optimizer_config: other } }));
  console.warn = warn;
  expect(said.join()).toMatch(/the optimizer starts anew/);
  expect(loaded.optimizer!.iterations).toBe(0);
});
