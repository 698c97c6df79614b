/** `recurve convert` takes what a model was trained with into TensorFlow.js's files, and back. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { layers, loadModel, saveModel, sequential } from "../src/index.ts";
import { normal } from "./numbers.ts";
import { recurve } from "./run-cli.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-convert-"));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

it("training goes on in either", async () => {
  const trained = sequential({ layers: [layers.dense({ units: 1, inputShape: [2] })] });
  trained.compile({ optimizer: "adam", loss: "meanSquaredError", metrics: ["mae"] });
  await trained.fit(normal([4, 2]), normal([4, 1], 1), { epochs: 2, verbose: 0 });
  await saveModel(trained, at("trained.keras"));
  mkdirSync(at("web"));
  const told = await recurve("convert", at("trained.keras"), at("web/model.json"), "--json");
  expect(JSON.parse(told.out)).not.toHaveProperty("leftOut");
  expect(JSON.parse(readFileSync(at("web/model.json"), "utf8")).trainingConfig.metrics).toEqual(["mae"]);
  expect((await loadModel(at("web/model.json"))).optimizer!.iterations).toBe(2);
  expect((await recurve("convert", at("web/model.json"), at("back.keras"))).code).toBe(0);
  expect((await loadModel(at("back.keras"))).optimizer!.iterations).toBe(2);
});

it.each([
  ["trained.keras", "a.onnx", ["optimizer", "loss", "metrics"]],
  ["web/model.json", "b.onnx", ["optimizer", "loss", "metrics"]],
  ["trained.keras", "c.safetensors", ["optimizer", "loss", "metrics"]],
  ["trained.keras", "d.weights.h5", ["loss", "metrics"]],
  ["web/model.json", "e.h5", undefined],
  ["area.keras", "f/model.json", ["metrics"]],
  ["huber.keras", "g/model.json", ["optimizer", "loss", "metrics"]],
])("%s -> %s leaves out %s", async (from, to, leftOut) => {
  for (const [name, options] of [
    ["area.keras", { loss: "binaryCrossentropy", metrics: ["auc"] }],
    ["huber.keras", { loss: "huber" }],
  ] as const) {
    if (name !== from) continue;
    const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [2], activation: "sigmoid" })] });
    model.compile({ optimizer: "adam", ...options });
    await saveModel(model, at(name));
  }
  if (to.includes("/")) mkdirSync(join(at(to), ".."));
  const told = await recurve("convert", at(from), at(to), "--json");
  expect(JSON.parse(told.out).leftOut).toEqual(leftOut);
});
