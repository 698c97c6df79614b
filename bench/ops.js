/**
 * What has no kernel: a training step of each layer at sizes at which people train, with what of it runs in plain JavaScript and how
 * long that takes. One thread; a layer that nobody gave a size fails.
 *
 *     npm run build && node bench/ops.js [NAME ...]
 */
import { init, input, layers, model, ops, tensor } from "../dist/index.js";
import { PLAIN, watchPlain } from "./watch.js";

const steps = 4;
/** Shapes of a batch that layers over sequences, images and bodies are given. */
const shapes = { sequence: [32, 100, 64], image: [16, 32, 32, 32], body: [4, 16, 16, 16, 16] };

const lstm = () => layers.lstm({ units: 64, returnSequences: true });
const filters = { filters: 32, kernelSize: 3 };
/** Options of the layers that need some, or that are more than one case. */
const options = {
  activation: () => ({ activation: "gelu" }),
  activityRegularization: () => ({ l2: 0.01 }),
  bidirectional: () => ({ layer: lstm() }),
  dense: () => ({ units: 64, activation: "relu" }),
  dot: () => ({ axes: [2, 2] }),
  einsumDense: () => ({ equation: "abc,cd->abd", outputShape: [null, 64], biasAxes: "d" }),
  embedding: () => ({ inputDim: 5000, outputDim: 64, maskZero: true }),
  groupNormalization: () => ({ groups: 8 }),
  multiHeadAttention: () => ({ numHeads: 4, keyDim: 16 }),
  normalization: () => ({ mean: 0.5, variance: 2 }),
  permute: () => ({ dims: [2, 1] }),
  repeatVector: () => ({ n: 4 }),
  rescaling: () => ({ scale: 0.5 }),
  reshape: () => ({ targetShape: [50, 128] }),
  reversibleEmbedding: () => ({ inputDim: 5000, outputDim: 64 }),
  rnn: () => ({ cell: layers.lstmCell({ units: 64 }), returnSequences: true }),
  stftSpectrogram: () => ({ frameLength: 32, frameStep: 16, fftLength: 32 }),
  timeDistributed: () => ({ layer: layers.dense({ units: 32 }) }),
};
const byFamily = [
  [/^(conv|separableConv|convLstm)/, () => filters],
  [/^depthwiseConv/, () => ({ kernelSize: 3 })],
  [/Dropout/i, () => ({ rate: 0.2 })],
  [/^gaussianNoise/, () => ({ stddev: 0.2 })],
  [/^(gru|lstm|simpleRNN)$/, () => ({ units: 64, returnSequences: true })],
  [/^(gruCell|lstmCell|simpleRNNCell)$/, () => ({ units: 64 })],
];
const joins =
  /^(add|average|concatenate|dot|maximum|minimum|multiply|subtract|attention|additiveAttention|multiHeadAttention)$/;
/** Layers that cannot be trained alone: layers on texts, and layers that are not a step of their own. */
const without = ["input", "lambda", "integerLookup", "stringLookup", "textVectorization"];
const isLayer = (name) => /^[a-z]/.test(name) && !without.includes(name);

const optionsOf = (name) => (options[name] ?? byFamily.find(([family]) => family.test(name))?.[1] ?? (() => ({})))();

function shapeOf(name) {
  if (name === "convLstm2d") return [4, 8, 16, 16, 8];
  if (name === "convLstm1d") return [16, 20, 32, 8];
  if (name === "convLstm3d") return [2, 4, 8, 8, 8, 4];
  if (name === "melSpectrogram") return [8, 8000];
  if (name === "repeatVector") return [256, 64];
  return name.includes("2d") ? shapes.image : name.includes("3d") ? shapes.body : shapes.sequence;
}

/** A model with the layer after a dense one, so that gradients of its input are needed; and a batch for it. */
function caseOf(name) {
  const given = optionsOf(name);
  if (/embedding$/i.test(name)) {
    const ids = input({ shape: [100], dtype: "int32" });
    const numbers = Int32Array.from({ length: 3200 }, (_, i) => 1 + ((i * 977) % 4999));
    return { inputs: ids, outputs: layers[name](given).apply(ids), x: tensor(numbers, [32, 100]) };
  }
  const shape = shapeOf(name);
  const x = input({ shape: shape.slice(1) });
  const inside = name === "melSpectrogram" ? x : layers.dense({ units: shape.at(-1) }).apply(x);
  const layer = /Cell/.test(name)
    ? layers.rnn({ cell: cellOf(name, given), returnSequences: true })
    : layers[name](given);
  const y = layer.apply(joins.test(name) ? [inside, layers.dense({ units: shape.at(-1) }).apply(x)] : inside);
  const outputs = name === "melSpectrogram" ? layers.dense({ units: 8 }).apply(y) : y;
  return { inputs: x, outputs, x: ops.randomNormal(shape, { seed: 1 }) };
}

const cellOf = (name, given) =>
  name === "stackedRNNCells"
    ? layers.stackedRNNCells({ cells: [layers.gruCell({ units: 64 }), layers.gruCell({ units: 64 })] })
    : layers[name](given);

init({ threads: 1, wide: true, native: process.env.RECURVE_NATIVE === "1" });
const asked = process.argv.slice(2);
const names = Object.keys(layers).filter((name) => isLayer(name) && (asked.length === 0 || asked.includes(name)));
const unknown = asked.filter((name) => !names.includes(name));
if (unknown.length > 0) throw new Error(`no layer to train: ${unknown.join(", ")}`);
const spent = watchPlain();
let whole = 0;
for (const name of names) {
  const { x, ...graph } = caseOf(name);
  const trained = model({ ...graph, seed: 1 });
  trained.compile({ optimizer: "adam", loss: "meanSquaredError" });
  const y = tensor(new Float32Array(trained.predict(x).size), trained.predict(x).shape);
  for (let i = 0; i < steps; i++) await trained.trainOnBatch(x, y);
  spent.clear();
  const start = performance.now();
  for (let i = 0; i < steps; i++) await trained.trainOnBatch(x, y);
  const step = (performance.now() - start) / steps;
  const rows = [...spent].map(([key, ms]) => [key.slice(PLAIN.length), ms / steps]).sort((a, b) => b[1] - a[1]);
  const plain = rows.reduce((sum, [, ms]) => sum + ms, 0);
  if (plain < 0.02 * step) {
    whole++;
    continue;
  }
  console.log(`${name}: ${plain.toFixed(2)} ms of ${step.toFixed(2)} ms have no kernel`);
  for (const [key, ms] of rows) if (ms > 0.01 * step) console.log(`  ${ms.toFixed(2).padStart(8)} ms  ${key}`);
}
console.log(`${whole} of ${names.length} layers train on kernels alone (less than 2 % of a step without).`);
