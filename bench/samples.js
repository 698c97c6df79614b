/** What systems share, as processes of Node and as pages: the numbers of a case, what is compared, and how a call is timed. */
import { gates, stepInputs } from "./cases.js";

/** A layer's or a step's case, its arrays taken from the numbers of `writeNumbers`. */
export function caseOf({ cell, shape: [B, T, D, H], kind }, numbers) {
  const steps = kind === "step" ? stepInputs : T;
  const width = gates[cell] * H;
  const take = reader(numbers);
  const [x, kernel, recurrent] = [take(B * steps * D), take(D * width), take(H * width)];
  const bias = take(cell === "gru" ? 2 * width : width);
  return { cell, B, T, D, H, width, x, kernel, recurrent, bias, target: take(B * steps * H) };
}

/** Takes so many numbers, then those after them. */
export function reader(values) {
  let from = 0;
  return (count) => values.slice(from, (from += count));
}

/**
 * What is compared: outputs; losses of two training steps and the outputs after them (of a model the losses alone, and nothing
 * where steps draw dropout masks); losses of four batches.
 */
export const checks = {
  async forward({ forward, inOrder = (output) => output }) {
    return inOrder(await forward());
  },
  async train(ready) {
    const losses = [await ready.train(), await ready.train()];
    if (ready.compared) return ready.compared(losses);
    return [...losses, ...(await checks.forward(ready))];
  },
  async step(ready) {
    const outputs = [];
    for (let i = 0; i < stepInputs; i++) outputs.push(...(await ready.step(i)));
    return outputs;
  },
  fit: (ready) => ready.losses(4),
};

/** The call that is timed for a kind of work. */
export function callOf(ready, work) {
  let i = 0;
  return work === "step" ? () => ready.step(i++ % stepInputs) : ready[work];
}

/**
 * Calls again and again: at first for `warm` ms without looking, then for `budget` ms. A sample is as many calls as take half
 * a millisecond, so that the clock does not count. Where one call takes longer than the budget, that call is the sample.
 * @param now what a sample is timed by, in ms
 */
export async function timesOf(call, { budget, warm }, now = () => performance.now()) {
  const average = async (count) => {
    const start = now();
    for (let i = 0; i < count; i++) {
      const pending = call();
      if (pending instanceof Promise) await pending;
    }
    return (now() - start) / count;
  };
  let start = performance.now();
  let ms = await average(1);
  while (performance.now() - start < warm) ms = await average(ms < 0.05 ? 10 : 1);
  if (ms > budget) return { times: [ms] };
  const count = Math.max(1, Math.ceil(0.5 / ms));
  const times = [];
  for (start = performance.now(); performance.now() - start < budget; ) times.push(await average(count));
  return { times };
}

/** (a, b, c) to (b, a, c). */
export function turn(values, [a, b, c]) {
  const turned = new Float32Array(values.length);
  for (let i = 0; i < a; i++)
    for (let j = 0; j < b; j++) turned.set(values.subarray((i * b + j) * c, (i * b + j + 1) * c), (j * a + i) * c);
  return turned;
}
