/** Files with a loss or optimizer that Recurve lacks: the next file contains it unchanged. */
import { expect, it, vi } from "vitest";
import { input, layers, loadModel, optimizers, saveModel, sequential, tensor } from "../src/index.ts";
import { utf8 } from "../src/io/containers/cursor.ts";
import { openHdf5 } from "../src/io/containers/hdf5/file.ts";
import { writeZip, Zip } from "../src/io/containers/zip.ts";
import { normal } from "./numbers.ts";

async function partsOf(file: Uint8Array) {
  const zip = new Zip(file, "the file");
  const read = (name: string) => zip.read(name);
  return {
    config: JSON.parse(utf8(await read("config.json"))),
    metadata: await read("metadata.json"),
    weights: await read("model.weights.h5"),
  };
}

/** A trained model's file, compiled with a loss and an optimizer of somebody's own. */
async function foreign() {
  const made = sequential([input({ shape: [3] }), layers.dense({ units: 2 }), layers.dense({ units: 1 })]);
  made.compile({ optimizer: optimizers.adam({ learningRate: 0.01 }), loss: "meanSquaredError" });
  await made.fit(normal([4, 3]), normal([4, 1], 1), { epochs: 2, verbose: 0 });
  const { config, metadata, weights } = await partsOf(await saveModel(made));
  config.compile_config.loss = {
    module: "mine",
    class_name: "function",
    config: "my_loss",
    registered_name: "my_loss",
  };
  config.compile_config.optimizer.class_name = "MyAdam";
  const bytes = (value: object) => new TextEncoder().encode(JSON.stringify(value));
  const file = await writeZip({ "metadata.json": metadata, "config.json": bytes(config), "model.weights.h5": weights });
  return { file, config, weights };
}

async function stateIn(weights: Uint8Array) {
  const group = openHdf5(weights, "the weights").group("optimizer/vars");
  const datasets = (group?.names ?? []).map(async (name) => {
    const dataset = group!.dataset(name)!;
    return [name, dataset.type, dataset.shape, Array.from((await dataset.values()) as Float32Array)];
  });
  return Promise.all(datasets);
}

it("a loss and an optimizer that are not known go into the next file with their state", async () => {
  const warnings = vi.spyOn(console, "warn").mockImplementation(() => {});
  const { file, config, weights } = await foreign();
  const model = await loadModel(file);
  expect(String(warnings.mock.calls)).toMatch(/without its optimizer/);
  const again = await partsOf(await saveModel(model));
  expect(again.config.compile_config).toEqual(config.compile_config);
  const state = await stateIn(weights);
  expect(state).toHaveLength(10);
  expect(await stateIn(again.weights)).toEqual(state);

  const without = await partsOf(await saveModel(model, undefined, { includeOptimizer: false }));
  expect(without.config.compile_config).toBeUndefined();
  expect(await stateIn(without.weights)).toEqual([]);

  // once it is compiled, what it is compiled with counts
  model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
  const compiled = await partsOf(await saveModel(model));
  expect(compiled.config.compile_config.optimizer.class_name).toBe("SGD");
  expect((await stateIn(compiled.weights)).length).toBeLessThan(state.length);
  warnings.mockRestore();
});

it("an .h5 file carries them too, and back", async () => {
  const warnings = vi.spyOn(console, "warn").mockImplementation(() => {});
  const { file, config, weights } = await foreign();
  const h5 = await saveModel(await loadModel(file), undefined, { format: "keras-h5" });
  const again = await partsOf(await saveModel(await loadModel(h5), undefined, { format: "keras" }));
  expect(again.config.compile_config).toEqual(config.compile_config);
  const values = (state: Awaited<ReturnType<typeof stateIn>>) => state.map(([name, , ...rest]) => [name, ...rest]);
  expect(values(await stateIn(again.weights))).toEqual(values(await stateIn(weights)));
  const { optimizer, ...rest } = config.compile_config;
  const [training] = openHdf5(h5, "the file").attribute("training_config")!;
  expect(JSON.parse(training as string)).toEqual({ ...rest, optimizer_config: optimizer });

  const without = await saveModel(await loadModel(file), undefined, { format: "keras-h5", includeOptimizer: false });
  expect(openHdf5(without, "the file").attribute("training_config")).toBeUndefined();
  expect(openHdf5(without, "the file").group("optimizer_weights")).toBeUndefined();
  warnings.mockRestore();
});

it("a state whose weights no longer train is left out", async () => {
  const warnings = vi.spyOn(console, "warn").mockImplementation(() => {});
  const model = await loadModel((await foreign()).file);
  model.layers[0]!.trainable = false;
  const { config, weights } = await partsOf(await saveModel(model));
  expect(config.compile_config).toBeUndefined();
  expect(await stateIn(weights)).toEqual([]);
  warnings.mockRestore();
});

it('with compile "keep" nothing is compiled, and the next file has all of it, in its own words', async () => {
  const made = sequential([input({ shape: [3] }), layers.dense({ units: 2, activation: "softmax" })]);
  made.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy", "perplexity"] });
  await made.fit(normal([4, 3]), tensor([0, 1, 1, 0]), { epochs: 2, verbose: 0 });
  const file = await saveModel(made);
  const first = await partsOf(file);
  const h5 = await saveModel(await loadModel(file, { compile: "keep" }), undefined, { format: "keras-h5" });
  for (const each of [file, h5]) {
    const model = await loadModel(each, { compile: "keep" });
    expect(model.optimizer).toBeUndefined();
    const again = await partsOf(await saveModel(model));
    expect(again.config.compile_config).toEqual(first.config.compile_config);
    expect(JSON.parse(utf8(again.metadata)).recurve).toEqual(JSON.parse(utf8(first.metadata)).recurve);
    const state = (await stateIn(again.weights)).map(([name, , ...rest]) => [name, ...rest]);
    expect(state).toEqual((await stateIn(first.weights)).map(([name, , ...rest]) => [name, ...rest]));
  }
  const [x, y] = [normal([4, 3], 2), tensor([1, 1, 0, 0])];
  const { loss } = await made.trainOnBatch(x, y);
  expect((await (await loadModel(h5)).trainOnBatch(x, y)).loss).toBe(loss);
});

it("what TensorFlow.js's file was compiled with goes into Keras's in Keras's words", async () => {
  const made = sequential([input({ shape: [3] }), layers.dense({ units: 1 })]);
  const written = await saveModel(made, undefined, { format: "tfjs" });
  const json = JSON.parse(new TextDecoder().decode(written.get("")));
  json.trainingConfig = {
    optimizer_config: { class_name: "Adam", config: { learning_rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } },
    loss: "mean_squared_error",
    metrics: [],
  };
  const weights = [...written].filter(([name]) => name !== "");
  const source = [
    new File([JSON.stringify(json)], "model.json"),
    ...weights.map(([name, bytes]) => new File([Uint8Array.from(bytes)], name)),
  ];
  const model = await loadModel(source, { compile: "keep" });
  expect(model.optimizer).toBeUndefined();
  const { config } = await partsOf(await saveModel(model));
  expect(config.compile_config).toMatchObject({
    optimizer: { module: "keras.optimizers", class_name: "Adam", config: { learning_rate: 0.01 } },
    loss: "mean_squared_error",
  });
});
