/** Layers that train by LoRA: a `.h5` file of Keras has the kernel and two matrices that are added to it, and not their sum. */
import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { loadModel, type Tensor, tensor } from "../src/index.ts";
import { GroupToWrite, writeHdf5 } from "../src/io/containers/hdf5/write.ts";
import { expectClose } from "./numbers.ts";

interface Case {
  config: object;
  /** Each layer's name, and its weights' paths and values. */
  layers: [string, [string, never[]][]][];
  inputs: never[][];
  outputs: never[];
}
const cases: Record<string, Case> = JSON.parse(
  readFileSync(new URL("fixtures/keras/lora.json", import.meta.url), "utf8"),
);

function fileOf({ config, layers }: Case): Uint8Array {
  const root = new GroupToWrite();
  root.attributes.set("keras_version", "3.15.1");
  root.attributes.set("model_config", JSON.stringify(config));
  const group = root.group("model_weights");
  const names = layers.map(([name]) => name);
  group.attributes.set("layer_names", names);
  for (const [name, weights] of layers) {
    const own = group.group(name);
    const paths = weights.map(([path]) => path);
    if (paths.length > 0) own.attributes.set("weight_names", paths);
    for (const [path, value] of weights) {
      const stored = tensor(value);
      own.set(path, { shape: stored.shape, values: Float32Array.from(stored.dataSync()) });
    }
  }
  return writeHdf5(root);
}

test.each(Object.keys(cases))("%s: the matrices are added to their kernels", async (name) => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
  const model = await loadModel(fileOf(cases[name]!));
  expect(warned.mock.calls.flat().join()).toMatch(/LoRA/);
  warned.mockRestore();
  expectClose(model.predict(tensor(cases[name]!.inputs[0]!)) as Tensor, cases[name]!.outputs);
});
