/** Files that real Keras wrote (test/fixtures/keras/make.py): what they predict, how they train on, and back into files. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadModel, loadWeights, saveModel, saveWeights, type Tensor, tensor } from "../src/index.ts";
import type { AnyModel } from "../src/models/index.ts";
import { expectClose } from "./numbers.ts";

const folder = new URL("fixtures/keras/", import.meta.url);
const names = ["sequence", "graph", "operations"] as const;

interface Recorded {
  inputs: never[];
  targets: never[];
  outputs: never[];
}

const recorded = (name: string): Recorded => JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
const bytesOf = (file: string) => new Uint8Array(readFileSync(new URL(file, folder)));
const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value]);
const predict = (model: AnyModel, { inputs }: Recorded): Tensor[] =>
  listOf(model.predict(inputs.map((values) => tensor(values))) as Tensor | Tensor[]);

describe.each(names)("%s, of Keras 3.15.1", (name) => {
  const io = recorded(name);

  test.each([".keras", ".h5"])("%s predicts what Keras predicts", async (ending) => {
    const outputs = predict(await loadModel(bytesOf(`${name}${ending}`)), io);
    expect(outputs).toHaveLength(io.outputs.length);
    for (const [i, output] of outputs.entries()) expectClose(output, io.outputs[i]!);
  });

  test.each([".weights.h5", ".h5", ".keras"])("weights and optimizer of %s go into a model", async (ending) => {
    const model = await loadModel(bytesOf(`${name}.keras`));
    const expected = model.getWeights();
    model.setWeights(expected.map(({ shape, size }) => tensor(new Float32Array(size), shape)));
    await loadWeights(model, bytesOf(`${name}${ending}`));
    for (const [i, weight] of model.getWeights().entries()) expect(weight.dataSync()).toEqual(expected[i]!.dataSync());
  });

  test.each(["keras", "keras-h5"] as const)(
    "written as %s and read again it is the same, bit for bit, and trains on",
    async (format) => {
      const model = await loadModel(bytesOf(`${name}.keras`));
      const again = await loadModel(await saveModel(model, undefined, { format }));
      for (const [i, output] of predict(again, io).entries()) {
        expect(output.dataSync()).toEqual(predict(model, io)[i]!.dataSync());
      }
      expect(again.optimizer!.variables.map(({ value }) => [...value.dataSync()])).toEqual(
        model.optimizer!.variables.map(({ value }) => [...value.dataSync()]),
      );
      expect(again.objective!.steps).toBe(3);
      const train = async (each: AnyModel) => {
        const [x, y] = [io.inputs, io.targets].map((list) => list.map((values) => tensor(values)));
        return (await each.fit(x!, y!, { epochs: 3, batchSize: 2, seed: 5, verbose: 0 })).history.loss;
      };
      const losses = await train(model);
      expect(losses!.every((loss: number) => loss > 0)).toBe(true);
      expect(await train(again)).toEqual(losses);
    },
  );

  test.each(["keras-weights", "keras-h5"] as const)(
    "weights written as %s and read again are the same",
    async (format) => {
      const model = await loadModel(bytesOf(`${name}.keras`));
      const again = await loadModel(bytesOf(`${name}.keras`));
      again.setWeights(model.getWeights().map(({ shape, size }) => tensor(new Float32Array(size), shape)));
      await loadWeights(again, await saveWeights(model, undefined, { format }));
      for (const [i, weight] of again.getWeights().entries()) {
        expect(weight.dataSync()).toEqual(model.getWeights()[i]!.dataSync());
      }
    },
  );
});
