/** Interrupted runs of fit end with the same bits as those that were left alone. */
import { mkdtempSync, promises, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dense, dropout, lstm } from "../../layers/index.ts";
import { auc, f1Score } from "../../metrics/index.ts";
import { adam } from "../../optimizers/index.ts";
import { ConfigError, Random, tensor } from "../../tensor/index.ts";
import { sequential } from "../sequential.ts";
import { earlyStopping, modelCheckpoint, reduceLROnPlateau } from "./callbacks/index.ts";
import type { FitOptions } from "./fit-options.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "checkpoint-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const random = new Random(1, 0);
const x = tensor(
  Array.from({ length: 12 * 4 * 3 }, () => random.uniform() - 0.5),
  [12, 4, 3],
);
const y = tensor([0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0], [12, 1]);

function classifier(stateful = false) {
  const first = lstm({ units: 4, stateful, ...(stateful ? { batchInputShape: [4, 4, 3] } : { inputShape: [4, 3] }) });
  const model = sequential({ layers: [first, dropout({ rate: 0.3 }), dense({ units: 1, activation: "sigmoid" })] });
  model.compile({
    optimizer: adam({ learningRate: 0.03, gradientAccumulationSteps: 2, useEma: true, emaMomentum: 0.9 }),
    loss: "binaryCrossentropy",
    metrics: ["accuracy", auc(), f1Score({ threshold: 0.5 }), "precision"],
  });
  return model;
}

const options = (): FitOptions => ({
  batchSize: 4,
  epochs: 5,
  seed: 7,
  verbose: 0,
  validationSplit: 1 / 3,
  callbacks: [
    reduceLROnPlateau({ monitor: "loss", patience: 1, minDelta: 0.5, factor: 0.3 }),
    earlyStopping({ patience: 3, restoreBestWeights: true }),
    modelCheckpoint("unused", { save: () => {}, saveBestOnly: true }),
  ],
});

/** Runs with a checkpoint at every step, ended at these steps of each attempt, until one reaches the end. */
async function interrupted(stops: readonly number[], fitting: () => FitOptions, stateful = false) {
  for (const stop of [...stops, Number.POSITIVE_INFINITY]) {
    const model = classifier(stateful);
    let left = stop;
    const axe = {
      onTrainBatchBegin() {
        if (left-- === 0) throw new Error("power cut");
      },
    };
    const { callbacks = [], ...rest } = fitting();
    const run = model.fit(x, y, { ...rest, callbacks: [...callbacks, axe], checkpoint: { dir, everySteps: 1 } });
    if (stop < Number.POSITIVE_INFINITY) await expect(run).rejects.toThrow("power cut");
    else return { history: (await run).history, weights: model.getWeights().map((weight) => weight.dataSync()) };
  }
  throw new Error("unreachable");
}

async function whole(fitting: () => FitOptions, stateful = false) {
  const model = classifier(stateful);
  const { history } = await model.fit(x, y, fitting());
  return { history, weights: model.getWeights().map((weight) => weight.dataSync()) };
}

test("wherever it is cut, training ends with the same weights and the same history", async () => {
  const expected = await whole(options);
  for (const stops of [[1], [2, 1], [3, 2], [1, 1, 1, 1]]) {
    expect(await interrupted(stops, options)).toEqual(expected);
    rmSync(join(dir, "training.checkpoint"));
  }
});

test("a finished run started again gives the same at once", async () => {
  const expected = await interrupted([], options);
  expect(await interrupted([], options)).toEqual(expected);
});

test("stateful layers take up their states, truncated sequences their windows", async () => {
  const plain = (): FitOptions => ({ batchSize: 4, epochs: 3, seed: 7, verbose: 0 });
  expect(await interrupted([2, 3], plain, true)).toEqual(await whole(plain, true));
  rmSync(join(dir, "training.checkpoint"));
  const windows = (): FitOptions => ({ ...plain(), truncate: 3 });
  expect(await interrupted([2, 3], windows)).toEqual(await whole(windows));
});

test("a folder takes one training at a time", async () => {
  const first = classifier().fit(x, y, { ...options(), checkpoint: dir });
  const second = classifier().fit(x, y, { ...options(), checkpoint: dir });
  const ended = await Promise.allSettled([first, second]);
  expect(ended.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const refused = ended.find((each) => each.status === "rejected")!;
  expect(refused.reason).toBeInstanceOf(ConfigError);
  expect(refused.reason.message).toContain(`process ${process.pid}, this one`);
  expect(readdirSync(dir)).toEqual(["training.checkpoint"]);
});

test("another run's checkpoint is refused, a damaged one too", async () => {
  await interrupted([], options);
  const other = classifier().fit(x, y, { ...options(), batchSize: 3, checkpoint: dir });
  await expect(other).rejects.toThrow("belongs to another training");
  const path = join(dir, "training.checkpoint");
  writeFileSync(path, readFileSync(path).subarray(0, 99));
  await expect(classifier().fit(x, y, { ...options(), checkpoint: dir })).rejects.toThrow("is not a checkpoint");
});

test("a checkpoint that cannot be written ends training with an error; the last good one stays and is gone on from", async () => {
  const spoil = (epoch: number) =>
    void (epoch === 1 && vi.spyOn(promises, "rename").mockRejectedValueOnce(new Error("EIO: i/o error")));
  const fitting = (end: typeof spoil): FitOptions => ({ ...options(), callbacks: [end] });
  const run = classifier().fit(x, y, { ...fitting(spoil), checkpoint: { dir, everySteps: 1 } });
  await expect(run).rejects.toThrow("could not be written");
  expect(readdirSync(dir)).toEqual(["training.checkpoint"]);
  const model = classifier();
  const { history } = await model.fit(x, y, { ...fitting(() => {}), checkpoint: { dir, everySteps: 1 } });
  const weights = model.getWeights().map((weight) => weight.dataSync());
  expect({ history, weights }).toEqual(await whole(() => fitting(() => {})));
});

test("a full disk ends training; the last good checkpoint stays", async () => {
  const fill = (epoch: number) =>
    void (
      epoch === 1 && vi.spyOn(promises, "open").mockRejectedValueOnce(new Error("ENOSPC: no space left on device"))
    );
  const fitting = (end: typeof fill): FitOptions => ({ ...options(), callbacks: [end] });
  const run = classifier().fit(x, y, { ...fitting(fill), checkpoint: { dir, everyEpochs: 1 } });
  await expect(run).rejects.toThrow(/the last one, if any, is still there[\s\S]*ENOSPC[\s\S]*make room/);
  expect(readdirSync(dir)).toEqual(["training.checkpoint"]);
  const begun: number[] = [];
  const watch = (epoch: number) => void begun.push(epoch);
  await classifier().fit(x, y, { ...fitting(watch), checkpoint: { dir, everyEpochs: 1 } });
  expect(begun).toEqual([1, 2, 3, 4]);
});

test("a folder that cannot be written to is an error before training begins", async () => {
  writeFileSync(join(dir, "file"), "");
  const begun: number[] = [];
  const run = classifier().fit(x, y, {
    ...{ ...options(), checkpoint: join(dir, "file", "checkpoint") },
    callbacks: [{ onEpochBegin: (epoch) => void begun.push(epoch) }],
  });
  await expect(run).rejects.toThrow(/could not be read|training has not begun/);
  expect(begun).toEqual([]);
});

test("options are checked", async () => {
  const run = classifier().fit(x, y, { checkpoint: { dir, everySteps: 0 } });
  await expect(run).rejects.toThrow("everySteps must be a positive integer");
});
