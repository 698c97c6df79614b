/** What Keras's files hold beside layers' weights: options, compilations, seeds, classes of your own, and what is refused. */
import { describe, expect, test, vi } from "vitest";
import {
  FormatError,
  input,
  Layer,
  layers,
  loadModel,
  loadWeights,
  losses,
  Model,
  model,
  ops,
  optimizers,
  type SymbolicTensor,
  saveModel,
  saveWeights,
  sequential,
  type Tensor,
  tensor,
} from "../src/index.ts";
import { openHdf5 } from "../src/io/containers/hdf5/file.ts";
import { writeZip, Zip } from "../src/io/containers/zip.ts";
import { parseRecord } from "../src/io/json.ts";
import type { AnyModel } from "../src/models/index.ts";
import { normal } from "./numbers.ts";

const small = (extra: object = {}) =>
  sequential({
    layers: [input({ shape: [4, 2] }), layers.gru({ units: 3, dropout: 0.3 }), layers.dense({ units: 1 })],
    ...extra,
  });

/** A saved model whose config.json is changed. */
async function withConfig(made: AnyModel, change: (text: string) => string): Promise<Uint8Array> {
  const zip = new Zip(await saveModel(made), "test");
  const text = new TextDecoder().decode(await zip.read("config.json"));
  return writeZip({
    "config.json": new TextEncoder().encode(change(text)),
    "model.weights.h5": await zip.read("model.weights.h5"),
  });
}

class Scale extends Layer {
  override readonly className = "Scale";
  constructor(override readonly config: { name?: string; trainable?: boolean; byFactor: number }) {
    super();
  }
  override computeOutputShapes(inputs: readonly layers.OpenShape[]) {
    return [inputs[0]!];
  }
  override call([x]: readonly Tensor[]) {
    return [ops.multiply(x!, this.config.byFactor)];
  }
}

describe("training goes on", () => {
  test("with the quantiles of a pinball loss", async () => {
    const made = sequential({ layers: [input({ shape: [2] }), layers.dense({ units: 2 })], seed: 1 });
    made.compile({ optimizer: "adam", loss: losses.pinball({ quantiles: [0.05, 0.95] }) });
    const [x, y] = [normal([4, 2]), normal([4], 1)];
    await made.fit(x, y, { verbose: 0 });
    const again = await loadModel(await saveModel(made));
    expect(await again.evaluate(x, y)).toEqual(await made.evaluate(x, y));
  });

  test("with the same dropout, by the model's seed and its count of steps", async () => {
    const made = small({ seed: 3 });
    made.compile({ optimizer: "adam", loss: "mse" });
    const [x, y] = [normal([6, 4, 2]), normal([6, 1], 1)];
    await made.fit(x, y, { epochs: 2, batchSize: 2, verbose: 0 });
    const again = await loadModel(await saveModel(made));
    expect(again.objective!.steps).toBe(6);
    const logs = await made.trainOnBatch(x, y);
    expect(await again.trainOnBatch(x, y)).toEqual(logs);
  });

  test("compile: false and includeOptimizer: false leave the compilation out", async () => {
    const made = small();
    made.compile({ optimizer: "adam", loss: "mse" });
    await made.trainOnBatch(normal([2, 4, 2]), normal([2, 1]));
    expect((await loadModel(await saveModel(made), { compile: false })).optimizer).toBeUndefined();
    expect((await loadModel(await saveModel(made, undefined, { includeOptimizer: false }))).optimizer).toBeUndefined();
  });

  test("a metric that Keras lacks is kept, where Keras does not look", async () => {
    const made = sequential({ layers: [input({ shape: [2] }), layers.dense({ units: 3, activation: "softmax" })] });
    made.compile({ loss: "sparseCategoricalCrossentropy", metrics: ["perplexity", "f1Score", "accuracy"] });
    const zip = new Zip(await saveModel(made), "test");
    const config = parseRecord(new TextDecoder().decode(await zip.read("config.json")), "config.json");
    expect(JSON.stringify(config.compile_config)).not.toContain("erplexity");
    const again = await loadModel(await saveModel(made));
    expect(again.objective!.options.metrics).toMatchObject([
      { className: "Perplexity" },
      { className: "F1Score" },
      "accuracy",
    ]);
  });

  test("a whole learning rate, and losses and metrics of names that Keras has only as functions, as it finds them", async () => {
    const learningRate = optimizers.exponentialDecay({ initialLearningRate: 1, decaySteps: 3, decayRate: 0.5 });
    const names = ["huber", "logCosh", "binaryFocalCrossentropy", "topKCategoricalAccuracy", "pinball"] as const;
    const texts = [];
    for (const optimizer of [optimizers.sgd({ learningRate }), optimizers.adadelta({ learningRate: 1 })]) {
      const made = small();
      made.compile({ optimizer, loss: "pinball", metrics: [...names] });
      const bytes = await saveModel(made);
      texts.push(new TextDecoder().decode(await new Zip(bytes, "test").read("config.json")));
      const { options, metricNames } = (await loadModel(bytes)).objective!;
      expect(options.loss).toMatchObject({ className: "Pinball" });
      expect(metricNames).toEqual(["loss", ...names]);
    }
    // Keras takes 1 for a whole number, and all rates after it too
    expect(texts[0]).toContain('"initial_learning_rate":1.0');
    expect(texts[1]).toContain('"learning_rate":1.0');
    const { metrics } = JSON.parse(texts[0]!).compile_config;
    const functionOf = (config: string) => ({ module: "builtins", class_name: "function", config });
    expect(metrics).toMatchObject([
      functionOf("huber"),
      functionOf("log_cosh"),
      functionOf("binary_focal_crossentropy"),
      "top_k_categorical_accuracy",
    ]);
  });

  test("functions of your own are refused by name, and without them the model is saved", async () => {
    const made = small();
    made.compile({
      loss: function closeness(a, b) {
        return ops.abs(ops.subtract(a, b));
      },
    });
    await expect(saveModel(made)).rejects.toThrow(/closeness/);
    expect((await saveModel(made, undefined, { includeOptimizer: false })).length).toBeGreaterThan(0);
  });
});

describe("layers of your own", () => {
  test("travel by their class and options", async () => {
    const x = input({ shape: [3] });
    const made = model({ inputs: x, outputs: new Scale({ byFactor: 2.5 }).apply(x) });
    const bytes = await saveModel(made);
    await expect(loadModel(bytes)).rejects.toThrow(/Scale.*\n?.*customLayers|customLayers.*Scale/s);
    const again = await loadModel(bytes, { customLayers: { Scale } });
    expect([...(again.predict(tensor([[1, 2, 3]])) as Tensor).dataSync()]).toEqual([2.5, 5, 7.5]);
  });

  test("a class that extends Model travels whole, under the paths that Keras gives its fields", async () => {
    class Tagger extends Model<SymbolicTensor> {
      readonly embed: layers.Layer;
      readonly stack: layers.Layer[];
      readonly outDense = layers.dense({ units: 1 });
      constructor(override readonly config: { hiddenUnits: number }) {
        super();
        this.embed = layers.dense({ units: config.hiddenUnits });
        this.stack = [layers.dense({ units: 3 }), layers.dense({ units: 2 })];
      }
      override call([x]: readonly Tensor[]) {
        return [this.outDense.apply(this.stack.reduce((h, layer) => layer.apply(h), this.embed.apply(x!)))];
      }
    }
    const made = new Tagger({ hiddenUnits: 4 });
    const x = tensor([[1, -2, 0.5]]);
    const wanted = made.predict(x);
    const bytes = await saveModel(made);
    const zip = new Zip(bytes, "test");
    const root = openHdf5(await zip.read("model.weights.h5"), "test");
    // as keras.Model of Keras 3.15.1 names them: embed comes before `layers`, what comes after is inside it
    expect(root.names.toSorted()).toEqual(["embed", "layers", "vars"]);
    expect(root.group("layers")!.names.toSorted()).toEqual(["dense_1", "dense_2", "dense_3"]);
    const config = parseRecord(new TextDecoder().decode(await zip.read("config.json")), "config.json");
    expect(config).toMatchObject({
      class_name: "Tagger",
      registered_name: "Custom>Tagger",
      config: { hidden_units: 4, name: "tagger" },
      build_config: { input_shape: [null, 3] },
    });
    expect((await loadModel(bytes, { customLayers: { Tagger } })).predict(x)).toEqual(wanted);
  });

  test("a Lambda is refused, and told how to replace it", async () => {
    const bytes = await withConfig(small(), (text) => text.replace('"class_name":"Dense"', '"class_name":"Lambda"'));
    await expect(loadModel(bytes)).rejects.toThrow(/Lambda.*never run[\s\S]*customLayers/);
  });

  test.each([
    ["an unknown class", '"class_name":"Dense"', '"class_name":"Conv9D"', /Conv9D/],
    ["an unknown option", '"units":1', '"units":1,"sideways":true', /sideways/],
    ["an impossible value", '"units":1', '"units":-4', /units/],
    ["another shape", '"units":1', '"units":2', /expected: shape \(3, 2\)/],
    ["an unknown activation", '"activation":"linear"', '"activation":"__proto__"', /activation/],
    ["a key __proto__", '"units":1', '"units":1,"__proto__":{"a":1}', /__proto__/],
    ["a disguised key __proto__", '"units":1', '"units":1,"\\u005f_proto__":{"a":1}', /__proto__/],
    [
      "a quantized layer",
      '"dtype":"float32","units":1',
      '"units":1,"dtype":{"class_name":"QuantizedDTypePolicy","config":{"mode":"int4","source_name":"float32"}}',
      /"dense".*quantized[\s\S]*int4/,
    ],
    [
      "a layer with weights as an activation",
      '"activation":"linear"',
      '"activation":{"module":"keras.layers","class_name":"PReLU","config":{"shared_axes":null}}',
      /PReLU[\s\S]*as a layer of its own/,
    ],
    [
      "Keras's spectral normalization",
      '"class_name":"Dense"',
      '"class_name":"SpectralNormalization"',
      /a layer that Recurve does not have[\s\S]*as the layer inside it/,
    ],
    ["weights for a giant", '"units":3', '"units":300000000', /shape/],
  ])("%s is a FormatError that names it", async (_, from, to, message) => {
    const bytes = await withConfig(small(), (text) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    });
    const error = await loadModel(bytes).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(error).toBeInstanceOf(FormatError);
    expect(error!.message).toMatch(message);
  });

  test("layers that train by LoRA have it in their kernels, which is told", async () => {
    const made = small();
    const bytes = await withConfig(made, (text) => text.replace('"units":1', '"units":1,"lora_rank":2,"lora_alpha":4'));
    const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
    const again = await loadModel(bytes);
    expect(warned.mock.calls.flat().join()).toMatch(/"dense".*LoRA/);
    warned.mockRestore();
    const x = normal([2, 4, 2]);
    expect(again.predict(x)).toEqual(made.predict(x));
  });

  test("deep nesting and circles are refused", async () => {
    const deep = `${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`;
    await expect(loadModel(await withConfig(small(), () => deep))).rejects.toThrow(/nests too deeply/);
    const x = input({ shape: [3], name: "x" });
    const made = model({
      inputs: x,
      outputs: layers.dense({ units: 3, name: "two" }).apply(layers.dense({ units: 3, name: "one" }).apply(x)),
    });
    const circle = await withConfig(made, (text) =>
      text.replace('"keras_history":["x",0,0]', '"keras_history":["two",0,0]'),
    );
    await expect(loadModel(circle)).rejects.toThrow(/circle/);
  });
});

describe("weights alone", () => {
  test("that do not fit leave the model as it was", async () => {
    const [made, other] = [
      small(),
      sequential({ layers: [input({ shape: [4, 2] }), layers.gru({ units: 3 }), layers.dense({ units: 2 })] }),
    ];
    const before = made.getWeights().map((weight) => [...weight.dataSync()]);
    for (const format of ["keras-weights", "keras-h5"] as const) {
      await expect(loadWeights(made, await saveWeights(other, undefined, { format }))).rejects.toThrow(FormatError);
    }
    expect(made.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
  });

  test("are told from models", async () => {
    await expect(loadModel(await saveWeights(small()))).rejects.toThrow(/loadWeights/);
  });

  test("lie where Keras looks for them", async () => {
    const root = openHdf5(await saveWeights(small()), "test");
    expect(root.dataset("layers/gru/cell/vars/0")!.shape).toEqual([2, 9]);
    expect(root.group("layers/dense/vars")!.attribute("name")).toEqual(["dense"]);
  });
});
