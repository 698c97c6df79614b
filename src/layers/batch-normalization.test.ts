import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { expectNumbers, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { tolerance } from "../../test/tolerance.ts";
import { sequential } from "../models/index.ts";
import { ConfigError, ShapeError, tensor, zeros } from "../tensor/index.ts";
import { batchNormalization } from "./batch-normalization.ts";
import { dense } from "./dense.ts";
import { lstm } from "./rnn/lstm.ts";

const statistics = (layer: ReturnType<typeof batchNormalization>) =>
  layer.weights.filter(({ trainable }) => !trainable).map((weight) => [...weight.snapshot().dataSync()]);

onEachBackend(() => {
  it("has the right gradients, through the statistics of the batch too", () => {
    const x = normal([3, 4, 2]);
    for (const training of [true, false]) {
      const layer = batchNormalization();
      checkLayer(layer, [x], { training });
      checkLayer(layer, [x], {
        training,
        mask: tensor([
          [1, 1, 0, 0],
          [0, 1, 1, 1],
          [0, 0, 0, 0],
        ]),
      });
    }
  });

  it("gives features of mean 0 and variance 1 while training", () => {
    const values = batchNormalization({ epsilon: 0 })
      .apply(normal([50, 2], 0, 3), { training: true })
      .arraySync();
    for (const feature of [0, 1]) {
      const column = (values as number[][]).map((row) => row[feature]!);
      const mean = column.reduce((a, b) => a + b) / 50;
      expectNumbers(mean, 0, tolerance.float32);
      expectNumbers(column.reduce((a, b) => a + (b - mean) ** 2, 0) / 50, 1, tolerance.training);
    }
  });

  it("follows the batches while training, and only then", () => {
    const layer = batchNormalization({ momentum: 0.5 });
    const x = tensor([[1], [3]]);
    layer.apply(x);
    expect(statistics(layer)).toEqual([[0], [1]]);
    layer.apply(x, { training: true });
    expect(statistics(layer)).toEqual([[1], [1]]);
    layer.apply(x, { training: true });
    expect(statistics(layer)).toEqual([[1.5], [1]]);
    layer.trainable = false;
    layer.apply(x, { training: true });
    expect(statistics(layer)).toEqual([[1.5], [1]]);
  });
});

describe("in a model", () => {
  it("learns its statistics in fit, and keeps them in a model that was frozen", async () => {
    const layer = batchNormalization({ momentum: 0.5 });
    const made = sequential({ layers: [lstm({ units: 2, inputShape: [3, 1] }), layer, dense({ units: 1 })], seed: 1 });
    made.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const [x, y] = [normal([8, 3, 1]), normal([8, 1])];
    await made.fit(x, y, { epochs: 2, verbose: 0 });
    const learned = statistics(layer);
    expect(learned[0]).not.toEqual([0, 0]);
    made.trainable = false;
    const outer = sequential({ layers: [made, dense({ units: 1 })], seed: 1 });
    outer.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    await outer.fit(x, y, { epochs: 2, verbose: 0 });
    expect(statistics(layer)).toEqual(learned);
  });

  it("refuses what does not fit", () => {
    expect(() => batchNormalization({ momentum: 2 })).toThrow(ConfigError);
    expect(() => batchNormalization({ axis: 3 }).apply(zeros([2, 3]))).toThrow(ShapeError);
    const layer = batchNormalization();
    layer.apply(zeros([2, 3]));
    expect(() => layer.apply(zeros([2, 4]))).toThrow(/3 features/);
    const mask = zeros([2, 3], "bool");
    expect(() => layer.apply(zeros([2, 4, 3]), { mask, training: true })).toThrow(/one entry for each vector/);
  });
});
