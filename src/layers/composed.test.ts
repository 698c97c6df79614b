/** Layers made of layers: what a layer holds trains, draws, masks, is penalised, carried, listed and saved as if it stood in the model. */
import { describe, expect, it } from "vitest";
import { Variable } from "../autodiff/variable.ts";
import {
  ConfigError,
  FormatError,
  initializers,
  input,
  layers,
  loadModel,
  ops,
  saveModel,
  sequential,
  type Tensor,
  tensor,
} from "../index.ts";
import { Layer } from "./layer.ts";

const { activation, batchNormalization, dense, dropout, embedding, gru, lstm } = layers;

/** A layer whose call passes its input through the layers it holds. */
abstract class Chain extends Layer {
  protected abstract readonly inner: readonly Layer<1>[];
  override call([x]: readonly Tensor[]) {
    return [this.inner.reduce((value, layer) => layer.apply(value), x!)];
  }
}
const chainOf = (make: () => Layer<1>[]) =>
  new (class Block extends Chain {
    protected override readonly inner = make();
  })();

class Fields extends Layer {
  readonly lstm = lstm({ units: 4 });
  readonly heads = { value: dense({ units: 2 }), gate: [dense({ units: 2, activation: "sigmoid" })] };
  readonly scale = new Variable({ name: "scale", shape: [2], initialize: () => Float32Array.of(0.5, 2) });
  override call([x]: readonly Tensor[]) {
    const h = this.lstm.apply(x!);
    return [ops.multiply(ops.multiply(this.heads.value.apply(h), this.heads.gate[0]!.apply(h)), this.scale.value)];
  }
}

const x = tensor(
  Array.from({ length: 6 }, (_, b) => Array.from({ length: 5 }, (_, t) => [Math.sin(b + t), Math.cos(3 * b - t)])),
);
const y = tensor(Array.from({ length: 6 }, (_, b) => [Math.sin(b)]));
const tokens = tensor([
  [1, 2, 3, 0, 0],
  [4, 0, 0, 0, 0],
]);

const kinds: Record<string, () => Layer<1>[]> = {
  "LSTM and Dense": () => [lstm({ units: 4 }), dense({ units: 1 })],
  dropout: () => [lstm({ units: 4, dropout: 0.3, recurrentDropout: 0.2 }), dropout({ rate: 0.5 }), dense({ units: 1 })],
  "batch normalization": () => [gru({ units: 3 }), batchNormalization(), dense({ units: 1 })],
  penalties: () => [
    lstm({ units: 4, activityRegularizer: "l2", kernelRegularizer: "l1" }),
    dense({ units: 1, activityRegularizer: "l1" }),
  ],
};

describe("a layer that holds layers", () => {
  it.each(Object.entries(kinds))("trains like the same layers in the model, to the last bit: %s", async (_, make) => {
    const flat = sequential({ layers: make(), seed: 3 });
    const nested = sequential({ layers: [chainOf(make)], seed: 3 });
    for (const model of [flat, nested]) {
      model.compile({ optimizer: "adam", loss: "meanSquaredError" });
      await model.fit(x, y, { epochs: 3, batchSize: 4, seed: 5, verbose: 0 });
    }
    expect(nested.predict(x).dataSync()).toEqual(flat.predict(x).dataSync());
    expect(await nested.evaluate(x, y, { verbose: 0 })).toEqual(await flat.evaluate(x, y, { verbose: 0 }));
    expect(nested.countParams()).toBe(flat.countParams());
  });

  it("passes masks on between the layers inside", () => {
    const make = () => [embedding({ inputDim: 5, outputDim: 3, maskZero: true }), gru({ units: 3 })];
    const flat = sequential({ layers: make(), seed: 3 });
    const nested = sequential({ layers: [chainOf(make)], seed: 3 });
    expect(nested.predict(tokens).dataSync()).toEqual(flat.predict(tokens).dataSync());
  });

  it("finds layers and variables in fields, lists and records, and lists them by path", async () => {
    const model = sequential({ layers: [new Fields()], seed: 1 });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const before = model.predict(x).dataSync();
    const layer = model.layers[0]!;
    expect([...layer.parts.keys()]).toEqual(["lstm", "heads/value", "heads/gate/0", "scale"]);
    expect(layer.weights.map(({ name }) => name).slice(0, 2)).toEqual(["scale", "kernel"]);
    expect(layer.countParams()).toBe(2 + 4 * 4 * (2 + 4 + 1) + 2 * (4 * 2 + 2));
    await model.fit(
      x,
      [...Array(6)].map((_, i) => [i, -i]),
      { verbose: 0 },
    );
    expect(model.predict(x).dataSync()).not.toEqual(before);
    expect(layer.weights[0]!.value.dataSync()).not.toEqual(Float32Array.of(0.5, 2));
    expect(model.summary({ print: () => {} })).toContain("134");
  });

  it("is saved and loaded, its weights and the optimizer's state too", async () => {
    const model = sequential({ layers: [new Fields(), dense({ units: 1 })], seed: 1 });
    model.compile({ optimizer: "adam", loss: "meanSquaredError" });
    await model.fit(x, y, { verbose: 0 });
    const again = await loadModel(await saveModel(model), { customLayers: { Fields } });
    expect(again.predict(x)).toEqual(model.predict(x));
    expect(await again.trainOnBatch(x, y)).toEqual(await model.trainOnBatch(x, y));
    expect(again.predict(x)).toEqual(model.predict(x));
  });

  it("keeps options that are layers, initializers, words and lists", async () => {
    interface Options {
      inner: Layer<1>;
      word: string;
      sizes: number[];
    }
    class Wrapper extends Layer {
      constructor(override readonly config: Options) {
        super();
      }
      override call([value]: readonly Tensor[]) {
        return [this.config.inner.apply(value!)];
      }
    }
    const options = { inner: dense({ units: 2, activation: "tanh" }), word: "some Words_here", sizes: [1, 2] };
    const model = sequential({ layers: [new Wrapper(options)], seed: 1 });
    const values = model.predict(x);
    const again = await loadModel(await saveModel(model), { customLayers: { Wrapper } });
    expect(again.predict(x)).toEqual(values);
    expect(again.layers[0]!.config).toMatchObject({ word: "some Words_here", sizes: [1, 2] });
  });

  it("that takes options but keeps none is refused when saved", async () => {
    class Forgetful extends Layer {
      private readonly dense: Layer<1>;
      constructor(options: { units: number }) {
        super();
        this.dense = dense(options);
      }
      override call([value]: readonly Tensor[]) {
        return [this.dense.apply(value!)];
      }
    }
    const model = sequential({ layers: [new Forgetful({ units: 2 })] });
    model.predict(x);
    await expect(saveModel(model)).rejects.toThrow(FormatError);
    await expect(saveModel(model)).rejects.toThrow(/config/);
  });

  it("works in timeDistributed, in a layer of its kind, and by itself", () => {
    const nested = sequential({ layers: [chainOf(() => [chainOf(() => [chainOf(kinds.dropout!)])])], seed: 3 });
    const flat = sequential({ layers: kinds.dropout!(), seed: 3 });
    expect(nested.predict(x)).toEqual(flat.predict(x));
    const perStep = sequential({
      layers: [
        layers.timeDistributed({ layer: chainOf(() => [dense({ units: 2 }), activation({ activation: "tanh" })]) }),
      ],
      seed: 3,
    });
    expect(perStep.predict(x).dataSync()).toEqual(
      sequential({ layers: [dense({ units: 2, activation: "tanh" })], seed: 3 })
        .predict(x)
        .dataSync(),
    );
    const alone = chainOf(kinds["LSTM and Dense"]!);
    expect(alone.apply(x)).toEqual(alone.apply(x));
    expect(alone.trainableWeights.length).toBe(5);
  });

  it("streams with the states of the layers inside", () => {
    class PerStep extends Chain {
      protected override readonly inner = [lstm({ units: 3, returnSequences: true }), dense({ units: 1 })];
      override get worksPerStep() {
        return true;
      }
    }
    const model = sequential({ layers: [new PerStep()], seed: 2 });
    const whole = model.predict(x);
    const stepper = model.stream({ batch: 6 });
    const at = (values: Tensor, t: number) => ops.squeeze(ops.sliceAxis(values, 1, t, t + 1), 1);
    for (let t = 0; t < 5; t++) expect(stepper.step(at(x, t))).toEqual(at(whole, t).dataSync());
  });

  it("that calls a layer which it does not hold says so", () => {
    const outside = dense({ units: 2 });
    class Careless extends Layer {
      override call([value]: readonly Tensor[]) {
        return [outside.apply(value!)];
      }
    }
    const model = sequential({ layers: [new Careless()] });
    expect(() => model.predict(x)).toThrow(ConfigError);
    expect(() => model.predict(x)).toThrow(/does not hold it/);
    outside.trainable = false;
    expect(model.predict(x).shape).toEqual([6, 5, 2]);
  });

  it("gives several tensors, finds open lengths, and builds before the seed decides", () => {
    class Split extends Layer<2> {
      readonly lstm = lstm({ units: 2, returnSequences: true });
      override get outputCount() {
        return 2 as const;
      }
      override call([value]: readonly Tensor[]) {
        const h = this.lstm.apply(value!);
        return [h, ops.mean(h, 1)];
      }
    }
    const split = new Split();
    expect(split.computeOutputShapes([[null, null, 3]])).toEqual([
      [null, null, 2],
      [null, 2],
    ]);
    expect(split.weights.length).toBe(3);
  });
});

describe("fit", () => {
  it("refuses a model with nothing to train", async () => {
    const model = sequential({ layers: [layers.lambda({ function: (value) => ops.square(value) })] });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    await expect(model.fit(x, x, { verbose: 0 })).rejects.toThrow(/nothing to train/);
    const frozen = sequential({ layers: [dense({ units: 2, trainable: false })] });
    frozen.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    await expect(frozen.fit(x, x, { verbose: 0 })).rejects.toThrow(/trainable/);
  });
});

describe("inputs that a layer does not take", () => {
  const h = ops.sliceAxis(ops.squeeze(ops.sliceAxis(x, 1, 0, 1), 1), 1, 0, 2);
  const calls: [string, () => unknown][] = [
    ["lstm", () => lstm({ units: 2 }).apply([x, h, h] as never)],
    ["rnn", () => layers.rnn({ cell: layers.gruCell({ units: 2 }) }).apply([x, x] as never)],
    ["dense", () => dense({ units: 2 }).apply([x, x] as never)],
    ["timeDistributed", () => layers.timeDistributed({ layer: dense({ units: 2 }) }).apply([x, x] as never)],
    ["sequential", () => sequential({ layers: [dense({ units: 2 })] }).apply([x, x])],
    ["dropout", () => dropout({ rate: 0.1 }).apply([x, x] as never)],
  ];
  it.each(calls)("are refused by %s", (_, call) => expect(call).toThrow(/takes one input/));
  it("with the way to give states", () => expect(calls[0]![1]).toThrow(/initialState/));
});

describe("before the first data", () => {
  it("build makes the weights", () => {
    const built = sequential({ layers: [lstm({ units: 4 }), dense({ units: 1 })], seed: 2 });
    built.build([null, null, 3]);
    expect(built.countParams()).toBe(4 * 4 * (3 + 4 + 1) + 5);
    expect(() => sequential({ layers: [lstm({ units: 4 })] }).build([null, 3])).toThrow(/3 axes/);
  });
  it("pretrained embeddings are given as values, and kept in files", async () => {
    const value = [
      [0, 0],
      [1, 2],
      [3, 4],
    ];
    const embed = embedding({ inputDim: 3, outputDim: 2, embeddingsInitializer: initializers.constant({ value }) });
    const model = sequential({ layers: [embed] });
    expect(model.predict([[2, 1]]).arraySync()).toEqual([
      [
        [3, 4],
        [1, 2],
      ],
    ]);
    const again = await loadModel(await saveModel(model));
    expect(again.predict([[2, 1]])).toEqual(model.predict([[2, 1]]));
  });
  it("many of them stand in a file once, as weights", async () => {
    const value = Array.from({ length: 2000 }, (_, i) => Array.from({ length: 10 }, (_, j) => i + j / 16));
    const embed = embedding({ inputDim: 2000, outputDim: 10, embeddingsInitializer: initializers.constant({ value }) });
    const model = sequential({ layers: [embed] });
    const before = model.predict([[1999, 1]]);
    const again = await loadModel(await saveModel(model));
    expect(again.predict([[1999, 1]])).toEqual(before);
  });
  it("an input has one of the types that there are", () => {
    expect(() => input({ shape: [2], dtype: "float16" as never })).toThrow(/float32/);
  });
});
