/** Callbacks in real runs: learning rates, tables, saved models, ends. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dense } from "../../../layers/index.ts";
import { sgd } from "../../../optimizers/index.ts";
import { sequential } from "../../sequential.ts";
import type { Logs } from "../logs.ts";
import { backupAndRestore } from "./backup-and-restore.ts";
import { csvLogger } from "./csv-logger.ts";
import { lambdaCallback } from "./lambda-callback.ts";
import { learningRateScheduler } from "./learning-rate-scheduler.ts";
import { modelCheckpoint } from "./model-checkpoint.ts";
import { type ReduceLROnPlateauOptions, reduceLROnPlateau } from "./reduce-lr-on-plateau.ts";
import { terminateOnNaN } from "./terminate-on-nan.ts";

const x = [[1], [2], [3], [4]];
const y = [[2], [4], [6], [8]];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "callbacks-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function line(learningRate = 0.01) {
  const model = sequential({ layers: [dense({ units: 1, inputShape: [1] })], seed: 1 });
  model.compile({ optimizer: sgd({ learningRate }), loss: "meanSquaredError" });
  return model;
}

describe("reduceLROnPlateau", () => {
  /** The learning rate after each epoch of these losses. */
  function rates(losses: readonly number[], options: ReduceLROnPlateauOptions) {
    const model = line(1);
    const callback = reduceLROnPlateau({ monitor: "loss", factor: 0.5, ...options });
    callback.onTrainBegin();
    return losses.map((loss, epoch) => {
      callback.onEpochEnd(epoch, { loss }, model);
      return model.optimizer!.learningRate;
    });
  }

  test("waits, reduces, waits again", () => {
    expect(rates([3, 3, 3, 3, 3, 2, 2], { patience: 2 })).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25, 0.25]);
  });

  test("does not wait while it cools down", () => {
    expect(rates([3, 3, 3, 3, 3], { patience: 1, cooldown: 2 })).toEqual([1, 0.5, 0.5, 0.25, 0.25]);
  });

  test("never falls below minLr, and has its own state", () => {
    expect(rates([3, 3, 3, 3], { patience: 1, minLr: 0.3 })).toEqual([1, 0.5, 0.3, 0.3]);
    const model = line(1);
    const first = reduceLROnPlateau({ monitor: "loss", factor: 0.5, patience: 2 });
    first.onTrainBegin();
    for (const epoch of [0, 1]) first.onEpochEnd(epoch, { loss: 3 }, model);
    const second = reduceLROnPlateau({ monitor: "loss", factor: 0.5, patience: 2 });
    second.onTrainBegin();
    second.setState(first.getState());
    second.onEpochEnd(2, { loss: 3 }, model);
    expect(model.optimizer!.learningRate).toBe(0.5);
    expect(() => reduceLROnPlateau({ factor: 1 })).toThrow("factor must be a number of 0 or more, below 1");
  });
});

test("learningRateScheduler sets each epoch's rate and logs it", async () => {
  const model = line();
  const { history } = await model.fit(x, y, {
    epochs: 3,
    verbose: 0,
    callbacks: [learningRateScheduler((epoch, rate) => (epoch === 0 ? 0.5 ** 6 : rate / 2))],
  });
  expect(history.learning_rate).toEqual([0.5 ** 6, 0.5 ** 7, 0.5 ** 8]);
});

test("terminateOnNaN stops after the batch that went astray", async () => {
  const model = line(1e30);
  const printed: string[] = [];
  const fitting = {
    epochs: 9,
    batchSize: 1,
    verbose: 0,
    callbacks: [terminateOnNaN({ print: (l) => printed.push(l) })],
  };
  const history = await model.fit(x, y, fitting as object);
  expect(history.epoch).toEqual([0]);
  expect(printed).toHaveLength(1);
  expect(printed[0]).toMatch(/^Batch [0-3]: the loss is (NaN|Infinity); training ends\.$/);
});

test("csvLogger writes names and a line per epoch, and goes on at the end of a file", async () => {
  const path = join(folder, "log.csv");
  const model = line();
  const first = await model.fit(x, y, { epochs: 2, verbose: 0, callbacks: [csvLogger(path)] });
  const more = { epochs: 3, initialEpoch: 2, callbacks: [csvLogger(path, { append: true })] };
  const second = await model.fit(x, y, { ...more, verbose: 0 });
  const losses = [...first.history.loss!, ...second.history.loss!];
  expect(readFileSync(path, "utf8")).toBe(`epoch,loss\n${losses.map((loss, i) => `${i},${loss}\n`).join("")}`);
  await model.fit(x, y, { verbose: 0, callbacks: [csvLogger(path)] });
  expect(readFileSync(path, "utf8").split("\n")).toHaveLength(3);
});

test("csvLogger tells before training that its file cannot be written, and later that the disk is full", async () => {
  const model = line();
  const before = model.getWeights()[0]!.dataSync();
  const training = (path: string) => model.fit(x, y, { verbose: 0, callbacks: [csvLogger(path)] });
  await expect(training(join(folder, "nowhere/log.csv"))).rejects.toThrow(/log\.csv could not be written[\s\S]*ENOENT/);
  expect(model.getWeights()[0]!.dataSync()).toEqual(before);
  if (existsSync("/dev/full")) await expect(training("/dev/full")).rejects.toThrow(/could not be written[\s\S]*ENOSPC/);
});

test("csvLogger writes no line twice when training goes on from a checkpoint", async () => {
  const [path, whole] = [join(folder, "log.csv"), join(folder, "whole.csv")];
  const fitting = { epochs: 5, verbose: 0, seed: 2, callbacks: [csvLogger(whole)] } as const;
  await line().fit(x, y, fitting);
  const checkpoint = { dir: join(folder, "checkpoint"), everyEpochs: 2 };
  const axe = (epoch: number) => {
    if (epoch === 3) throw new Error("power cut");
  };
  const cut = { ...fitting, checkpoint };
  await expect(line().fit(x, y, { ...cut, callbacks: [csvLogger(path), axe] })).rejects.toThrow("power cut");
  expect(readFileSync(path, "utf8").split("\n")).toHaveLength(6);
  await line().fit(x, y, { ...cut, callbacks: [csvLogger(path), {}] });
  expect(readFileSync(path, "utf8")).toBe(readFileSync(whole, "utf8"));
});

test("backupAndRestore goes on where training was interrupted, and leaves nothing behind", async () => {
  const dir = join(folder, "backup");
  const fitting = { epochs: 4, batchSize: 1, verbose: 0, seed: 2 } as const;
  const expected = line();
  await expected.fit(x, y, fitting);
  for (const saveFreq of ["epoch", 1] as const) {
    const axe = (epoch: number) => {
      if (epoch === 2) throw new Error("power cut");
    };
    const cut = line().fit(x, y, { ...fitting, callbacks: [backupAndRestore(dir, { saveFreq }), axe] });
    await expect(cut).rejects.toThrow("power cut");
    expect(existsSync(join(dir, "training.checkpoint"))).toBe(true);
    const model = line();
    const begun: number[] = [];
    const watch = { onEpochEnd: (epoch: number) => void begun.push(epoch) };
    await model.fit(x, y, { ...fitting, callbacks: [backupAndRestore(dir, { saveFreq }), watch] });
    expect(begun).toEqual([2, 3]);
    expect(model.getWeights().map((w) => w.arraySync())).toEqual(expected.getWeights().map((w) => w.arraySync()));
    expect(existsSync(dir)).toBe(false);
  }
  expect(() => backupAndRestore(dir, { saveFreq: 0 })).toThrow('saveFreq must be "epoch"');
});

test("modelCheckpoint saves the better ones, under names made of their numbers", async () => {
  const model = line();
  const saved: string[] = [];
  const save = (_: unknown, path: string) => saved.push(path);
  const losses = [3, 4, 2];
  const replace = (epoch: number, logs: Logs) => void (logs.loss = losses[epoch]!);
  const best = modelCheckpoint("{epoch:02d}-{loss:.2f}.keras", { save, monitor: "loss", saveBestOnly: true });
  await model.fit(x, y, { epochs: 3, verbose: 0, callbacks: [replace, best] });
  expect(saved).toEqual(["01-3.00.keras", "03-2.00.keras"]);
  saved.length = 0;
  const often = modelCheckpoint("m{epoch}", { save, saveFreq: 3 });
  await model.fit(x, y, { epochs: 2, batchSize: 1, verbose: 0, callbacks: [often] });
  expect(saved).toEqual(["m1", "m2"]);
  const wrong = modelCheckpoint("{los}", { save });
  await expect(model.fit(x, y, { verbose: 0, callbacks: [wrong] })).rejects.toThrow('did you mean "loss"?');
});

test("lambdaCallback refuses what is no hook", () => {
  expect(() => lambdaCallback({ onEpochDone: () => {} } as object)).toThrow('did you mean "onEpochEnd"?');
});
