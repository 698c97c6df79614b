/** Cloned models: the same layers and calls, weights of their own; and models as Keras's JSON. */
import { describe, expect, it } from "vitest";
import { graphModels } from "../../test/graph-models.ts";
import { layerModels } from "../../test/layer-models.ts";
import {
  cloneModel,
  input,
  Layer,
  layers,
  loadModel,
  model,
  modelToJSON,
  ops,
  type SymbolicTensor,
  sequential,
  type Tensor,
} from "../index.ts";

const silent = (m: { summary(options: object): string }) => m.summary({ print: () => undefined });

const plainOptions = ({ config }: { config: object }) =>
  Object.entries(config).map(([key, value]) => [key, value instanceof Layer ? value.className : value]);

describe("cloneModel", () => {
  it.each(Object.entries({ ...layerModels, ...graphModels }))("%s", (_, make) => {
    const { model: original, inputs } = make();
    const given = inputs.length === 1 ? inputs[0]! : inputs;
    const expected = [original.predict(given)].flat();
    const clone = cloneModel(original, { weights: true });
    expect(silent(clone)).toBe(silent(original));
    expect(clone.layers.map(plainOptions)).toEqual(original.layers.map(plainOptions));
    for (const [i, output] of [clone.predict(given)].flat().entries())
      expect((output as Tensor).arraySync()).toEqual((expected[i] as Tensor).arraySync());
    expect(clone.weights.some((weight) => original.weights.includes(weight))).toBe(false);
  });

  it("keeps sharing, nesting, calls with options, names of ends, frozen layers, constants", () => {
    class Scale extends Layer {
      constructor(override readonly config: { by: number; inner: Layer }) {
        super();
      }
      call([x]: Tensor[]) {
        return [ops.multiply(this.config.inner.apply(x!), this.config.by)];
      }
    }
    const [a, b] = [input({ shape: [null, 3], name: "a" }), input({ shape: [null, 3], name: "b" })];
    const shared = layers.lstm({ units: 2, returnState: true });
    const [one, h, c] = shared.apply(a);
    const two = shared.apply(b, { initialState: [h, c] })[0];
    const nested = sequential({
      layers: [layers.dense({ units: 3, activation: ops.tanh as never }), layers.dropout({ rate: 0.5 })],
    });
    const twice = layers.add().apply([nested.apply(one), nested.apply(two)]);
    const both = layers.bidirectional({ layer: layers.gru({ units: 2 }), mergeMode: "sum" });
    const squared = layers.lambda({ function: (x) => ops.square(x) }).apply(twice);
    const last = new Scale({ by: 3, inner: layers.dense({ units: 1, name: "inner" }) }).apply(squared);
    const original = model({ inputs: { a, b }, outputs: { last, both: both.apply(b) }, seed: 4, name: "whole" });
    nested.layers[0]!.trainable = false;
    original.metadata.kept = { words: ["a"] };
    const clone = cloneModel(original, { weights: true });
    expect([clone.name, clone.inputNames, clone.outputNames]).toEqual(["whole", ["a", "b"], ["last", "both"]]);
    expect(clone.weights.map(({ name }) => name)).toEqual(original.weights.map(({ name }) => name));
    expect(clone.trainableWeights).toHaveLength(original.trainableWeights.length);
    expect(silent(clone)).toBe(silent(original));
    const [x, y] = [[[[1, 2, 3], [4, 5, 6]]], [[[0.5, 0.1, 0.2]]]]; // biome-ignore format: small
    const shown = (m: typeof original) => Object.values(m.predict({ a: x, b: y })).map((t) => t.arraySync());
    expect(shown(clone)).toEqual(shown(original));
    clone.layers
      .find(({ className }) => className === "LSTM")!
      .setWeights(shared.getWeights().map((w) => ops.multiply(w, 2)));
    expect(shown(clone)).not.toEqual(shown(original));
    expect(clone.metadata).toEqual({ kept: { words: ["a"] } });
    expect(clone.metadata.kept).not.toBe(original.metadata.kept);
  });

  it("draws other weights where no seed says which, and says what it cannot make again", () => {
    const original = sequential({ layers: [layers.dense({ units: 3, inputShape: [2] })] });
    expect(cloneModel(original).getWeights()[0]!.arraySync()).not.toEqual(original.getWeights()[0]!.arraySync());
    const unbuilt = cloneModel(sequential({ layers: [layers.dense({ units: 3 })] }));
    expect(unbuilt.built).toBe(false);
    const grown = sequential({ layers: [layers.dense({ units: 3 })] });
    grown.predict([[1, 2]]);
    expect(
      cloneModel(grown, { weights: true })
        .predict([[1, 2]])
        .arraySync(),
    ).toEqual(grown.predict([[1, 2]]).arraySync());
    class Silent extends Layer {
      constructor(readonly by: number) {
        super();
      }
      call([x]: Tensor[]) {
        return [ops.multiply(x!, this.by)];
      }
    }
    expect(() => cloneModel(sequential({ layers: [new Silent(2)] }))).toThrow(/Silent "silent" cannot be made again/);
    expect(() => cloneModel(original, { weight: true } as never)).toThrow(/did you mean "weights"/);
  });

  it("takes part of a graph, with inputs of its own", () => {
    const x = input({ shape: [3] });
    const middle = layers.dense({ units: 2 }).apply(x);
    const part = model({ inputs: middle, outputs: layers.dense({ units: 1 }).apply(middle) });
    const clone = cloneModel(part, { weights: true });
    expect((clone.predict([[1, 2]]) as Tensor).arraySync()).toEqual((part.predict([[1, 2]]) as Tensor).arraySync());
  });
});

describe("modelToJSON", () => {
  it("goes back through loadModel, compiled as it was", async () => {
    const original = sequential({
      layers: [layers.gru({ units: 2, inputShape: [null, 3] }), layers.dense({ units: 1 })],
    });
    original.compile({ optimizer: "adam", loss: "mse" });
    const json = modelToJSON(original);
    expect(JSON.parse(json)).toMatchObject({ class_name: "Sequential", module: "keras" });
    const again = await loadModel<SymbolicTensor>(json);
    again.setWeights(original.getWeights());
    const x = [[[1, 2, 3]]];
    expect(again.predict(x).arraySync()).toEqual(original.predict(x).arraySync());
    expect(await again.evaluate(x, [[1]], { verbose: 0 })).toEqual(await original.evaluate(x, [[1]], { verbose: 0 }));
    await expect(loadModel('{ "a": 1 }')).rejects.toThrow(/The JSON given/);
    expect(() => modelToJSON(sequential({ layers: [layers.lambda({ function: (x) => x })] }))).toThrow();
  });
});
