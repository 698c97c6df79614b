/** The compilation and the optimizer's state in files that Recurve writes for TensorFlow.js. */
import { expect, it, vi } from "vitest";
import { expectNumbers } from "../../../test/numbers.ts";
import * as core from "../../index.ts";

const numbers = (shape: number[], k: number) =>
  core.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i * 0.7 + k) * 0.3),
    shape,
  );
const options = { epochs: 3, shuffle: false, verbose: 0 } as const;
const fitted = async (model: core.Model<any>) =>
  (await model.fit(numbers([4, 3, 1], 1), numbers([4, 1], 2), options)).history;

function made(compiled: Parameters<core.Model["compile"]>[0]) {
  const model = core.sequential({
    layers: [
      core.input({ shape: [3, 1] }),
      core.layers.bidirectional({ layer: core.layers.lstm({ units: 2 }) }),
      core.layers.batchNormalization(),
      core.layers.dense({ units: 1, activation: "sigmoid" }),
    ],
  });
  model.compile(compiled);
  return model;
}

/** The files of a model, and its `model.json`. */
async function saved(model: core.Model<any>) {
  const files = [...(await core.saveModel(model, undefined, { format: "tfjs" }))];
  const json = JSON.parse(new TextDecoder().decode(files[0]![1]));
  return { json, files: files.map(([name, bytes]) => new File([bytes as never], name || "model.json")) };
}

const { optimizers } = core;
it.each([
  ["adam", () => optimizers.adam({ learningRate: 0.03 })],
  ["momentum", () => optimizers.sgd({ learningRate: 0.05, momentum: 0.9 })],
  ["Nesterov's momentum", () => optimizers.sgd({ learningRate: 0.05, momentum: 0.9, nesterov: true })],
  ["plain steps", () => optimizers.sgd({ learningRate: 0.1 })],
  ["rmsprop", () => optimizers.rmsprop({ learningRate: 0.01, rho: 0.8 })],
  ["rmsprop, centered, with momentum", () => optimizers.rmsprop({ momentum: 0.5, centered: true })],
  ["adagrad", () => optimizers.adagrad({ learningRate: 0.1 })],
  ["adadelta", () => optimizers.adadelta({ learningRate: 0.5 })],
])("training goes on from a file of TensorFlow.js: %s", async (_, make) => {
  const model = made({ optimizer: make(), loss: "mse", metrics: ["mae"] });
  await fitted(model);
  const { files } = await saved(model);
  const loaded = await core.loadModel(files);
  expect(loaded.optimizer!.iterations).toBe(3);
  const [here, there] = [await fitted(loaded), await fitted(model)];
  expectNumbers(here.loss!, there.loss!);
  expectNumbers(here.mae!, there.mae!);
});

it("losses, metrics and optimizers have TensorFlow.js's names", async () => {
  const model = made({ optimizer: "rmsprop", loss: core.losses.klDivergence(), metrics: ["accuracy", "mse"] });
  const { json } = await saved(model);
  expect(json.trainingConfig).toEqual({
    loss: "kullback_leibler_divergence",
    metrics: ["accuracy", "mse"],
    optimizer_config: {
      class_name: "RMSProp",
      config: { learningRate: 0.001, decay: 0.9, momentum: 0, epsilon: 1e-7, centered: false },
    },
  });
  expect(json.weightsManifest[0].weights.at(-1)).toEqual({
    name: "iter",
    shape: [],
    dtype: "int32",
    group: "optimizer",
  });
});

it("several outputs have their losses in a list, and one metric each", async () => {
  const x = core.input({ shape: [2] });
  const [a, b] = ["a", "b"].map((name) => core.layers.dense({ units: 1, name }).apply(x));
  const model = core.model({ inputs: x, outputs: { first: a!, second: b! } });
  model.compile({ optimizer: "adam", loss: { first: "mse", second: "hinge" }, metrics: { second: "mae" } });
  const { json, files } = await saved(model as never);
  expect(json.trainingConfig).toMatchObject({ loss: ["mean_squared_error", "hinge"], metrics: { b: "mae" } });
  const loaded = await core.loadModel(files);
  expect(loaded.objective!.measures.map(({ loss }) => loss!.name)).toEqual(["meanSquaredError", "hinge"]);
});

it.each([
  ["lossWeights", { optimizer: "adam", loss: "mse", lossWeights: 2 }],
  ["the loss binaryCrossentropy with these options", { loss: core.losses.binaryCrossentropy({ fromLogits: true }) }],
  ["the loss huber", { loss: "huber" }],
  ["the optimizer Nadam", { optimizer: "nadam", loss: "mse" }],
  ["clipnorm 1 of the optimizer Adam", { optimizer: optimizers.adam({ clipnorm: 1 }), loss: "mse" }],
  ["follows a schedule", { optimizer: optimizers.sgd({ learningRate: (step) => 1 / (1 + step) }), loss: "mse" }],
] as const)("what TensorFlow.js lacks is told, and the model written without it: %s", async (what, compiled) => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const { json } = await saved(made(compiled));
  expect(json.trainingConfig).toBeUndefined();
  expect(json.weightsManifest[0].weights.some(({ group }: { group?: string }) => group)).toBe(false);
  expect(warn.mock.calls.join()).toContain(what);
  warn.mockRestore();
});

it("metrics that TensorFlow.js lacks are left out, by name", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const { json } = await saved(made({ optimizer: "adam", loss: "mse", metrics: ["auc", "mae"] }));
  expect(json.trainingConfig.metrics).toEqual(["mae"]);
  expect(warn.mock.calls.join()).toMatch(/metrics that TensorFlow.js does not have: auc/);
  warn.mockRestore();
});

it("includeOptimizer: false leaves the training out", async () => {
  const files = await core.saveModel(made({ loss: "mse" }), undefined, { format: "tfjs", includeOptimizer: false });
  expect(JSON.parse(new TextDecoder().decode(files.get("")))).not.toHaveProperty("trainingConfig");
});
