/** A model in a worker does what the model itself does. Here both ends are in one process; browser.slow.test.ts has a real worker. */
import { afterEach, expect, it } from "vitest";
import {
  callbacks,
  type Logs,
  layers,
  type Model,
  optimizers,
  sequential,
  setBackend,
  type Tensor,
} from "../src/index.ts";
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

it("ends when a signal says so, and writes progress through the page's function", async () => {
  const remote = await connected(makeModel());
  const stop = new AbortController();
  let text = "";
  const running = remote.fit(x, y, {
    ...fitting,
    epochs: 10_000,
    verbose: 2,
    write: (part) => {
      text += part;
    },
    signal: stop.signal,
    callbacks: [(epoch: number) => void (epoch === 1 && stop.abort(new Error("enough")))],
  });
  await expect(running).rejects.toThrow("enough");
  expect(text).toContain("Epoch 1/10000");
});

it("refuses calls once it is closed", async () => {
  const remote = await connected(makeModel());
  const pending = remote.predict(x);
  remote.close();
  await expect(pending).rejects.toThrow(/closed/);
});
