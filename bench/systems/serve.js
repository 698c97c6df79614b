/** The side of a JavaScript system: answers one JSON line for each JSON line, as serve.py does. */
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { callOf, caseOf, checks, reader, timesOf } from "../samples.js";

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
    time: ({ work, budget, warm }) => timesOf(callOf(ready, work), { budget, warm }, now),
    memory: () => ({ peak: process.resourceUsage().maxRSS * 1024 }),
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    process.stdout.write(`${JSON.stringify(await answers[request.what](request))}\n`);
  }
}

const readers = { layer: readCase, step: readCase, fit: readCorpus, model: readModel };

/** What a sample is timed by, in ms: the clock, or what all of this process has computed (`--clock cpu`). */
const now =
  process.env.BENCH_CLOCK === "cpu"
    ? () => {
        const { user, system } = process.cpuUsage();
        return (user + system) / 1000;
      }
    : () => performance.now();

function readCase(request) {
  return caseOf(request, floatsOf(request.numbers));
}

/** See corpus.js, which writes the file. */
function readCorpus({ numbers, corpus }) {
  const { rows, time, vocabulary: V, embedding: E, units: H } = corpus;
  const take = reader(floatsOf(numbers));
  const [inputs, targets] = [take(rows * time), take(rows * time)].map((ids) => Int32Array.from(ids));
  const shapes = [[V, E], [E, 4 * H], [H, 4 * H], [4 * H], [H, V], [V]];
  const weights = shapes.map((shape) => ({ shape, values: take(shape.reduce((a, b) => a * b)) }));
  return { ...corpus, inputs, targets, weights };
}

/** See models.js, which writes the file: `x` and `y` as arrays of their types. */
function readModel({ numbers, shapes, types, ...model }) {
  const take = reader(floatsOf(numbers));
  const [x, y] = shapes.map((shape, i) => {
    const values = take(shape.reduce((a, b) => a * b));
    return { shape, values: types[i] === "int32" ? Int32Array.from(values) : values };
  });
  return { ...model, x, y };
}

function floatsOf(path) {
  const bytes = readFileSync(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}
