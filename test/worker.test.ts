/** A model in a worker does what the model itself does. Here both ends are in one process; browser.slow.test.ts has a real worker. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import {
  callbacks,
  data,
  type Logs,
  layers,
  type Model,
  optimizers,
  sequential,
  setBackend,
  type Tensor,
  tasks,
  tensor,
  text,
} from "../src/index.ts";
import { BackendError, ConfigError, IoError, ShapeError } from "../src/tensor/index.ts";
import { inWorker, type ModelInWorker, serveModel } from "../src/worker/index.ts";
import { normal } from "./numbers.ts";

const [x, y] = [normal([12, 5, 3], 1), normal([12, 2], 2)];
const opened: MessagePort[] = [];

afterEach(() => {
  for (const port of opened.splice(0)) port.close();
});

function makeModel() {
  const made = sequential({
    layers: [layers.gru({ units: 4, inputShape: [null, 3] }), layers.dense({ units: 2 })],
    seed: 8,
  });
  made.compile({
    optimizer: optimizers.adam({ learningRate: 0.05 }),
    loss: "meanSquaredError",
    metrics: ["meanAbsoluteError"],
  });
  return made;
}

async function connected<M extends Parameters<typeof inWorker>[0]>(model: M): Promise<ModelInWorker<M>> {
  const { port1, port2 } = new MessageChannel();
  opened.push(port1, port2);
  serveModel(port2);
  return inWorker(model, port1);
}

const values = (tensors: readonly Tensor[]) => tensors.map((tensor) => [...tensor.dataSync()]);
const fitting = { epochs: 3, batchSize: 4, seed: 3, validationSplit: 0.25, verbose: 0 } as const;

it("trains, measures and predicts as the model itself would", async () => {
  setBackend("wasm");
  const [here, there] = [makeModel(), makeModel()];
  there.setWeights(here.getWeights());
  const remote = await connected(there);
  expect([...(await remote.predict(x)).dataSync()]).toEqual([...here.predict(x).dataSync()]);
  const [a, b] = [await here.fit(x, y, fitting), await remote.fit(x, y, fitting)];
  expect(b.history).toEqual(a.history);
  expect(b.epoch).toEqual([0, 1, 2]);
  expect(values(there.getWeights())).toEqual(values(here.getWeights()));
  expect(await remote.evaluate(x, y)).toEqual(await here.evaluate(x, y));
  expect(await remote.trainOnBatch(x, y)).toEqual(await here.trainOnBatch(x, y));
  expect(await remote.testOnBatch(x, y)).toEqual(await here.testOnBatch(x, y));
});

it("runs callbacks in the page, and they can change logs and end training", async () => {
  const remote = await connected(makeModel());
  const seen: number[] = [];
  const history = await remote.fit(x, y, {
    ...fitting,
    epochs: 50,
    callbacks: [
      (epoch: number, logs: Logs, model: Model) => {
        seen.push(epoch);
        logs.own = 7;
        if (epoch === 2) model.stopTraining = true;
      },
      callbacks.earlyStopping({ monitor: "loss", patience: 30 }),
    ],
  });
  expect(seen).toEqual([0, 1, 2]);
  expect(history.history.own).toEqual([7, 7, 7]);
});

it("gives the worker's errors their kind and words, and a callback's error ends the call", async () => {
  const remote = await connected(makeModel());
  await expect(remote.predict(normal([2, 5, 4]))).rejects.toThrow(/do not fit the input/);
  await expect(remote.predict(normal([2, 5, 4]))).rejects.toMatchObject({ name: "ShapeError" });
  const failing = () => {
    throw new Error("out of paper");
  };
  await expect(remote.fit(x, y, { ...fitting, callbacks: [failing] })).rejects.toThrow("out of paper");
});

it("errors keep what led to them, and their classes, in both directions", async () => {
  const remote = await connected(makeModel());
  const disk = Object.assign(new Error("read failed", { cause: "a full disk" }), { code: "EIO" });
  const failing = () => {
    throw new IoError({ what: "The log cannot be written.", cause: disk });
  };
  const thrown = await remote.fit(x, y, { ...fitting, callbacks: [failing] }).catch((error: unknown) => error);
  expect(thrown).toBeInstanceOf(IoError);
  expect((thrown as IoError).cause).toMatchObject({ message: "read failed", code: "EIO" });
  expect(((thrown as IoError).cause as Error).cause).toMatchObject({ message: "a full disk" });
  const ring = new Error("round");
  ring.cause = ring;
  const turning = () => {
    throw ring;
  };
  await expect(remote.fit(x, y, { ...fitting, callbacks: [turning] })).rejects.toThrow("round");
});

it("ends when a signal says so, and writes progress through the page's function", async () => {
  const remote = await connected(makeModel());
  const stop = new AbortController();
  let written = "";
  const running = remote.fit(x, y, {
    ...fitting,
    epochs: 10_000,
    verbose: 2,
    write: (part) => {
      written += part;
    },
    signal: stop.signal,
    callbacks: [(epoch: number) => void (epoch === 1 && stop.abort(new Error("enough")))],
  });
  await expect(running).rejects.toThrow("enough");
  expect(written).toContain("Epoch 1/10000");
});

/** One row of a tensor as nested lists. */
const rowOf = (of: Tensor, i: number) => tensor((of.arraySync() as any)[i]);

it("refuses calls once it is closed", async () => {
  const remote = await connected(makeModel());
  const pending = remote.predict(x);
  remote.close();
  await expect(pending).rejects.toThrow(/closed/);
});

it("takes datasets that lie in the page, for training, validation, measuring and predicting", async () => {
  const [here, there] = [makeModel(), makeModel()];
  there.setWeights(here.getWeights());
  const remote = await connected(there);
  const dataset = data.dataset(Array.from({ length: 12 }, (_, i) => ({ x: rowOf(x, i), y: rowOf(y, i) }))).batch(4);
  const own = { epochs: 3, seed: 3, verbose: 0, validationData: dataset } as const;
  const [a, b] = [await here.fit(dataset, own), await remote.fit(dataset, own)];
  expect(b.history).toEqual(a.history);
  expect(b.history.val_loss).toHaveLength(3);
  expect(values(there.getWeights())).toEqual(values(here.getWeights()));
  expect(await remote.evaluate(dataset)).toEqual(await here.evaluate(dataset));
  expect([...(await remote.predict(dataset)).dataSync()]).toEqual([...(await here.predict(dataset)).dataSync()]);
});

it("a dataset's error ends the call with its words, and a pass that is left is closed", async () => {
  const remote = await connected(makeModel());
  let closed = false;
  async function* endless() {
    try {
      for (;;) yield { x, y };
    } finally {
      closed = true;
    }
  }
  async function* broken() {
    yield { x, y };
    throw new Error("out of data");
  }
  await expect(remote.fit(broken(), { verbose: 0 })).rejects.toThrow("out of data");
  await remote.fit(x, y, { verbose: 0, validationData: endless(), validationSteps: 2 });
  await vi.waitFor(() => expect(closed).toBe(true));
});

it("streams: a stepper that lives in the worker", async () => {
  const model = sequential({ layers: [layers.gru({ units: 4, returnSequences: true, inputShape: [null, 3] })] });
  const remote = await connected(model);
  const [here, there] = [model.stream(), await remote.stream()];
  for (let i = 0; i < 3; i++) expect([...(await there.step([1, i, 2]))]).toEqual([...here.step([1, i, 2])]);
  const states = await there.states();
  expect(values(states)).toEqual(values(here.states));
  await there.reset();
  await there.setStates(states);
  expect([...(await there.step([0, 0, 1]))]).toEqual([...here.step([0, 0, 1])]);
  await expect(there.step([0])).rejects.toThrow(ShapeError);
  await there.dispose();
  await expect(there.step([0, 0, 1])).rejects.toThrow(/disposed/);
  await expect(remote.stream({ batch: 0 })).rejects.toThrow(/batch/);
});

it("writes text with a language model, piece by piece, until it is left", async () => {
  const vocabulary = text.Vocabulary.fromText("to be or not to be", {});
  const language = tasks.languageModel({ vocabulary, units: 8, embedding: 4, seed: 2 });
  const remote = await connected(language.model);
  const options = { prompt: "to ", seed: 5, maxTokens: 40 };
  const pieces: string[] = [];
  for await (const piece of remote.generate(options)) pieces.push(piece);
  expect(pieces).toEqual([...language.generate(options)]);
  for await (const _ of remote.generate({ maxTokens: 1e9 })) break;
  await expect(remote.generate({ maxTokens: 1, topK: -1 }).next()).rejects.toThrow(ConfigError);
  const other = await connected(makeModel());
  await expect(other.generate().next()).rejects.toThrow(/no languageModel/);
});

const folder = mkdtempSync(join(tmpdir(), "recurve-worker-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A worker of Node's that runs this code. */
function threadOf(code: string): Worker {
  const file = join(folder, `${Math.random()}.mjs`);
  writeFileSync(file, code);
  return new Worker(file);
}

it.each([
  ["that is not there", () => new Worker(join(folder, "nowhere.mjs"))],
  ["with a mistake", () => threadOf("throw new Error('no good')")],
  ["that ends", () => threadOf("")],
  ["that is ended", () => threadOf("process.exit(3)")],
])("a worker %s rejects, at once and later", async (_, start) => {
  await expect(inWorker(makeModel(), start())).rejects.toThrow(BackendError);
});

it("a worker of a page that cannot load rejects", async () => {
  // as browsers do: an event without a message, and nothing is ever answered
  class Missing extends EventTarget {
    postMessage() {
      queueMicrotask(() => this.dispatchEvent(new Event("error")));
    }
  }
  await expect(inWorker(makeModel(), new Missing())).rejects.toThrow(/could not be loaded[\s\S]*no reason/);
});

it.each([undefined, null, 3, {}, { postMessage() {} }])("%j is no worker", async (port) => {
  await expect(inWorker(makeModel(), port as any)).rejects.toThrow(ConfigError);
});

it("rejects what is open when the worker ends, and what comes later", async () => {
  const remote = await connected(makeModel());
  const running = remote.fit(x, y, { ...fitting, epochs: 10_000 });
  opened.at(-1)!.close();
  await expect(running).rejects.toThrow(BackendError);
  await expect(remote.predict(x)).rejects.toThrow(BackendError);
});

it("what cannot travel is an error", async () => {
  const remote = await connected(makeModel());
  await expect(remote.predict((() => {}) as any)).rejects.toThrow(/cannot travel/);
});
