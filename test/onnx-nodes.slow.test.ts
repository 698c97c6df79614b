/** ONNX's own tests of its operators, as the Python package `onnx` holds them, run for every operator that Recurve reads. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { TensorProtoSchema } from "onnx-buf";
import { afterAll, describe, expect, it } from "vitest";
import type { Source } from "../src/io/format.ts";
import { onnx } from "../src/io/onnx/format.ts";
import { operators } from "../src/io/onnx/operators/index.ts";
import { TensorReader } from "../src/io/onnx/tensors.ts";
import type { Tensor } from "../src/tensor/index.ts";

interface Case {
  name: string;
  model: string;
  inputs: string[];
  outputs: string[];
  rtol: number;
  atol: number;
}

const folder = mkdtempSync(join(tmpdir(), "recurve-onnx-"));
execFileSync("python3", ["test/fixtures/onnx/node_cases.py", folder], {
  input: [...operators.keys()].join("\n"),
  stdio: ["pipe", "ignore", "inherit"],
});
const cases = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8")) as Case[];
afterAll(() => rmSync(folder, { recursive: true }));

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, "base64"));
const sourceOf = (bytes: Uint8Array): Source => ({
  name: "the bytes given",
  bytes: async () => bytes,
  sibling: () => Promise.reject(new Error("no files")),
});

async function tensorOf(text: string): Promise<Tensor> {
  return new TensorReader(sourceOf(new Uint8Array())).read(fromBinary(TensorProtoSchema, bytesOf(text)));
}

/** Tests that are not run, and why. */
const skipped: readonly (readonly [RegExp, string])[] = [
  [/^test_training_dropout/, "Recurve drops while it trains, and never when it predicts"],
  [/^test_scan_sum$/, "Scan of operator set 8 has another form"],
  [/^test_maxpool_with_argmax/, "positions of maxima are refused"],
  [/^test_resize_tf_crop_and_resize/, "regions of interest are refused"],
  [/^test_resize_.*_antialias$/, "antialiasing is refused"],
  [/^test_resize_downsample_scales_\w+_align_corners$/, "ONNX Runtime and PyTorch take the whole length of the result"],
];
const run = cases.filter(({ name }) => !skipped.some(([pattern]) => pattern.test(name)));

describe("ONNX's tests of its operators", () => {
  it.each(run.map((entry) => [entry.name, entry] as const))("%s", async (_, entry) => {
    const model = await onnx.read(sourceOf(bytesOf(entry.model)), {});
    const inputs = await Promise.all(entry.inputs.map(tensorOf));
    const result = model.predict(Object.fromEntries(model.inputNames.map((name, i) => [name, inputs[i]!])));
    const outputs = entry.outputs.length === 1 ? [result] : Object.values(result);
    for (const [i, text] of entry.outputs.entries()) {
      const expected = await tensorOf(text);
      const actual = outputs[i] as Tensor;
      expect(actual.shape).toEqual(expected.shape);
      const values = actual.dataSync();
      for (const [k, wanted] of expected.read().entries()) {
        const same =
          Object.is(values[k], wanted) || Math.abs(values[k]! - wanted) <= entry.atol + entry.rtol * Math.abs(wanted);
        if (!same) expect(values[k], `output ${i}, element ${k}`).toBe(wanted);
      }
    }
  });
});
