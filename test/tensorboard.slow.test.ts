/** TensorFlow reads the event files that Recurve writes; `python3` must have tensorflow. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { callbacks, layers, sequential } from "../src/index.ts";
import { normal } from "./numbers.ts";

type Read = [folder: string, step: number, tag: string, plugin: string, shape: number[], values: number[]];

test("scalars and histograms are those of the run", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tensorboard-"));
  try {
    const model = sequential({ layers: [layers.lstm({ units: 3, inputShape: [4, 2] }), layers.dense({ units: 1 })] });
    model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
    const { history } = await model.fit(normal([20, 4, 2]), normal([20, 1], 1), {
      ...{ epochs: 3, batchSize: 5, validationSplit: 0.2, verbose: 0 },
      callbacks: [callbacks.tensorBoard(folder, { histogramFreq: 2, updateFreq: 2 })],
    });
    const printed = execFileSync("python3", ["test/fixtures/tensorboard/read.py", folder], { encoding: "utf8" });
    const read = JSON.parse(printed) as Read[];
    const scalars = (part: string, tag: string) =>
      read.filter(([at, , name]) => at === part && name === tag).map(([, step, , , , values]) => [step, ...values]);
    const byEpoch = (values: readonly number[]) => values.map((value, epoch) => [epoch, Math.fround(value)]);
    for (const name of ["loss", "mae"]) {
      expect(scalars("train", `epoch_${name}`)).toEqual(byEpoch(history[name]!));
      expect(scalars("validation", `epoch_${name}`)).toEqual(byEpoch(history[`val_${name}`]!));
    }
    expect(scalars("train", "epoch_learning_rate")).toEqual(byEpoch([1e-3, 1e-3, 1e-3]));
    expect(scalars("train", "batch_loss").map(([step]) => step)).toEqual([2, 4, 6, 8, 10, 12]);
    expect(scalars("validation", "evaluation_loss_vs_iterations").map(([step]) => step)).toEqual([4, 8, 12]);
    const histograms = read.filter(([, , , plugin]) => plugin === "histograms");
    const cell = ["kernel", "recurrent_kernel", "bias"].map((name) => `lstm/lstm_cell/${name}`);
    const names = [...cell, "dense/kernel", "dense/bias"].map((name) => `${name}/histogram`);
    expect(histograms.map(([, step, tag]) => [step, tag])).toEqual(
      [0, 2].flatMap((step) => names.map((name) => [step, name])),
    );
    const last = histograms.slice(-model.weights.length);
    for (const [i, weight] of model.weights.entries()) {
      const [, , , , shape, buckets] = last[i]!;
      expect(shape).toEqual([30, 3]);
      const values = [...weight.value.dataSync()];
      expect([buckets[0], buckets.reduce((sum, count, at) => sum + (at % 3 === 2 ? count : 0), 0)]).toEqual([
        Math.min(...values),
        values.length,
      ]);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
