/** Layers that Recurve has beside TensorFlow.js's, in `tf.layers`. */
import { describe, expect, it } from "vitest";
import * as recurve from "../../src/index.ts";
import * as tf from "../../src/tfjs/index.ts";

const values = (shape: number[]) =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i + 1)),
    shape,
  );

describe("tf.layers", () => {
  it("has every layer of Recurve", () => {
    const missing = Object.keys(recurve.layers).filter((name) => !(name in tf.layers));
    expect(missing).toEqual([]);
  });

  it("gives layers that train in a model, with names of their own", async () => {
    const x = tf.input({ shape: [4, 6] });
    const heads = tf.layers.multiHeadAttention({ numHeads: 2, keyDim: 3 }).apply([x, x]) as tf.SymbolicTensor;
    const normal = tf.layers.groupNormalization({ groups: 2 }).apply(heads) as tf.SymbolicTensor;
    const wide = tf.layers.conv1dTranspose({ filters: 2, kernelSize: 2, kernelInitializer: "GlorotNormal" });
    const doubled = tf.layers.lambda({ function: (each) => each.mul(2).relu() });
    const y = tf.layers.flatten().apply(doubled.apply(wide.apply(normal) as tf.SymbolicTensor) as tf.SymbolicTensor);
    const model = tf.model({ inputs: x, outputs: y as tf.SymbolicTensor });
    expect(model.outputs[0]!.shape).toEqual([null, 10]);
    expect(model.layers[1]!.name).toMatch(/^multi_head_attention_MultiHeadAttention\d+$/);
    model.compile({ optimizer: tf.train.adam(0.02), loss: "meanSquaredError" });
    const { history } = await model.fit(values([8, 4, 6]), tf.ones([8, 10]), { epochs: 8 });
    const losses = history.loss as number[];
    expect(losses.at(-1)!).toBeLessThan(losses[0]!);
    model.summary(80, [], () => {});
  });

  it("takes the options of calls", () => {
    const [query, value] = [values([2, 3, 4]), values([2, 5, 4])];
    const layer = tf.layers.attention();
    const [result, weights] = layer.apply([query, value], { returnAttentionScores: true }) as tf.Tensor[];
    expect([result!.shape, weights!.shape, weights!.sum(-1).min().arraySync()]).toEqual([
      [2, 3, 4],
      [2, 3, 5],
      expect.closeTo(1, 5),
    ]);
    const mask = tf.tensor2d([[1, 1, 0, 0, 0], [1, 1, 1, 1, 1]], [2, 5], "bool"); // biome-ignore format: rows
    const [, masked] = layer.apply([query, value], { mask: [null, mask], returnAttentionScores: true }) as tf.Tensor[];
    expect(masked!.slice([0, 0, 2], [1, 3, 3]).sum().arraySync()).toBe(0);
    const symbols = layer.apply([tf.input({ shape: [3, 4] }), tf.input({ shape: [5, 4] })], {
      returnAttentionScores: true,
    }) as tf.SymbolicTensor[];
    expect(symbols.map(({ shape }) => shape)).toEqual([
      [null, 3, 4],
      [null, 3, 5],
    ]);
  });

  it("tells their options", () => {
    expect(tf.layers.attention({ useScale: true }).getConfig()).toMatchObject({ useScale: true });
    expect(tf.layers.subtract().getClassName()).toBe("Subtract");
    expect(tf.layers.multiHeadAttention({ numHeads: 2, keyDim: 3 }).getConfig()).toMatchObject({ numHeads: 2 });
    const both = tf.layers.bidirectional({
      layer: tf.layers.lstm({ units: 2 }),
      backwardLayer: tf.layers.gru({ units: 2, goBackwards: true }),
    });
    expect((both.apply(values([1, 3, 2])) as tf.Tensor).shape).toEqual([1, 4]);
  });

  it("lets texts in", () => {
    const layer = tf.layers.textVectorization({ outputSequenceLength: 3 });
    layer.core.adapt(["a b a", "b c"]);
    expect(layer.core.getVocabulary().length).toBeGreaterThan(3);
    expect(() => tf.layers.lambda({} as never)).toThrow(/function/);
  });
});
