/** Every layer into each format of files and back: the same model, bit for bit. */
import { describe, expect, test } from "vitest";
import { loadModel, saveModel, type Tensor } from "../src/index.ts";
import { graphModels } from "./graph-models.ts";
import { layerModels } from "./layer-models.ts";

const formats = ["keras", "keras-h5"] as const;

describe.each(Object.entries({ ...layerModels, ...graphModels }))("%s", (_, make) => {
  test.each(formats)("%s", async (format) => {
    const { model, inputs } = make();
    const again = await loadModel(await saveModel(model, undefined, { format }));
    expect(again.layers.map(({ name, className }) => [name, className])).toEqual(
      model.layers.map(({ name, className }) => [name, className]),
    );
    expect(again.getWeights().map((weight) => [...weight.dataSync()])).toEqual(
      model.getWeights().map((weight) => [...weight.dataSync()]),
    );
    expect((again.predict([...inputs]) as Tensor).dataSync()).toEqual(
      (model.predict([...inputs]) as Tensor).dataSync(),
    );
    // what was read is written as it was
    const bytes = await saveModel(again, undefined, { format });
    expect((await loadModel(bytes)).summary({ print: () => {} })).toBe(model.summary({ print: () => {} }));
  });
});
