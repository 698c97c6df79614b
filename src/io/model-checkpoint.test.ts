/** modelCheckpoint by itself: what it writes, under which names, and what it says before training. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { callbacks, type Logs, layers, loadModel, loadWeights, ops, sequential, type Tensor } from "../index.ts";

const { modelCheckpoint } = callbacks;
const x = [[1], [2], [3], [4]];
const y = [[2], [4], [6], [8]];
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "checkpoint-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const line = () => sequential([layers.dense({ units: 1, inputShape: [1] })], { seed: 1 });
function compiled(loss: unknown = "meanSquaredError", metrics: unknown[] = []) {
  const model = line();
  model.compile({ optimizer: "sgd", loss: loss as "mse", metrics: metrics as "mae"[] });
  return model;
}
const train = (model: ReturnType<typeof line>, callback: object, options: object = {}) =>
  model.fit(x, y, { verbose: 0, epochs: 2, callbacks: [callback], ...options });

test("saves the best model, which goes on", async () => {
  const filepath = join(folder, "best.keras");
  const model = compiled();
  await train(model, modelCheckpoint({ filepath, monitor: "loss", saveBestOnly: true }));
  const again = await loadModel(filepath);
  expect(again.predict(x)).toEqual(model.predict(x));
  await again.fit(x, y, { verbose: 0 });
});

test("fills names of numbers in, at the end of epochs and after batches", async () => {
  const model = compiled("meanSquaredError", ["mae"]);
  const logs = (epoch: number, numbers: Logs) => void Object.assign(numbers, { val_loss: epoch + 0.126 });
  await model.fit(x, y, {
    ...{ verbose: 0, epochs: 2, validationSplit: 0.5 },
    callbacks: [logs, modelCheckpoint(join(folder, "m-{epoch:02d}-{val_loss:.2f}.keras"))],
  });
  expect(readdirSync(folder).sort()).toEqual(["m-01-0.13.keras", "m-02-1.13.keras"]);
  await train(compiled(), modelCheckpoint({ filepath: join(folder, "b{epoch}-{batch}.keras"), saveFreq: 3 }), {
    batchSize: 1,
  });
  expect(
    readdirSync(folder)
      .filter((name) => name.startsWith("b"))
      .sort(),
  ).toEqual(["b1-3.keras", "b2-2.keras"]);
});

test("saves weights alone", async () => {
  const filepath = join(folder, "w.weights.h5");
  const model = compiled();
  await train(model, modelCheckpoint({ filepath, saveWeightsOnly: true }));
  const again = line();
  await loadWeights(again, filepath);
  expect(again.predict(x)).toEqual(model.predict(x));
});

test("a loss or metric of your own leads to a warning, and the model is saved and trained on", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  const own = (yTrue: Tensor, yPred: Tensor) => ops.mean(ops.square(ops.subtract(yTrue, yPred)), -1);
  for (const model of [compiled(own), compiled("mse", [own])]) {
    const filepath = join(folder, "own.keras");
    const history = await train(model, modelCheckpoint({ filepath }));
    expect(history.epoch).toEqual([0, 1]);
    expect((await loadModel(filepath)).predict(x)).toEqual(model.predict(x));
  }
  expect(warn).toHaveBeenCalledTimes(2);
  expect(warn.mock.calls[0]![0]).toContain("without its compilation");
  warn.mockRestore();
});

test("what cannot be is an error before training", async () => {
  const refused = async (filepath: string, message: string, options: object = {}) => {
    const model = compiled();
    const before = model.getWeights().map(String);
    await expect(train(model, modelCheckpoint({ filepath: join(folder, filepath), ...options }))).rejects.toThrow(
      message,
    );
    expect(model.getWeights().map(String)).toEqual(before);
  };
  await refused("{los}.keras", 'did you mean "loss"?');
  await refused("{val_loss:.2f}.keras", "give fit validationData or validationSplit");
  await refused("{val_loss:.2f}.keras", 'let saveFreq be "epoch"', { saveFreq: 1 });
  expect(existsSync(join(folder, "{los}.keras"))).toBe(false);
  expect(() => modelCheckpoint({ filepath: "a.kers" })).toThrow("does not end as a file of a model does");
  expect(() => modelCheckpoint({ filepath: "a.weights.h5" })).toThrow("saveWeightsOnly: true");
  expect(() => modelCheckpoint({ filepath: "{loss!r}.keras" })).toThrow("received: {loss!r}");
  expect(() => modelCheckpoint({} as never)).toThrow("needs a filepath");
  expect(() => modelCheckpoint({ filepath: "a.keras", saveBestOnli: true } as never)).toThrow(
    'did you mean "saveBestOnly"',
  );
});
