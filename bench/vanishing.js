/**
 * Vanishing gradients: a training step of a GRU (B 32, H 128) whose loss stands on the last step, beside one whose loss stands on
 * all steps. On the way back from the last step gradients shrink until they are subnormal numbers, which processors multiply
 * slowly; the aim is that the last step is never the slower one. The two take turns, on one thread.
 *
 *     npm run build
 *     node bench/vanishing.js [T ...]                      (default: 50 to 5,000)
 */
import { diagnose, init, layers, optimizers, Random, sequential, tensor } from "../dist/node/index.js";
import { summarize } from "./statistics.js";

const [B, D, H] = [32, 64, 128];
const [rounds, budget] = [5, 4000];
const lengths = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [50, 100, 200, 500, 1000, 2000, 5000];

init({ threads: 1 });
const random = new Random(7);
const normal = (...shape) =>
  tensor(
    Float32Array.from({ length: shape.reduce((product, n) => product * n, 1) }, () => random.normal()),
    shape,
  );

/** A training step; Adam is as good as still, so that all rounds compute with the same weights. */
function stepOf(T, returnSequences) {
  const model = sequential({
    layers: [layers.gru({ units: H, returnSequences, inputShape: [T, D] }), layers.dense({ units: 1 })],
    seed: 1,
  });
  model.compile({ optimizer: optimizers.adam({ learningRate: 1e-9 }), loss: "meanSquaredError" });
  const [x, y] = [normal(B, T, D), returnSequences ? normal(B, T, 1) : normal(B, 1)];
  return () => model.trainOnBatch(x, y);
}

async function timed(step) {
  const begin = performance.now();
  await step();
  return performance.now() - begin;
}

console.log(`GRU B${B} D${D} H${H}, one thread, ${diagnose().kernels} kernels, Node ${process.versions.node}`);
console.log("      T    last step    all steps    last / all    (medians; ~: quartiles more than a fifth of it apart)");
for (const T of lengths) {
  const steps = [stepOf(T, false), stepOf(T, true)];
  const times = [[], []];
  for (const step of steps) await step();
  const begin = performance.now();
  while (times[0].length < rounds || performance.now() - begin < budget) {
    for (const [i, step] of steps.entries()) times[i].push(await timed(step));
  }
  const [last, all] = times.map(summarize);
  const shown = ({ ms, q1, q3 }) => `${ms.toFixed(1)} ms`.padStart(13) + (q3 - q1 > 0.2 * ms ? "~" : " ");
  console.log(`${String(T).padStart(7)}${shown(last)}${shown(all)}${(last.ms / all.ms).toFixed(2).padStart(11)}`);
  if (last.q1 > all.q3) process.exitCode = 1;
}
