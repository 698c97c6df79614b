/** Operations of `keras.ops` between layers, in files of Keras 3. */
import { expect, test } from "vitest";
import { loadModel, saveModel, type Tensor, tensor } from "../src/index.ts";
import { furtherOperations, modelOf, modelOfOperation, recordedModels, testRecords } from "./keras-json.ts";
import { expectClose } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

testRecords("keras_operations.json");
testRecords("numpy_operations.json");

test("TensorFlow.js, which has layers alone, refuses an operation by its name", async () => {
  const model = modelOf(new Map(recordedModels("keras_operations.json")).get("a chain")!);
  await expect(saveModel(model, undefined, { format: "tfjs" })).rejects.toThrow(/softmax|subtract|multiply/);
  expect(model.summary({ print: () => {} })).toContain("GetItem");
});

test("further operations compute as in Keras, also once they are written", async () => {
  const { model, inputs, outputs } = furtherOperations();
  const again = await loadModel(await saveModel(model, undefined, { format: "keras" }));
  for (const each of [model, again]) {
    const computed = each.predict(inputs) as unknown as Tensor[];
    expect(computed).toHaveLength(outputs.length);
    for (const [i, output] of computed.entries()) expectClose(output, outputs[i]!, tolerance.golden);
  }
});

test("what an operation is given and does not read is refused, as it would be ignored", () => {
  const graph = (className: string, options: object) => modelOfOperation("keras.src.ops.numpy", className, options);
  expect(graph("Max", { axis: 1, keepdims: false, initial: null }).predict(tensor([[1, 3, 2]]))).toEqual(tensor([3]));
  expect(() => graph("Mean", { axis: 1, keepdims: false, where: 3 })).toThrow(/Mean[\s\S]*where of "operation"/);
});
