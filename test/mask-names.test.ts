/**
 * Masks in Keras's files where Keras's own operations would take a layer's name: it makes "concatenate" for the mask of a
 * Concatenate, and refuses a model in which a name is used twice. So the calls are given their masks. Read in Keras 3.15, such
 * files give the predictions here to 1e-8.
 */
import { expect, it } from "vitest";
import { input, layers, loadModel, model, modelToJSON, saveModel, tensor } from "../src/index.ts";

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

const entriesOf = (made: ReturnType<typeof joined>) =>
  JSON.parse(modelToJSON(made)).config.layers as {
    class_name: string;
    name?: string;
    config: { name: string };
    inbound_nodes: any[];
  }[];

it.each([
  ["features", {}, ["NotEqual", "NotEqual", "LogicalOr"]],
  ["time", { axis: 1 }, ["NotEqual", "NotEqual", "Concatenate"]],
])("a concatenation along %s with its default name", async (_, options, operations) => {
  const made = joined(options);
  const entries = entriesOf(made);
  const names = entries.map((entry) => entry.name ?? entry.config.name);
  expect(new Set(names).size).toBe(names.length);
  const written = entries.filter((entry) => (entry.name ?? entry.config.name).startsWith("mask_"));
  expect(written.map((entry) => entry.class_name)).toEqual(operations);
  const { mask } = entries.find((entry) => entry.class_name === "GRU")!.inbound_nodes[0].kwargs;
  expect(mask.config.keras_history[0]).toBe(written.at(-1)!.name);
  const again = await loadModel(await saveModel(made, undefined));
  expect((again.predict(words) as any).arraySync()).toEqual(made.predict(words).arraySync());
  expect(again.getLayer("concatenate").className).toBe("Concatenate");
});

it("a name of its own leaves the mask to Keras", () => {
  const gru = entriesOf(joined({ name: "joined" })).find((entry) => entry.class_name === "GRU")!;
  expect(gru.inbound_nodes[0].kwargs).toEqual({});
});

it("a masked input beside one without a mask", async () => {
  await expect(saveModel(joined({}, false), undefined)).rejects.toThrow(/joins a masked input[\s\S]*name: "joined"/);
  await expect(saveModel(joined({ name: "joined" }, false), undefined)).resolves.toBeDefined();
});
