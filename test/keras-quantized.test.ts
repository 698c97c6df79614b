/** Models whose weights Keras's `model.quantize("int8")` made integers: read as the numbers that these stand for. */
import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { loadModel, saveModel, type Tensor, tensor } from "../src/index.ts";
import { expectClose } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

const made: { file: string; x: number[][]; float: number[][][]; keras: number[][][] } = JSON.parse(
  readFileSync(new URL("fixtures/keras/quantized.json", import.meta.url), "utf8"),
);
const file = () => new Uint8Array(Buffer.from(made.file, "base64"));

test("a model of 8 bits computes as Keras with the same weights of 32 bits, and near to Keras with rounded inputs", async () => {
  const said = vi.spyOn(console, "warn").mockImplementation(() => {});
  const model = await loadModel(file());
  const predicted = model.predict(tensor(made.x, undefined, "int32")) as Tensor;
  expectClose(predicted, made.float, tolerance.golden);
  const [here, there] = [predicted.arraySync() as number[][][], made.keras].map((each) => each.flat(2));
  // three layers in a row round their inputs to one part in 127
  expect(Math.max(...here!.map((value, i) => Math.abs(value - there![i]!)))).toBeLessThan(3 / 127);
  expect(said.mock.calls.flat().join()).toMatch(/"embedding", "einsum_dense".*integers of 8 bits/);
  said.mockRestore();
  const again = await loadModel(await saveModel(model));
  expect((again.predict(tensor(made.x, undefined, "int32")) as Tensor).arraySync()).toEqual(predicted.arraySync());
});

test("other forms of few bits are refused by the layer's name", async () => {
  const json = (mode: string, policy: string) => ({
    module: "keras",
    class_name: "Sequential",
    config: {
      name: "sequential",
      layers: [
        {
          class_name: "Dense",
          config: {
            name: "small",
            units: 2,
            dtype: { class_name: policy, config: { mode, source_name: "float32" } },
          },
        },
      ],
    },
  });
  for (const [mode, policy] of [
    ["int4/128", "Int4DTypePolicy"],
    ["float8", "QuantizedFloat8DTypePolicy"],
  ] as const)
    await expect(loadModel(new TextEncoder().encode(JSON.stringify(json(mode, policy))))).rejects.toThrow(
      /"small" of the file is quantized[\s\S]*before that call/,
    );
});
