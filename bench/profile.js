/**
 * Where a training step's time goes, kernel by kernel: `node bench/profile.js [CELL] [B,T,D,H]`, for example
 * `node bench/profile.js gru 32,100,64,128`; `node bench/profile.js lm` profiles the language model of the tour. One thread, so
 * that times add up; the wide kernels where this Node has them.
 */
import { WasmEngine } from "../dist/backend/wasm/engine.js";
import { init, layers, optimizers, sequential, tensor } from "../dist/index.js";
import { uniform } from "./cases.js";

const [what = "lstm", sizes = "32,100,64,128"] = process.argv.slice(2);
const steps = 20;

const spent = new Map();
const { call } = WasmEngine.prototype;
WasmEngine.prototype.call = function (name, ...args) {
  const start = performance.now();
  call.call(this, name, ...args);
  const key = name === "gemm" ? `matmul ${args[0]} x ${args[2]} x ${args[1]}` : name;
  spent.set(key, (spent.get(key) ?? 0) + performance.now() - start);
};

init({ threads: 1, wide: true });
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

const { model, x, y } = what === "lm" ? languageModel() : layerCase();
for (let i = 0; i < steps; i++) await model.trainOnBatch(x, y);
spent.clear();
const start = performance.now();
for (let i = 0; i < steps; i++) await model.trainOnBatch(x, y);
const whole = (performance.now() - start) / steps;
console.log(`a training step: ${whole.toFixed(2)} ms on Node ${process.versions.node}, one thread`);
const rows = [...spent].map(([name, ms]) => [name, ms / steps]).sort((a, b) => b[1] - a[1]);
rows.push(["outside the kernels", whole - rows.reduce((sum, [, ms]) => sum + ms, 0)]);
for (const [name, ms] of rows) {
  if (ms / whole >= 0.005)
    console.log(`${ms.toFixed(2).padStart(8)} ms ${((100 * ms) / whole).toFixed(0).padStart(3)} %  ${name}`);
}
