/** Masks in graphs of Keras 3, where a call on several tensors is given none, and passes its first input's mask on. */
import { expect, it } from "vitest";
import { fill, input, layers, loadModel, model, saveModel, tensor } from "../src/index.ts";
import { testRecords } from "./keras-json.ts";

testRecords("masks.json");

it.each(["keras", "keras-h5"] as const)(
  "in %s, a model of Recurve keeps masks that Keras takes off",
  async (format) => {
    const ids = input({ shape: [null], dtype: "int32" });
    const x = layers.embedding({ inputDim: 6, outputDim: 4, maskZero: true }).apply(ids);
    const seen = layers.multiHeadAttention({ numHeads: 1, keyDim: 4 }).apply([x, x]);
    const made = model({ inputs: ids, outputs: layers.dense({ units: 1 }).apply(layers.add().apply([x, seen])) });
    const [data, target] = [tensor([[1, 2, 0, 0]], [1, 4], "int32"), fill([1, 4, 1], 1)];
    const loss = async (each: typeof made) => {
      each.compile({ optimizer: "sgd", loss: "meanSquaredError" });
      return (await each.evaluate(data, target, { verbose: 0 })).loss;
    };
    const again = (await loadModel(await saveModel(made, undefined, { format }))) as typeof made;
    expect(await loss(again)).toBe(await loss(made));
    expect(await loss((await loadModel(await saveModel(again, undefined, { format }))) as typeof made)).toBe(
      await loss(made),
    );
  },
);

it("the same where what it is taken off is an output", async () => {
  const ids = input({ shape: [null], dtype: "int32" });
  const x = layers.embedding({ inputDim: 6, outputDim: 4, maskZero: true }).apply(ids);
  const seen = layers.multiHeadAttention({ numHeads: 1, keyDim: 4 }).apply([x, x]);
  const made = model({ inputs: ids, outputs: [seen, x] });
  const loss = async (each: typeof made) => {
    each.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const targets = [fill([1, 4, 4], 1), fill([1, 4, 4], 2)];
    return (await each.evaluate(tensor([[1, 2, 0, 0]], [1, 4], "int32"), targets, { verbose: 0 })).loss;
  };
  const again = (await loadModel(await saveModel(made, undefined, { format: "keras" }))) as unknown as typeof made;
  expect(await loss(again)).toBe(await loss(made));
});
