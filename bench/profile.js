/**
 * Where the time of a training step or a prediction goes, kernel by kernel, and what has no kernel and runs in plain JavaScript:
 * `node bench/profile.js [CELL] [B,T,D,H]`, for example `node bench/profile.js gru 32,100,64,128`; `node bench/profile.js lm`
 * for the language model of the tour; `node bench/profile.js words [--predict]` for the model of models.js whose name begins so.
 * One thread, so that times add up; the wide kernels where this Node has them, or the native ones with RECURVE_NATIVE=1.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { init, layers, loadModel, optimizers, sequential, tensor } from "../dist/index.js";
import { uniform } from "./cases.js";
import { batchOf, models, writeModel } from "./models.js";
import { watchAll } from "./watch.js";

const predicts = process.argv.includes("--predict");
const [what = "lstm", sizes = "32,100,64,128"] = process.argv.slice(2).filter((word) => word !== "--predict");
const steps = 6;

const spent = watchAll();

init({ threads: 1, wide: true, native: process.env.RECURVE_NATIVE === "1" });
const next = uniform(7);
const floats = (shape) => tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b) }, next), shape);

function layerCase() {
  const [B, T, D, H] = sizes.split(",").map(Number);
  const model = sequential({
    layers: [layers[what]({ units: H, returnSequences: true, inputShape: [T, D] })],
    seed: 1,
  });
  model.compile({ optimizer: optimizers.adam(), loss: "meanSquaredError" });
  return { model, x: floats([B, T, D]), y: floats([B, T, H]) };
}

function languageModel() {
  const [B, T, V] = [32, 33, 1502];
  const model = sequential({
    layers: [
      layers.embedding({ inputDim: V, outputDim: 64, maskZero: true, inputShape: [T] }),
      layers.lstm({ units: 128, returnSequences: true }),
      layers.dense({ units: V, activation: "softmax" }),
    ],
    seed: 1,
  });
  model.compile({ optimizer: optimizers.adam(), loss: "sparseCategoricalCrossentropy" });
  const ids = () =>
    tensor(
      Int32Array.from({ length: B * T }, () => 1 + Math.floor(((next() + 1) / 2) * (V - 2))),
      [B, T],
    );
  return { model, x: ids(), y: ids() };
}

async function wholeModel() {
  const found = models.find(({ name }) => name.startsWith(what));
  if (!found) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "recurve-profile-"));
  try {
    const model = await loadModel((await writeModel(folder, found)).file);
    model.compile({ optimizer: optimizers.adam(), loss: found.loss });
    const { inputs, targets } = batchOf(found);
    return { model, x: tensor(inputs.values, inputs.shape), y: tensor(targets.values, targets.shape) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const { model, x, y } = what === "lm" ? languageModel() : ((await wholeModel()) ?? layerCase());
const act = predicts ? () => model.predictOnBatch(x) : () => model.trainOnBatch(x, y);
for (let i = 0; i < steps; i++) await act();
spent.clear();
const start = performance.now();
for (let i = 0; i < steps; i++) await act();
const whole = (performance.now() - start) / steps;
console.log(
  `a ${predicts ? "prediction" : "training step"}: ${whole.toFixed(2)} ms on Node ${process.versions.node}, one thread`,
);
const rows = [...spent].map(([name, ms]) => [name, ms / steps]).sort((a, b) => b[1] - a[1]);
rows.push(["outside the kernels", whole - rows.reduce((sum, [, ms]) => sum + ms, 0)]);
for (const [name, ms] of rows) {
  if (ms / whole >= 0.005)
    console.log(`${ms.toFixed(2).padStart(8)} ms ${((100 * ms) / whole).toFixed(0).padStart(3)} %  ${name}`);
}
