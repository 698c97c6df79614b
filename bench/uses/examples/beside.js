/**
 * One program on TensorFlow.js and on `recurve/tfjs`, from the same weights and on the same batches: the loss of each batch, and the
 * time that it took. TensorFlow.js runs on its `wasm` backend, or on `cpu` where wasm has no kernel for the gradients of the program.
 */
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as recurve from "../../../dist/node/tfjs.js";

/** The packages beside which programs run, and the data: those of RECURVE_TFJS, or of bench/. */
const peers = createRequire(
  process.env.RECURVE_TFJS ? join(process.env.RECURVE_TFJS, "package.json") : new URL("../../", import.meta.url),
);
/** The path of a file of a package. */
export const pathOf = (file) => peers.resolve(file);

/** Numbers from 0 to below `below`, the same on each call of what this gives. */
export function chance(state = 1) {
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

/** A list in an order by chance. */
export function mixed(list, number) {
  const all = [...list];
  for (let i = all.length - 1; i > 0; i--) {
    const j = number(i + 1);
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}

/** The seconds until now: on the clock, or with CLOCK=cpu those that this process computed, on a machine that others use. */
function now() {
  if (process.env.CLOCK !== "cpu") return performance.now() / 1000;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Trains a program on its first batches, in their order: the loss of each, and the seconds that it took. */
async function trained({ model, first }, { batchSize, batches }) {
  const [losses, seconds] = [[], []];
  let begun;
  await model.fit(...first(batches * batchSize), {
    epochs: 1,
    batchSize,
    shuffle: false,
    yieldEvery: "never",
    verbose: 0,
    callbacks: {
      onBatchBegin() {
        begun = now();
      },
      onBatchEnd(_, { loss }) {
        seconds.push(now() - begun);
        losses.push(loss);
      },
    },
  });
  return { losses, seconds };
}

/** What an example's first batches give on both packages. */
export async function beside(example) {
  const begun = example.program(recurve);
  const weights = begun.model.getWeights().map((each) => [each.dataSync().slice(), each.shape]);
  const on = async (tf) => {
    const program = example.program(tf);
    program.model.setWeights(weights.map(([values, shape]) => tf.tensor(values, shape)));
    return trained(program, example);
  };
  const tf = peers("@tensorflow/tfjs");
  const wasm = peers("@tensorflow/tfjs-backend-wasm");
  wasm.setWasmPaths(`${dirname(peers.resolve("@tensorflow/tfjs-backend-wasm"))}/`);
  await tf.setBackend("wasm");
  const theirs = await on(tf).catch(async (error) => {
    if (!/not registered for backend 'wasm'/.test(error.message)) throw error;
    await tf.setBackend("cpu");
    return on(tf);
  });
  return { backend: tf.getBackend(), theirs, ours: await on(recurve) };
}
