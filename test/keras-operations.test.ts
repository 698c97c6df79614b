/** Operations of `keras.ops` between layers, in files of Keras 3. */
import { expect, test } from "vitest";
import { loadModel, saveModel, type Tensor, tensor } from "../src/index.ts";
import { ModelReader } from "../src/io/keras-json/read-model.ts";
import { furtherOperations, modelOf, recordedModels, testRecords } from "./keras-json.ts";
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
  const graph = (className: string, options: object) => {
    const tensorOf = (layer: string) => ({
      class_name: "__keras_tensor__",
      config: { shape: [null, 3], dtype: "float32", keras_history: [layer, 0, 0] },
    });
    const operation = {
      module: "keras.src.ops.numpy",
      class_name: className,
      config: { name: "operation", ...options },
      registered_name: className,
      name: "operation",
      inbound_nodes: [{ args: [tensorOf("x")], kwargs: {} }],
    };
    const start = {
      class_name: "InputLayer",
      config: { batch_shape: [null, 3], name: "x" },
      name: "x",
      inbound_nodes: [],
    };
    const config = {
      name: "m",
      layers: [start, operation],
      input_layers: ["x", 0, 0],
      output_layers: ["operation", 0, 0],
    };
    return new ModelReader(3, {}).readModel({ class_name: "Functional", config: config as never });
  };
  expect(graph("Max", { axis: 1, keepdims: false, initial: null }).predict(tensor([[1, 3, 2]]))).toEqual(tensor([3]));
  expect(() => graph("Mean", { axis: 1, keepdims: false, where: 3 })).toThrow(/Mean[\s\S]*where of "operation"/);
});
