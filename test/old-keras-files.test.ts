/** Files that Keras 2 wrote (test/fixtures/keras/make_old.py): hard sigmoids of another slope, lists of calls, cuDNN's layers. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FormatError, loadModel, saveModel, type Tensor, tensor } from "../src/index.ts";
import type { JsonRecord } from "../src/io/json.ts";
import { type LayerReader, readLayer } from "../src/io/layer-table.ts";
import { expectClose } from "./numbers.ts";

const folder = new URL("fixtures/keras/", import.meta.url);

test.each(["old_sequence", "old_graph", "old_cudnn"])("%s predicts what Keras 2 predicts", async (name) => {
  const { inputs, outputs } = JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
  const model = await loadModel(new Uint8Array(readFileSync(new URL(`${name}.h5`, folder))));
  const x = inputs.map((values: number[]) => tensor(values));
  expectClose(model.predict(x) as Tensor, outputs[0]);
});

test("a hard sigmoid of Keras 2 is not written for Keras 3, whose is another function", async () => {
  const model = await loadModel(new Uint8Array(readFileSync(new URL("old_sequence.h5", folder))));
  await expect(saveModel(model)).rejects.toThrow(FormatError);
});

test("layers of Keras 2 are read under its names, without the options that they never use", () => {
  const reader: LayerReader = {
    dialect: 2,
    made: new Map(),
    warn: () => {},
    readModel: () => {
      throw new Error("there is none");
    },
  };
  const read = (class_name: string, config: JsonRecord) => readLayer({ class_name, config }, reader).config;
  expect(read("LeakyReLU", { name: "leak", alpha: 0.25 })).toMatchObject({ negativeSlope: 0.25 });
  expect(read("ThresholdedReLU", { theta: 0.5 })).toMatchObject({ threshold: 0.5, maxValue: null });
  const left = { groups: 1, kernel_initializer: "glorot_uniform", kernel_regularizer: null, kernel_constraint: null };
  const windows = { kernel_size: [2, 2], strides: [1, 1], padding: "same", data_format: "channels_last" };
  expect(read("DepthwiseConv2D", { ...windows, ...left, depth_multiplier: 2 })).toMatchObject({ depthMultiplier: 2 });
  expect(read("SeparableConv2D", { ...windows, ...left, filters: 3 })).toMatchObject({ filters: 3, padding: "same" });
  expect(read("Conv2DTranspose", { ...windows, groups: 1, filters: 3, output_padding: null })).toMatchObject({
    filters: 3,
  });
  expect(read("GroupNormalization", { groups: 1 })).toMatchObject({ groups: 1 });
  const array = { class_name: "__numpy__", config: { value: [1, 2], dtype: "float32" } };
  expect(read("Normalization", { axis: [-1], mean: array, variance: array })).toMatchObject({ mean: [1, 2] });
  expect(() => read("Conv2D", { ...windows, filters: 2, depth_multiplier: 1 })).toThrow(/depthMultiplier/);
});
