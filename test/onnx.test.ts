/** Files that PyTorch's exporters and ONNX's own tools wrote are read, and give ONNX Runtime's answers. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { onnx } from "../src/io/onnx/format.ts";
import { type DType, type Tensor, tensor } from "../src/tensor/index.ts";
import { expectClose } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

interface Values {
  name: string;
  dtype: DType;
  shape: number[];
  data: number[];
}
interface Case {
  inputs: Values[];
  outputs: Values[];
}

const folder = process.env.FIX ?? "test/fixtures/onnx/files";
const cases = JSON.parse(readFileSync(`${folder}/cases.json`, "utf8")) as Record<string, Case>;
const toTensor = ({ data, shape, dtype }: Values) => tensor(data, shape, dtype);

describe("an ONNX file", () => {
  it.each(Object.keys(cases))("%s", async (name) => {
    const bytes = new Uint8Array(readFileSync(`${folder}/${name}.onnx`));
    const model = await onnx.read({ name, bytes: async () => bytes, sibling: () => Promise.reject() }, {});
    const { inputs, outputs } = cases[name]!;
    expect(model.inputNames).toEqual(inputs.map((input) => input.name));
    expect(model.outputNames).toEqual(outputs.map((output) => output.name));
    const given = Object.fromEntries(inputs.map((input) => [input.name, toTensor(input)]));
    const result = model.predict(given) as Tensor & Record<string, Tensor>;
    for (const expected of outputs) {
      const actual = outputs.length === 1 ? result : result[expected.name]!;
      expect(actual.dtype, expected.name).toBe(expected.dtype);
      expectClose(actual, toTensor(expected), tolerance.float32);
    }
  });
});
