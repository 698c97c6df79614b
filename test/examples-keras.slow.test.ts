/** Keras loads the network of every example in examples/keras, with uneven random weights, and gives the same outputs; `python3` must have keras. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Model, ops, Random, type SymbolicTensor, saveModel, Tensor, tensor } from "../src/index.ts";
import { sizeOf } from "../src/tensor/index.ts";
import { expectClose, normal } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-examples-keras-"));
const [batch, openLength] = [3, 5];

/** Random inputs of a model: ids that its embeddings know where the input is of integers, padding among them; flags by chance; else normal numbers. */
function inputsOf(model: Model): Tensor[] {
  const sizes = layersOf(model).flatMap(({ config }) => ("inputDim" in config ? [Number(config.inputDim)] : []));
  const random = new Random(5);
  return model.inputs.map((input: SymbolicTensor, stream) => {
    const shape = input.shape.map((length, axis) => length ?? (axis === 0 ? batch : openLength));
    if (input.dtype === "float32") return normal(shape, stream);
    if (input.dtype === "bool") return ops.greater(normal(shape, stream), 0);
    const ids = Array.from({ length: sizeOf(shape) }, () => random.integer(Math.min(...sizes)));
    return tensor(Int32Array.from(ids), shape, "int32");
  });
}

function layersOf(model: Model): Model["layers"][number][] {
  return model.layers.flatMap((layer) => [layer, ...(layer instanceof Model ? layersOf(layer) : [])]);
}

/**
 * Weights that no two are alike, so that a swapped gate or transposed kernel shows; variances stay positive. The more inputs a
 * kernel adds up the smaller it is: else rounding grows from layer to layer beyond the tolerance, between our two backends too.
 */
function scatterWeights(model: Model): void {
  for (const [stream, weight] of model.weights.entries()) {
    const inputs = sizeOf(weight.shape.slice(0, -1));
    const values = normal(weight.shape, 100 + stream, Math.min(0.4, 1 / Math.sqrt(inputs)));
    weight.assign(weight.name === "moving_variance" ? tensor(values.dataSync().map(Math.abs), weight.shape) : values);
  }
}

const expected = new Map<string, Tensor[]>();
const plan: object[] = [];
for (const file of readdirSync("examples/keras")) {
  if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
  const { network } = await import(/* @vite-ignore */ new URL(`../examples/keras/${file}`, import.meta.url).href);
  if (!network) continue;
  const made = network();
  for (const [part, model] of made instanceof Model ? [["", made] as const] : Object.entries<Model>(made)) {
    const name = [file.slice(0, -3), part].filter(Boolean).join("-");
    scatterWeights(model);
    const inputs = inputsOf(model);
    await saveModel(model, join(folder, `${name}.keras`));
    const outputs = model.predict(inputs) as Tensor | Record<string, Tensor>;
    // Keras lists named outputs by their sorted names
    const sorted = Object.entries(outputs).sort(([a], [b]) => (a < b ? -1 : 1));
    expected.set(name, outputs instanceof Tensor ? [outputs] : sorted.map(([, output]) => output));
    const names = model.inputNames;
    plan.push({
      name,
      inputs: inputs.map((x, i) => ({ name: names[i], shape: x.shape, dtype: x.dtype, values: [...x.dataSync()] })),
    });
  }
}
writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
execFileSync("python3", ["test/fixtures/keras/predict.py", folder], { stdio: ["ignore", "ignore", "inherit"] });

describe.each([...expected.keys()])("%s", (name) => {
  test("Keras computes the same", () => {
    const answer = JSON.parse(readFileSync(join(folder, `${name}.answer.json`), "utf8"));
    expect(answer.error).toBeUndefined();
    const outputs = expected.get(name)!;
    expect(answer.outputs).toHaveLength(outputs.length);
    for (const [i, output] of outputs.entries())
      expectClose(output, tensor(answer.outputs[i].values, answer.outputs[i].shape), tolerance.golden);
  });
});
