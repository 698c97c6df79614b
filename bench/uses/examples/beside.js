/**
 * One program on TensorFlow.js and on `recurve/tfjs`, from the same weights and on the same batches: the losses of the first
 * batches side by side, and the time that they took. The programs beside this file have the sizes of TensorFlow.js's examples.
 * RECURVE_TFJS is the folder where @tensorflow/tfjs is installed; without it, Recurve runs alone. BATCHES are fewer of them.
 */
import { createRequire } from "node:module";
import * as recurve from "../../../dist/node/tfjs.js";

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

/** The losses of the first batches by `fit`, in the order of the data. */
export async function fitBatches(model, { x, y, batchSize, epochs = 1 }) {
  const losses = [];
  const onBatchEnd = (_, logs) => losses.push(logs.loss);
  await model.fit(x, y, {
    epochs,
    batchSize,
    shuffle: false,
    yieldEvery: "never",
    verbose: 0,
    callbacks: { onBatchEnd },
  });
  return losses;
}

/**
 * Compares the first batches of `make(tf)`, which gives `{ model, first(batches) }`, where `first` gives their losses, and tells of
 * them. Gives the program on Recurve, as it was before its first batch.
 */
export async function beside(make, most = 20) {
  const batches = Math.min(most, Number(process.env.BATCHES ?? most));
  const program = make(recurve);
  const weights = program.model.getWeights().map((each) => [each.dataSync().slice(), each.shape]);
  const begin = (tf, { model }) => model.setWeights(weights.map(([values, shape]) => tf.tensor(values, shape)));
  if (process.env.RECURVE_TFJS) {
    const theirs = createRequire(`${process.env.RECURVE_TFJS}/package.json`)("@tensorflow/tfjs");
    const runs = [];
    for (const tf of [theirs, recurve]) {
      const each = make(tf);
      begin(tf, each);
      const begun = performance.now();
      const losses = await each.first(batches);
      runs.push({ losses, seconds: (performance.now() - begun) / 1000 });
    }
    const [a, b] = runs;
    const apart = Math.max(...a.losses.map((loss, i) => Math.abs(loss - b.losses[i]) / Math.abs(loss)));
    const [first, last] = [a.losses[0], a.losses.at(-1)].map((loss) => loss.toFixed(4));
    console.log(
      `${a.losses.length} batches, losses ${first} to ${last}, apart by ${apart.toExponential(1)} of them at most`,
    );
    console.log(`TensorFlow.js ${a.seconds.toFixed(1)} s, Recurve ${b.seconds.toFixed(1)} s`);
  }
  return program;
}

/** What a training took, told when it ends. */
export async function timed(what, run) {
  const begun = performance.now();
  const result = await run();
  console.log(`${what}: ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  return result;
}
