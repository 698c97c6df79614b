/** What optimizers keep, saved with models and loaded; the numbers are TensorFlow.js 4.22's. */
import { expect, it } from "vitest";
import * as tf from "../../src/tfjs/index.ts";

const xs = tf.tensor3d([...Array(16).keys()].map(Math.sin), [2, 4, 2]);
const ys = tf.tensor2d([[1], [-1]]);
const ones = { kernelInitializer: "ones", recurrentInitializer: "ones" } as const;

function made(optimizer: tf.Optimizer) {
  const first = tf.layers.lstm({ units: 2, inputShape: [4, 2], name: "first", ...ones });
  const model = tf.sequential({
    layers: [first, tf.layers.dense({ units: 1, name: "last", kernelInitializer: "ones" })],
  });
  model.compile({ optimizer, loss: "meanSquaredError" });
  return model;
}
const lossesOf = async (model: tf.LayersModel) =>
  (await model.fit(xs, ys, { epochs: 3, verbose: 0 })).history.loss as number[];
const near = (numbers: number[]) => numbers.map((each) => expect.closeTo(each, 4));

async function saved(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let files: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler(async (given) => {
    files = given;
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
  });
  await model.save(handler, { includeOptimizer: true });
  return files!;
}

it("goes on after loading as if training had not stopped", async () => {
  const model = made(tf.train.adam(0.1));
  expect(await lossesOf(model)).toEqual(near([2.17769, 1.62215, 1.48184]));
  const files = await saved(model);
  const kept = files.weightSpecs!.filter(({ group }) => group === "optimizer");
  expect(kept.map(({ name }) => name).slice(0, 3)).toEqual(["iter", "first/kernel/m", "first/recurrent_kernel/m"]);
  expect(kept.at(-1)).toEqual({ name: "last/bias/v", shape: [1], dtype: "float32", group: "optimizer" });
  expect(files.trainingConfig).toMatchObject({
    optimizer_config: { class_name: "Adam", config: { learningRate: 0.1 } },
  });
  const again = await tf.loadLayersModel(tf.io.fromMemory(files));
  expect(again.optimizer).toBeInstanceOf(tf.AdamOptimizer);
  expect(await again.optimizer.getWeights()).toHaveLength(11);
  expect(await lossesOf(again)).toEqual(near([1.40943, 1.35522, 1.30498]));
});

it("takes a state before its first step", async () => {
  const [first, second] = [tf.train.adam(0.1), tf.train.adam(0.1)];
  await lossesOf(made(first));
  await second.setWeights(await first.getWeights());
  const model = made(second);
  expect(await lossesOf(model)).toEqual(near([2.17769, 1.63228, 1.42409]));
  expect(second.iterations).toBe(6);
  const third = tf.train.momentum(0.1, 0.9);
  await third.setWeights(await first.getWeights());
  await expect(lossesOf(made(third))).rejects.toThrow(/state is not of an optimizer with these variables/);
});

it("holds a new learning rate for the whole sum of gradients, with momentum", async () => {
  const optimizer = tf.train.momentum(0.05, 0.9);
  const model = made(optimizer);
  await lossesOf(model);
  optimizer.setLearningRate(0.01);
  expect(await lossesOf(model)).toEqual(near([1.40667, 1.40178, 1.39681]));
});

it("refuses to save what TensorFlow.js cannot load", async () => {
  await expect(saved(made(tf.train.adamax(0.1)))).rejects.toThrow(/no state of this AdamaxOptimizer/);
});
