/**
 * Masks in Keras's files where Keras's own operations would take a layer's name: it makes "concatenate" for the mask of a
 * Concatenate, and refuses a model in which a name is used twice. So the calls are given their masks. Read in Keras 3.15, such
 * files give the predictions here to 1e-8.
 */
import { beforeEach, describe, expect, it } from "vitest";
import { input, layers, loadModel, model, modelToJSON, type SymbolicTensor, saveModel, tensor } from "../src/index.ts";

const words = [
  tensor([
    [1, 2, 0],
    [3, 0, 0],
  ]),
  tensor([
    [4, 0, 0],
    [1, 2, 3],
  ]),
];

function joined(options: { axis?: number; name?: string }, second = true) {
  const ends = [input({ shape: [3] }), input({ shape: [3] })];
  const [a, b] = ends.map((end, i) =>
    layers.embedding({ inputDim: 5, outputDim: 2, maskZero: i === 0 || second }).apply(end),
  );
  const both = layers.concatenate(options).apply([a!, b!]);
  return model({ inputs: ends, outputs: layers.gru({ units: 4 }).apply(layers.dropout({ rate: 0.1 }).apply(both)) });
}

const entriesOf = (made: Parameters<typeof modelToJSON>[0]) =>
  JSON.parse(modelToJSON(made)).config.layers as {
    class_name: string;
    name?: string;
    config: { name: string };
    inbound_nodes: any[];
  }[];

const operationsOf = (made: Parameters<typeof modelToJSON>[0]) =>
  entriesOf(made)
    .filter((entry) => (entry.name ?? entry.config.name).startsWith("mask_"))
    .map((entry) => entry.class_name);

/** Keras's own way: a mask for each feature, then any of them. */
const widened = [
  ...["NotEqual", "ExpandDims", "ZerosLike", "LogicalOr"],
  ...["NotEqual", "ExpandDims", "ZerosLike", "LogicalOr"],
  ...["Concatenate", "Any"],
];

it.each([
  ["features", {}, widened],
  ["time", { axis: 1 }, widened],
])("a concatenation along %s with its default name", async (_, options, operations) => {
  const made = joined(options);
  const entries = entriesOf(made);
  const names = entries.map((entry) => entry.name ?? entry.config.name);
  expect(new Set(names).size).toBe(names.length);
  expect(operationsOf(made)).toEqual(operations);
  const { mask } = entries.find((entry) => entry.class_name === "GRU")!.inbound_nodes[0].kwargs;
  expect(mask.config.keras_history[0]).toBe("mask_any_9");
  const again = await loadModel(await saveModel(made, undefined));
  expect((again.predict(words) as any).arraySync()).toEqual(made.predict(words).arraySync());
  expect(again.getLayer("concatenate").className).toBe("Concatenate");
});

it("a name of its own leaves the mask to Keras", () => {
  const gru = entriesOf(joined({ name: "joined" })).find((entry) => entry.class_name === "GRU")!;
  expect(gru.inbound_nodes[0].kwargs).toEqual({});
});

it("a masked input beside one without a mask", async () => {
  const made = joined({}, false);
  expect(operationsOf(made)).toEqual([
    "NotEqual",
    "ExpandDims",
    "ZerosLike",
    "LogicalOr",
    "OnesLike",
    "Concatenate",
    "Any",
  ]);
  const again = await loadModel(await saveModel(made, undefined));
  expect((again.predict(words) as any).arraySync()).toEqual(made.predict(words).arraySync());
});

/** The orders of Keras 3.15, which numbers the weights in its files by them. */
describe("layers in Keras's order", () => {
  const tanh = (x: SymbolicTensor) => layers.dense({ units: 3 }).apply(x);
  const lstm = (x: SymbolicTensor) => layers.lstm({ units: 3 }).apply(x);
  let inputs: SymbolicTensor[] = [];
  beforeEach(() => {
    inputs = [];
  });
  const start = (shape: number[]) => {
    inputs.push(input({ shape }));
    return inputs.at(-1)!;
  };
  const embedded = (maskZero = true) => layers.embedding({ inputDim: 7, outputDim: 3, maskZero }).apply(start([4]));
  const weightedOf = (ends: SymbolicTensor[]) =>
    entriesOf(model({ inputs, outputs: layers.subtract().apply(ends) }))
      .map((entry) => entry.name ?? entry.config.name)
      .filter((name) => /^(dense|lstm|embedding)/.test(name));

  it.each([{}, { name: "joined" }])("beside a concatenation %o of masked tensors", (options) => {
    const joint = layers.concatenate(options).apply([embedded(), embedded()]);
    const ends = [lstm(tanh(tanh(embedded(false)))), lstm(joint)];
    const wanted = ["embedding_1", "embedding_2", "embedding", "dense", "dense_1", "lstm", "lstm_1"];
    expect(weightedOf(ends)).toEqual(wanted);
  });

  it("beside a masking", () => {
    const masked = lstm(layers.masking({}).apply(tanh(start([4, 3]))));
    const ends = [lstm(tanh(tanh(start([4, 3])))), masked];
    expect(weightedOf(ends)).toEqual(["dense_1", "dense", "dense_2", "lstm", "lstm_1"]);
  });
});
