/** ONNX Runtime loads what Recurve writes, and gives Recurve's answers; ONNX's own checker finds nothing to say. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { saveModel } from "../src/io/index.ts";
import type { AnyModel } from "../src/models/index.ts";
import { FormatError, Tensor, tensor } from "../src/tensor/index.ts";
import { layerModels } from "./layer-models.ts";
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
/** Every layer there is, each in a small model. */
const layerRuns = Object.entries(layerModels).map(([name, make]) => ({ name: `layer ${name}`, make }));
/** Those without ONNX nodes. */
const unwritten: readonly string[] = [
  "convLstm1d",
  "convLstm2d",
  "convLstm3d",
  "melSpectrogram",
  "stftSpectrogram",
  "integerLookup",
  "stringLookup",
  "textVectorization",
].map((name) => `layer ${name}`);
const made = new Map<string, ReturnType<(typeof layerRuns)[number]["make"]>>();
const folder = mkdtempSync(join(tmpdir(), "recurve-onnx-"));
afterAll(() => rmSync(folder, { recursive: true }));

const writeInputs = (name: string, model: AnyModel, inputs: readonly Tensor[]) => {
  const given = inputs.map((input, i) => ({
    name: model.inputNames[i],
    dtype: input.dtype,
    shape: input.shape,
    data: [...input.dataSync()],
  }));
  writeFileSync(join(folder, `${name}.json`), JSON.stringify(given));
};

beforeAll(async () => {
  for (const { name, opset } of runs) {
    const { model, inputs, states } = await writtenModels[name]!();
    await saveModel(model, join(folder, `${name}-${opset}.onnx`), { opset, states });
    writeInputs(`${name}-${opset}`, model, inputs);
  }
  for (const { name, make } of layerRuns) {
    const { model, inputs } = make();
    // a layer without ONNX nodes is refused by name
    const refused = await saveModel(model, join(folder, `${name}.onnx`), { states: true }).catch((error) => error);
    if (refused instanceof FormatError && /has no nodes for this class/.test(refused.message)) continue;
    if (refused instanceof Error) throw refused;
    writeInputs(name, model, inputs);
    made.set(name, { model, inputs });
  }
  execFileSync("python3", ["test/fixtures/onnx/run.py", folder], { stdio: "inherit" });
}, 120_000);

function expectAnswers(name: string, model: AnyModel, inputs: readonly Tensor[]): void {
  const predicted = model.predict(inputs.length === 1 ? inputs[0]! : [...inputs]);
  const expected = (predicted instanceof Tensor ? [predicted] : Object.values(predicted)) as Tensor[];
  const outputs = JSON.parse(readFileSync(join(folder, `${name}.out.json`), "utf8")) as Output[];
  expect(outputs.length).toBeGreaterThanOrEqual(expected.length);
  for (const [i, wanted] of expected.entries()) {
    expect(outputs[i]!.shape, outputs[i]!.name).toEqual(wanted.shape);
    expectClose(tensor(outputs[i]!.data, outputs[i]!.shape), wanted);
  }
}

describe("ONNX Runtime runs what Recurve wrote", () => {
  it.each(runs)("$name, operator set $opset", async ({ name, opset }) => {
    const { model, inputs } = await writtenModels[name]!();
    expectAnswers(`${name}-${opset}`, model, inputs);
  });

  it.each(layerRuns)("$name", ({ name }) => {
    const written = made.get(name);
    if (written) expectAnswers(name, written.model, written.inputs);
    else expect(unwritten).toContain(name);
  });
});
