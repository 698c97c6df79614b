/** Operations of `keras.ops` between layers, in files of Keras 3. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { loadModel, saveModel, type Tensor, tensor } from "../src/index.ts";
import { parseRecord } from "../src/io/json.ts";
import { ModelReader } from "../src/io/keras-json/read-model.ts";
import { asKerasObject } from "../src/io/options.ts";
import { modelOf, recordedModels, testRecords } from "./keras-json.ts";
import { expectClose } from "./numbers.ts";

testRecords("keras_operations.json");

test("ONNX and TensorFlow.js, which have layers alone, refuse an operation by its name", async () => {
  const model = modelOf(new Map(recordedModels("keras_operations.json")).get("a chain")!);
  for (const format of ["onnx", "tfjs"] as const) {
    await expect(saveModel(model, undefined, { format })).rejects.toThrow(/softmax|subtract|multiply/);
  }
  expect(model.summary({ print: () => {} })).toContain("GetItem");
});

test("einsum, cumsum, dot, top_k and infinite constants compute as in Keras, also once they are written", async () => {
  // made by test/fixtures/keras/further_operations.py
  const { config, x, y } = JSON.parse(readFileSync("test/fixtures/keras/further_operations.json", "utf8"));
  const model = new ModelReader(3, {}).readModel(asKerasObject(parseRecord(config, "the record"), "the record"));
  const again = await loadModel(await saveModel(model, undefined, { format: "keras" }));
  for (const each of [model, again]) {
    const outputs = each.predict(x.map((values: never) => tensor(values))) as unknown as Tensor[];
    expect(outputs).toHaveLength(y.length);
    for (const [i, output] of outputs.entries()) expectClose(output, y[i], 2e-5);
  }
});
