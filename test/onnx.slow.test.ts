/** ONNX Runtime loads what Recurve writes, and gives Recurve's answers; ONNX's own checker finds nothing to say. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { saveModel } from "../src/io/index.ts";
import { Tensor, tensor } from "../src/tensor/index.ts";
import { expectClose } from "./numbers.ts";
import { writtenModels } from "./onnx-models.ts";

interface Output {
  name: string;
  shape: number[];
  data: number[];
}

const opsets = [17, 20, 23];
/** Models with a graph of ONNX inside keep its operator set. Operations differ between the oldest and the newest alone. */
const opsetsOf = (name: string) =>
  name.startsWith("onnx-") ? [17] : name.startsWith("operations") ? [17, 23] : opsets;
const runs = Object.keys(writtenModels).flatMap((name) => opsetsOf(name).map((opset) => ({ name, opset })));
const folder = mkdtempSync(join(tmpdir(), "recurve-onnx-"));
afterAll(() => rmSync(folder, { recursive: true }));

beforeAll(async () => {
  for (const { name, opset } of runs) {
    const { model, inputs, states } = await writtenModels[name]!();
    const path = join(folder, `${name}-${opset}`);
    await saveModel(model, `${path}.onnx`, { opset, states });
    const given = inputs.map((input, i) => ({
      name: model.inputNames[i],
      dtype: input.dtype,
      shape: input.shape,
      data: [...input.dataSync()],
    }));
    writeFileSync(`${path}.json`, JSON.stringify(given));
  }
  execFileSync("python3", ["test/fixtures/onnx/run.py", folder], { stdio: "inherit" });
}, 120_000);

describe("ONNX Runtime runs what Recurve wrote", () => {
  it.each(runs)("$name, operator set $opset", async ({ name, opset }) => {
    const { model, inputs } = await writtenModels[name]!();
    const predicted = model.predict(inputs.length === 1 ? inputs[0]! : inputs);
    const expected = (predicted instanceof Tensor ? [predicted] : Object.values(predicted)) as Tensor[];
    const outputs = JSON.parse(readFileSync(join(folder, `${name}-${opset}.out.json`), "utf8")) as Output[];
    expect(outputs.length).toBeGreaterThanOrEqual(expected.length);
    for (const [i, wanted] of expected.entries()) {
      expect(outputs[i]!.shape, outputs[i]!.name).toEqual(wanted.shape);
      expectClose(tensor(outputs[i]!.data, outputs[i]!.shape), wanted);
    }
  });
});
