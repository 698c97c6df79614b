/** Operations of `keras.ops` between layers, in files of Keras 3. */
import { expect, test } from "vitest";
import { saveModel } from "../src/index.ts";
import { modelOf, recordedModels, testRecords } from "./keras-json.ts";

testRecords("keras_operations.json");

test("ONNX and TensorFlow.js, which have layers alone, refuse an operation by its name", async () => {
  const model = modelOf(new Map(recordedModels("keras_operations.json")).get("a chain")!);
  for (const format of ["onnx", "tfjs"] as const) {
    await expect(saveModel(model, undefined, { format })).rejects.toThrow(/softmax|subtract|multiply/);
  }
  expect(model.summary({ print: () => {} })).toContain("GetItem");
});
