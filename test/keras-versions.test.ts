/** What the versions of Keras write differently (test/fixtures/keras/make_forms.py), and what no version here knows. */
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  FormatError,
  formatOf,
  layers,
  loadModel,
  loadWeights,
  saveModel,
  saveWeights,
  sequential,
  Tensor,
  tensor,
} from "../src/index.ts";
import { GroupToWrite, writeHdf5 } from "../src/io/containers/hdf5/write.ts";
import { writeZip } from "../src/io/containers/zip.ts";
import type { AnyModel } from "../src/models/index.ts";
import { expectClose } from "./numbers.ts";

interface Case {
  model: Record<string, never>;
  weights: { shape: number[]; values: number[] }[];
  inputs: never[][];
  outputs: never[];
}
const forms: Record<string, Case> = JSON.parse(
  readFileSync(new URL("fixtures/keras/forms.json", import.meta.url), "utf8"),
);
const bytesOf = (value: unknown) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));

const said: string[] = [];
beforeEach(() => void vi.spyOn(console, "warn").mockImplementation((text: string) => void said.push(text)));
afterEach(() => {
  vi.restoreAllMocks();
  said.length = 0;
});

function expectOutputs(model: AnyModel, { inputs, outputs }: Case): void {
  const given = inputs.map((values) => (typeof values[0]![0] === "string" ? values : tensor(values)));
  const found = model.predict(given.length === 1 ? given[0]! : given);
  const list = found instanceof Tensor ? [found] : (Object.values(found) as Tensor[]);
  expect(list).toHaveLength(outputs.length);
  for (const [i, output] of list.entries()) expectClose(output, outputs[i]!);
}

const weightsOf = ({ weights }: Case) => weights.map(({ shape, values }) => tensor(values, shape));

test.each(Object.keys(forms))("%s: an architecture in JSON, with its weights", async (name) => {
  const model = await loadModel(bytesOf(forms[name]!.model));
  model.setWeights(weightsOf(forms[name]!));
  expectOutputs(model, forms[name]!);
  const expected = name.startsWith("texts") ? /makes ids of texts.*readVocabulary/ : /^$/;
  expect(said.join("")).toMatch(expected);
});

test.each(["keras", "keras-h5"] as const)("what such a model is saved as %s is the same model", async (format) => {
  for (const name of ["stacked_states", "conv_lstm_behind_masking", "keras_3_0", "normalization_of_keras_2"]) {
    const model = await loadModel(bytesOf(forms[name]!.model));
    model.setWeights(weightsOf(forms[name]!));
    expectOutputs(await loadModel(await saveModel(model, undefined, { format })), forms[name]!);
  }
});

test("an architecture in JSON takes the weights of a file", async () => {
  const [whole, empty] = await Promise.all([1, 2].map(() => loadModel(bytesOf(forms.keras_3_0!.model))));
  whole!.setWeights(weightsOf(forms.keras_3_0!));
  await loadWeights(empty!, await saveWeights(whole!));
  expectOutputs(empty!, forms.keras_3_0!);
});

/** The archive of a Keras 2, with each variable at its path. */
async function archive({ model, weights }: Case, paths: readonly string[]): Promise<Uint8Array> {
  const root = new GroupToWrite();
  for (const [i, { shape, values }] of weights.entries())
    root.set(paths[i]!, { shape, values: Float32Array.from(values) });
  return writeZip({
    "metadata.json": bytesOf({ keras_version: "2.13.1" }),
    "config.json": bytesOf(model),
    "model.weights.h5": writeHdf5(root),
  });
}

describe("archives of Keras 2 put each variable at a path of their own", () => {
  const name = "normalization_of_keras_2";
  const below = (groups: readonly string[], container: string, join: string) =>
    groups.flatMap((group) => {
      const [path, count] = group.split(" ");
      return Array.from(
        { length: Number(count) },
        (_, i) => `${container}${join}${path!.replaceAll("/", join)}/vars/${i}`,
      );
    });
  const last = ["bidirectional/forward_layer/cell 3", "bidirectional/backward_layer/cell 3"];

  test.each([
    [
      "TensorFlow 2.14",
      "layers",
      "/",
      ["simple_rnn/cell 3", "batch_normalization 4", "layer_normalization 2", ...last],
    ],
    [
      "TensorFlow 2.13 on Windows",
      "layers",
      "\\",
      ["simple_rnn/cell 3", "batch_normalization 4", "layer_normalization 2", ...last],
    ],
    [
      "TensorFlow 2.12",
      "_layer_checkpoint_dependencies",
      "/",
      ["simple_rnn/cell 3", "batch_normalization 4", "layer_normalization 2", ...last],
    ],
  ])("%s", async (_, container, join, groups) => {
    expectOutputs(await loadModel(await archive(forms[name]!, below(groups, container, join))), forms[name]!);
  });

  test("TensorFlow 2.12 counts a layer with weights twice", async () => {
    const form = forms.keras_2_2_2!;
    const twice = {
      ...form,
      model: JSON.parse(
        JSON.stringify(form.model)
          .replaceAll('"GRU"', '"LSTM"')
          .replace('"reset_after":false,', "")
          .replace(',"reset_after":false', ""),
      ),
    };
    const paths = ["embedding", "lstm/cell", "lstm_2/cell", "dense"].map(
      (path) => `${path} ${path.endsWith("cell") ? 3 : path === "dense" ? 2 : 1}`,
    );
    const small = sequential({
      layers: [
        layers.embedding({ inputDim: 7, outputDim: 3, inputShape: [5] }),
        layers.lstm({ units: 2, returnSequences: true }),
        layers.lstm({ units: 3 }),
        layers.dense({ units: 2 }),
      ],
    });
    const weights = small.getWeights().map((weight) => ({ shape: [...weight.shape], values: [...weight.dataSync()] }));
    const bytes = await archive({ ...twice, weights }, below(paths, "_layer_checkpoint_dependencies", "/"));
    const loaded = await loadModel(bytes);
    for (const [i, weight] of loaded.getWeights().entries()) expect([...weight.dataSync()]).toEqual(weights[i]!.values);
  });
});

describe("what does not exist here", () => {
  const changed = (change: (text: string) => string) => bytesOf(change(JSON.stringify(forms.keras_3_0!.model)));

  test("an initializer, regularizer or constraint leads to one warning, and the model computes", async () => {
    const model = await loadModel(
      changed((text) =>
        text
          .replaceAll('"GlorotUniform"', '"MyInitializer"')
          .replace(
            '"kernel_regularizer": null'.replace(" ", ""),
            '"kernel_regularizer":{"class_name":"Mine","config":{}}',
          )
          .replace(
            '"bias_constraint":null',
            '"bias_constraint":{"module":"builtins","class_name":"function","config":"mine"}',
          ),
      ),
    );
    model.setWeights(weightsOf(forms.keras_3_0!));
    expectOutputs(model, forms.keras_3_0!);
    expect(said.map((text) => text.match(/^recurve: the (\w+) "(\w+)"/)?.slice(1))).toEqual([
      ["initializer", "MyInitializer"],
      ["regularizer", "Mine"],
      ["constraint", "mine"],
    ]);
  });

  test("a user's class is not taken for a class of Keras that has its name", async () => {
    const attention = {
      module: "my_layers",
      class_name: "Attention",
      config: { name: "a" },
      registered_name: "Attention",
    };
    const dense = { class_name: "Dense", config: { units: 1, batch_input_shape: [null, 3] } };
    const own = { module: "my", class_name: "Zeros", config: {}, registered_name: "my>Zeros" };
    const of = (...parts: object[]) =>
      bytesOf({ module: "keras", class_name: "Sequential", config: { layers: parts } });
    await expect(loadModel(of(dense, attention))).rejects.toThrow(/customLayers: \{ Attention/);
    await loadModel(of({ ...dense, config: { ...dense.config, kernel_initializer: own } }));
    expect(said.join()).toMatch(/initializer "Zeros"/);
  });

  test("options of an initializer lead to a warning too", async () => {
    await loadModel(changed((text) => text.replace('"gain":1', '"twist":2,"gain":1')));
    expect(said.join()).toMatch(/Orthogonal.*cannot be made.*twist/s);
  });

  test.each([
    ["optimizer", { class_name: "Sophia", config: {} }, /Sophia/],
    ["loss", "my_loss", /my_loss/],
    ["metrics", [{ class_name: "MyMetric", config: {} }], /MyMetric/],
  ])("an %s leaves the model uncompiled", async (key, value, message) => {
    const compile = { optimizer: "adam", loss: "mse", [key]: value };
    const model = await loadModel(bytesOf({ ...forms.keras_3_0!.model, compile_config: compile }));
    expect(model.optimizer).toBeUndefined();
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(message);
    await loadModel(bytesOf({ ...forms.keras_3_0!.model, compile_config: compile }), { compile: false });
    expect(said).toHaveLength(1);
  });
});

test("what Keras 2 writes out beside the options that exist here says nothing", async () => {
  const dropout = { class_name: "SpatialDropout1D", config: { rate: 0.5, noise_shape: null, seed: null } };
  const auc = {
    class_name: "AUC",
    config: {
      name: "auc",
      num_thresholds: 6,
      curve: "ROC",
      thresholds: [0.2, 0.4, 0.6000000000000001, 0.8],
      label_weights: null,
    },
  };
  const dense = { class_name: "Dense", config: { units: 1, batch_input_shape: [null, 4, 3] } };
  const training = {
    optimizer: { class_name: "Adam", config: { lr: 0.01, decay: 0.0 } },
    loss: "mse",
    metrics: [[auc]],
  };
  const json = { class_name: "Sequential", config: [dense, dropout], keras_version: "2.4.0", compile_config: training };
  expect((await loadModel(bytesOf(json))).optimizer!.learningRate).toBe(0.01);
  expect(said).toEqual([]);
});

describe("a compilation in the words of tf.keras", () => {
  const of = (class_name: string, config: object) => ({ module: "keras", class_name, config, registered_name: null });
  const compiled = async (compile: object) => {
    const model = await loadModel(
      bytesOf({ ...forms.keras_3_0!.model, compile_config: { optimizer: "adam", ...compile } }),
    );
    expect(said).toEqual([]);
    return model;
  };

  test.each([
    ["a loss and its function", of("MeanSquaredError", { fn: "mean_squared_error", reduction: "sum" })],
    ["a function alone", of("LossFunctionWrapper", { fn: "mean_squared_error", reduction: "sum" })],
  ])("2.12 to 2.15 write %s", async (_, loss) => {
    const read = (await compiled({ loss })).objective!.measures[0]!.loss!;
    expect([read.className, read.reduction]).toEqual(["MeanSquaredError", "sum"]);
  });

  test("a metric keeps its name", async () => {
    const metrics = [
      of("MeanMetricWrapper", { name: "accuracy", fn: "sparse_categorical_accuracy", dtype: "float32" }),
    ];
    const model = await compiled({ loss: "mse", metrics });
    const [kept] = model.objective!.options.metrics as unknown as { name: string; className: string }[];
    expect([kept!.name, kept!.className]).toEqual(["accuracy", "SparseCategoricalAccuracy"]);
  });

  test.each(["LossScaleOptimizer", "LossScaleOptimizerV3"])("%s holds the optimizer", async (name) => {
    const inner = of("SGD", { learning_rate: { class_name: "__numpy__", config: { value: 0.5 } }, clipnorm: null });
    const optimizer = of(name, { inner_optimizer: inner, dynamic: true });
    const json = { ...forms.keras_3_0!.model, compile_config: { optimizer, loss: "mse" } };
    expect((await loadModel(bytesOf(json))).optimizer!.learningRate).toBe(0.5);
    expect(said.join()).toMatch(/16 bits/);
  });
});

test("a number that Keras 2.2 wrote as an array", async () => {
  const alpha = { type: "ndarray", value: 0.25 };
  const json = {
    class_name: "Sequential",
    config: [{ class_name: "LeakyReLU", config: { alpha, batch_input_shape: [null, 2] } }],
  };
  const model = await loadModel(bytesOf(json));
  expectClose(model.predict(tensor([[-4, 4]])) as Tensor, [[-1, 4]]);
});

test("Keras Core, which became Keras 3, is no Keras 1", async () => {
  const json = { ...forms.keras_3_0!.model, keras_version: "0.1.7" };
  const model = await loadModel(bytesOf(JSON.parse(JSON.stringify(json).replaceAll('"keras.', '"keras_core.'))));
  model.setWeights(weightsOf(forms.keras_3_0!));
  expectOutputs(model, forms.keras_3_0!);
});

test("windows that Theano turned round are turned back", async () => {
  const model = sequential({
    layers: [layers.conv2d({ filters: 2, kernelSize: [2, 3], inputShape: [4, 4, 1], name: "c" })],
  });
  const [kernel] = model.getWeights();
  const [rows, columns, inputs, outputs] = [2, 3, 1, 2];
  const values = kernel!.dataSync();
  const turned = values.map((_, i) => {
    const channel = i % (inputs * outputs);
    const column = columns - 1 - (Math.floor(i / (inputs * outputs)) % columns);
    const row = rows - 1 - Math.floor(i / (columns * inputs * outputs));
    return values[(row * columns + column) * inputs * outputs + channel]!;
  });
  const root = new GroupToWrite();
  root.attributes.set("layer_names", ["c"]);
  root.attributes.set("backend", "theano");
  root.attributes.set("keras_version", "2.2.4");
  root.group("c").attributes.set("weight_names", ["c/kernel", "c/bias"]);
  root.set("c/c/kernel", { shape: kernel!.shape, values: Float32Array.from(turned) });
  root.set("c/c/bias", { shape: [2], values: Float32Array.from([1, 2]) });
  await loadWeights(model, writeHdf5(root));
  expect([...model.getWeights()[0]!.dataSync()]).toEqual([...values]);
  expect([...model.getWeights()[1]!.dataSync()]).toEqual([1, 2]);
});

describe("Keras 1", () => {
  const config = [
    {
      class_name: "LSTM",
      config: { name: "lstm_1", output_dim: 4, inner_activation: "hard_sigmoid", init: "glorot_uniform" },
    },
  ];

  test.each([
    ["says its version", { class_name: "Sequential", keras_version: "1.2.2", config: [] }],
    ["says nothing", { class_name: "Sequential", config }],
  ])("is refused by that name where the file %s", async (_, json) => {
    await expect(loadModel(bytesOf(json))).rejects.toThrow(FormatError);
    await expect(loadModel(bytesOf(json))).rejects.toThrow(/Keras 1/);
  });

  test("weights alone too", async () => {
    const root = new GroupToWrite();
    root.attributes.set("layer_names", ["lstm_1"]);
    root.attributes.set("keras_version", "1.2.2");
    const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] });
    await expect(loadWeights(model, writeHdf5(root))).rejects.toThrow(/Keras 1/);
  });
});

test("the content of a file tells whether it is a model or weights, and of which Keras", async () => {
  const model = await loadModel(bytesOf(forms.keras_3_0!.model));
  const { saveWeights } = await import("../src/index.ts");
  for (const [format, holds] of [
    ["keras", "model"],
    ["keras-h5", "model"],
  ] as const) {
    expect(await formatOf(await saveModel(model, undefined, { format }))).toEqual({ format, holds });
  }
  for (const format of ["keras-weights", "keras-h5", "safetensors"] as const) {
    expect(await formatOf(await saveWeights(model, undefined, { format }))).toEqual({ format, holds: "weights" });
  }
  expect(await formatOf(bytesOf(forms.keras_3_0!.model))).toEqual({ format: "keras-json", holds: "model" });
});
