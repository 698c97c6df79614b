/** The side of a JavaScript system: answers one JSON line for each JSON line, as serve.py does. */
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { gates, stepInputs } from "../cases.js";

/**
 * @param system `version` names it; `layer(case)`, `step(case)`, `fit(case)` and `model(case)` make a case ready, each optional:
 *   layer: `{forward, inOrder?, train?}`, outputs and a loss; step: `{step(i)}`, an output; fit: `{losses(batches), fit}`;
 *   model: `{forward, train, compared}`, where `compared(losses)` gives those losses that all systems share.
 *   `inOrder` brings outputs into the order (batch, time, units). One that cannot serve a case gives a string that says why.
 */
export async function serve({ version, ...makers }) {
  let ready;
  const answers = {
    version: () => ({ version, start: process.resourceUsage().maxRSS * 1024 }),
    async prepare(request) {
      const { kind } = request;
      if (!makers[kind]) return { unable: "it does not do this" };
      ready = await makers[kind](readers[kind](request));
      return typeof ready === "string" ? { unable: ready } : { works: Object.keys(ready) };
    },
    async check({ work, file }) {
      const values = await checks[work](ready);
      writeFileSync(file, Float32Array.from(values));
      return {};
    },
    time({ work, budget, warm }) {
      let i = 0;
      const call = work === "step" ? () => ready.step(i++ % stepInputs) : ready[work];
      return timesOf(call, { budget, warm });
    },
    memory: () => ({ peak: process.resourceUsage().maxRSS * 1024 }),
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    process.stdout.write(`${JSON.stringify(await answers[request.what](request))}\n`);
  }
}

const readers = { layer: readCase, step: readCase, fit: readCorpus, model: readModel };

/**
 * What is compared: outputs; losses of two training steps and the outputs after them (of a model the losses alone, and nothing
 * where steps draw dropout masks); losses of four batches.
 */
const checks = {
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

/** What a sample is timed by, in ms: the clock, or what all of this process has computed (`--clock cpu`). */
const now =
  process.env.BENCH_CLOCK === "cpu"
    ? () => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1000;
      }
    : () => performance.now();

/**
 * Calls again and again: at first for `warm` ms without looking, then for `budget` ms. A sample is as many calls as take half
 * a millisecond, so that the clock does not count. Where one call takes longer than the budget, that call is the sample.
 */
async function timesOf(call, { budget, warm }) {
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

function readCase({ cell, shape: [B, T, D, H], kind, numbers }) {
  const steps = kind === "step" ? stepInputs : T;
  const width = gates[cell] * H;
  const take = reader(numbers);
  const [x, kernel, recurrent] = [take(B * steps * D), take(D * width), take(H * width)];
  const bias = take(cell === "gru" ? 2 * width : width);
  return { cell, B, T, D, H, width, x, kernel, recurrent, bias, target: take(B * steps * H) };
}

/** See corpus.js, which writes the file. */
function readCorpus({ numbers, corpus }) {
  const { rows, time, vocabulary: V, embedding: E, units: H } = corpus;
  const take = reader(numbers);
  const [inputs, targets] = [take(rows * time), take(rows * time)].map((ids) => Int32Array.from(ids));
  const shapes = [[V, E], [E, 4 * H], [H, 4 * H], [4 * H], [H, V], [V]];
  const weights = shapes.map((shape) => ({ shape, values: take(shape.reduce((a, b) => a * b)) }));
  return { ...corpus, inputs, targets, weights };
}

/** See models.js, which writes the file: `x` and `y` as arrays of their types. */
function readModel({ numbers, shapes, types, ...model }) {
  const take = reader(numbers);
  const [x, y] = shapes.map((shape, i) => {
    const values = take(shape.reduce((a, b) => a * b));
    return { shape, values: types[i] === "int32" ? Int32Array.from(values) : values };
  });
  return { ...model, x, y };
}

function reader(path) {
  const bytes = readFileSync(path);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  let from = 0;
  return (count) => values.slice(from, (from += count));
}
