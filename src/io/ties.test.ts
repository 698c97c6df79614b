/** Tied weights: one variable in training, one matrix in every file, and files that other programs read right. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { normal } from "../../test/numbers.ts";
import {
  cloneModel,
  input,
  layers,
  loadModel,
  loadWeights,
  model,
  readWeights,
  saveModel,
  saveWeights,
  sequential,
  type Tensor,
  tensor,
} from "../index.ts";
import type { AnyModel } from "../models/index.ts";
import { writeSafetensors } from "./safetensors/container.ts";

const [vocabulary, width] = [7, 4];
const ids = tensor([
  [1, 2, 3, 4, 5],
  [6, 0, 2, 2, 1],
]);

/** A language model whose softmax has the embedding's matrix. */
function chain(useBias = true) {
  const table = layers.embedding({ inputDim: vocabulary, outputDim: width });
  return sequential({
    layers: [
      input({ shape: [5] }),
      table,
      layers.lstm({ units: width, returnSequences: true }),
      layers.dense({
        units: vocabulary,
        activation: "softmax",
        tiedTo: table,
        useBias,
        biasInitializer: "randomNormal",
      }),
    ],
    seed: 4,
  });
}

function graph() {
  const table = layers.embedding({ inputDim: vocabulary, outputDim: width, name: "table" });
  const x = input({ shape: [5] });
  const h = layers.simpleRNN({ units: width, returnSequences: true }).apply(table.apply(x));
  const head = layers.timeDistributed({ layer: layers.dense({ units: vocabulary, tiedTo: table, name: "head" }) });
  return model({ inputs: x, outputs: head.apply(h), seed: 4 });
}

const models: Record<string, () => AnyModel> = { sequential: () => chain(), functional: graph };
const predictions = (made: AnyModel) => (made.predict(ids) as Tensor).arraySync();
const sizes = (made: AnyModel) => made.weights.map(({ shape }) => shape.join("x"));

describe.each(Object.entries(models))("a tied %s model", (_kind, make) => {
  it("counts the matrix once: weights, summary, optimizer", async () => {
    const made = make();
    expect(sizes(made).filter((size) => size === "7x4")).toHaveLength(1);
    expect(sizes(made)).not.toContain("4x7");
    const total = made.weights.reduce((sum, { size }) => sum + size, 0);
    expect(made.countParams()).toBe(total);
    expect(made.layers.reduce((sum, layer) => sum + layer.countParams(), 0)).toBe(total);
    expect(made.summary({ print: () => {} })).toContain(`Total params: ${total} `);
    made.compile({ optimizer: "adam", loss: "mse" });
    await made.fit(ids, normal([2, 5, vocabulary], 3), { verbose: 0 });
    // two moments for each weight
    expect(made.optimizer!.variables.filter(({ value }) => value.shape.join("x") === "7x4")).toHaveLength(2);
  });

  it.each(["keras", "keras-h5"] as const)("loads tied again from %s, with the optimizer's state", async (format) => {
    const made = make();
    made.compile({ optimizer: "adam", loss: "mse" });
    const targets = normal([2, 5, vocabulary], 3);
    await made.fit(ids, targets, { verbose: 0, epochs: 2 });
    const again = await loadModel(await saveModel(made, undefined, { format }));
    expect(sizes(again)).toEqual(sizes(made));
    expect(predictions(again)).toEqual(predictions(made));
    await made.fit(ids, targets, { verbose: 0 });
    await again.fit(ids, targets, { verbose: 0 });
    expect(predictions(again)).toEqual(predictions(made));
  });

  it("is cloned tied", async () => {
    const made = make();
    const clone = cloneModel(made, { weights: true });
    expect(sizes(clone)).toEqual(sizes(made));
    expect(predictions(clone)).toEqual(predictions(made));
    clone.setWeights(clone.getWeights().map((weight) => normal(weight.shape, 9)));
    expect(predictions(clone)).not.toEqual(predictions(made));
  });

  it("has weights in .weights.h5 and safetensors, for itself and PyTorch", async () => {
    const made = make();
    for (const options of [
      { format: "keras-weights" },
      { format: "safetensors" },
      { format: "safetensors", to: "pytorch" },
    ] as const) {
      const bytes = await saveWeights(made, undefined, options);
      const other = make();
      other.setWeights(other.getWeights().map((weight) => normal(weight.shape, 9)));
      await loadWeights(other, bytes, { ...("to" in options && { from: options.to }) });
      expect(predictions(other)).toEqual(predictions(made));
    }
  });

  it("is written for TensorFlow.js, and read back tied", async () => {
    const made = make();
    const folder = mkdtempSync(join(tmpdir(), "recurve-ties-"));
    try {
      await saveModel(made, join(folder, "model.json"));
      const again = await loadModel(join(folder, "model.json"));
      expect(sizes(again)).toEqual(sizes(made));
      expect(predictions(again)).toEqual(predictions(made));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("tying", () => {
  it("sends both gradients to one variable", async () => {
    const made = chain();
    made.compile({ optimizer: "sgd", loss: "mse" });
    const [before] = made.getWeights();
    await made.fit(ids, normal([2, 5, vocabulary], 3), { verbose: 0 });
    // rows that no id looks up move too
    const moved = made.getWeights()[0]!.arraySync() as number[][];
    for (const [row, values] of (before!.arraySync() as number[][]).entries()) expect(moved[row]).not.toEqual(values);
  });

  it("reads a state_dict that has the matrix once, and refuses one with two", async () => {
    const made = chain(false);
    const bytes = await saveWeights(made, undefined, { format: "safetensors", to: "pytorch" });
    const tensors = await readWeights(bytes);
    expect(tensors.get("dense.weight")!.arraySync()).toEqual(tensors.get("embedding.weight")!.arraySync());
    const { "dense.weight": _, ...once } = Object.fromEntries(tensors);
    const stored = new Map(
      Object.entries(once).map(([name, { shape, dataSync }]) => [name, { shape, values: dataSync.call(once[name]) }]),
    );
    const other = chain(false);
    await loadWeights(other, writeSafetensors(stored as never, {}), { from: "pytorch" });
    expect(predictions(other)).toEqual(predictions(made));
    const changed = bytes.slice();
    changed.set(new Uint8Array(new Float32Array([5]).buffer), changed.length - 4);
    await expect(loadWeights(other, changed, { from: "pytorch" })).rejects.toThrow(/not the matrix of "embedding"/);
  });

  it("works between dense layers, as in an autoencoder", async () => {
    const x = input({ shape: [6] });
    const encoder = layers.dense({ units: 3, activation: "tanh" });
    const decoder = layers.dense({ units: 6, tiedTo: encoder });
    const made = model({ inputs: x, outputs: decoder.apply(encoder.apply(x)), seed: 1 });
    expect(made.weights.map(({ shape }) => shape)).toEqual([[6, 3], [3], [6]]);
    const data = normal([2, 6], 1);
    const again = await loadModel(await saveModel(made));
    expect(again.predict(data).arraySync()).toEqual(made.predict(data).arraySync());
    expect(again.weights).toHaveLength(3);
  });

  it("refuses what does not fit", async () => {
    const table = layers.embedding({ inputDim: vocabulary, outputDim: width });
    expect(() => layers.dense({ units: 6, tiedTo: table }).apply(normal([2, width]))).toThrow(/\(6, 4\).*\(7, 4\)/s);
    expect(() => layers.dense({ units: 7, tiedTo: table, kernelInitializer: "ones" })).toThrow(/no kernel of its own/);
    expect(() => layers.dense({ units: 7, tiedTo: layers.lstm({ units: 7 }) as never })).toThrow(
      /an embedding or a dense layer/,
    );
    expect(() => layers.dense({ units: 3, tiedTo: layers.dense({ units: 2 }) }).apply(normal([1, 2]))).toThrow(
      /call that layer first/,
    );
    const x = input({ shape: [width] });
    const apart = model({ inputs: x, outputs: layers.dense({ units: 7, tiedTo: table }).apply(x) });
    await expect(saveModel(apart)).rejects.toThrow(/not a layer of the model/);
  });
});
