import { describe, expect, test, vi } from "vitest";
import { dense } from "../../../layers/index.ts";
import { tensor } from "../../../tensor/index.ts";
import { sequential } from "../../sequential.ts";
import { type EarlyStoppingOptions, earlyStopping } from "./early-stopping.ts";

/** Feeds numbers to the callback, epoch by epoch; a model whose one weight is the epoch's number. */
function run(values: readonly (number | undefined)[], options: EarlyStoppingOptions = {}) {
  const printed: string[] = [];
  const callback = earlyStopping({ monitor: "val_loss", print: (line) => printed.push(line), ...options });
  const model = sequential({ layers: [dense({ units: 1, useBias: false, inputShape: [1] })] });
  callback.onTrainBegin();
  let epoch = 0;
  for (; epoch < values.length && !model.stopTraining; epoch++) {
    model.setWeights([tensor([[epoch]])]);
    const value = values[epoch];
    callback.onEpochEnd(epoch, value === undefined ? { loss: 1 } : { [callback.config.monitor]: value }, model);
  }
  callback.onTrainEnd({}, model);
  return { epochs: epoch, weight: model.getWeights()[0]!.item(), printed };
}

describe("when training stops", () => {
  test("after `patience` epochs without improvement, at once by default", () => {
    expect(run([3, 2, 2, 1]).epochs).toBe(3);
    expect(run([3, 2, 2, 2, 1], { patience: 2 }).epochs).toBe(4);
    expect(run([3, 2, 2, 1.5, 1.5, 1], { patience: 2 }).epochs).toBe(6);
  });

  test("never in the first epoch, whatever it brings", () => {
    expect(run([Number.NaN, 1, 1]).epochs).toBe(2);
  });

  test("an improvement must be larger than minDelta", () => {
    expect(run([3, 2.5, 2], { minDelta: 0.5 }).epochs).toBe(2);
    expect(run([3, 2.4, 1.8], { minDelta: 0.5 }).epochs).toBe(3);
    expect(run([3, 2.5, 2], { minDelta: -0.5 }).epochs).toBe(2);
  });

  test("more is better by name or by mode", () => {
    expect(run([1, 2, 3, 3], { monitor: "val_accuracy" }).epochs).toBe(4);
    expect(run([1, 2, 3], { monitor: "accuracy", mode: "min" }).epochs).toBe(2);
    expect(run([1, 2, 3, 3], { monitor: "gain", mode: "max" }).epochs).toBe(4);
  });

  test("an improvement that does not beat the baseline does not start the waiting over", () => {
    expect(run([5, 4, 3, 2], { baseline: 1, patience: 3 }).epochs).toBe(4);
    expect(run([5, 4, 4, 3, 3], { baseline: 1, patience: 3 }).epochs).toBe(3);
    expect(run([0.5, 0.6, 0.6, 0.6], { baseline: 1, patience: 3 }).epochs).toBe(4);
  });

  test("epochs before startFromEpoch do not count", () => {
    expect(run([1, 2, 3, 4, 5], { startFromEpoch: 2 }).epochs).toBe(4);
  });
});

describe("weights", () => {
  test("are those of the last epoch, or restored from the best one, also when training ends by itself", () => {
    expect(run([3, 1, 2]).weight).toBe(2);
    expect(run([3, 1, 2], { restoreBestWeights: true }).weight).toBe(1);
    expect(run([3, 1, 2], { restoreBestWeights: true, patience: 9 }).weight).toBe(1);
    expect(run([Number.NaN, Number.NaN], { restoreBestWeights: true }).weight).toBe(0);
  });
});

test("verbose says what was done", () => {
  expect(run([3, 1, 2], { restoreBestWeights: true, verbose: 1 }).printed).toEqual([
    "Epoch 3: early stopping",
    "Restoring model weights from the end of the best epoch: 2.",
  ]);
});

test("a number that is not there leads to one warning, and nothing stops", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  expect(run([undefined, undefined, undefined]).epochs).toBe(3);
  expect(warn.mock.calls).toEqual([['recurve: earlyStopping watches "val_loss", but there is only loss.']]);
  warn.mockRestore();
});

test("unknown options and modes are errors", () => {
  expect(() => earlyStopping({ patient: 3 } as never)).toThrow('did you mean "patience"?');
  expect(() => earlyStopping({ mode: "less" as never })).toThrow('earlyStopping: mode must be "auto"');
});
