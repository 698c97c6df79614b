/** Averaged weights in validation, the weights themselves in training. */
import { describe, expect, it } from "vitest";
import { expectNumbers, normal } from "../../../../test/numbers.ts";
import { isClose, tolerance } from "../../../../test/tolerance.ts";
import { ConfigError, callbacks, input, layers, optimizers, sequential } from "../../../index.ts";

const [x, y] = [normal([12, 3], 1), normal([12, 1], 2)];
const makers = {
  useEma: () => optimizers.sgd({ learningRate: 0.1, useEma: true, emaMomentum: 0.8 }),
  asgd: () => optimizers.asgd({ learningRate: 0.1, t0: 0 }),
  groups: () =>
    optimizers.groups([{ optimizer: optimizers.adam({ learningRate: 0.05, useEma: true, emaMomentum: 0.5 }) }]),
};

async function train(
  optimizer: ReturnType<(typeof makers)["useEma" | "asgd" | "groups"]>,
  epochs: number,
  swaps: boolean,
) {
  const made = sequential({ layers: [input({ shape: [3] }), layers.dense({ units: 1 })], seed: 3 });
  made.compile({ optimizer, loss: "mse" });
  const { history } = await made.fit(x, y, {
    epochs,
    batchSize: 4,
    verbose: 0,
    seed: 1,
    validationData: [x, y],
    callbacks: swaps ? [callbacks.swapEMAWeights()] : [],
  });
  const logs = (await made.evaluate(x, y)) as unknown as { loss: number } | number;
  return { history, loss: typeof logs === "number" ? logs : logs.loss };
}

describe.each(Object.entries(makers))("swapEMAWeights with %s", (_name, make) => {
  it("validates with the averages, with which fit ends, and trains as without it", async () => {
    const [swapped, plain] = [await train(make(), 3, true), await train(make(), 3, false)];
    expect(swapped.history.loss).toEqual(plain.history.loss);
    expectNumbers(swapped.history.val_loss!.at(-1)!, swapped.loss, tolerance.pointwise);
    expect(isClose(plain.history.val_loss!.at(-1)!, plain.loss, tolerance.training)).toBe(false);
    expect(swapped.loss).toBe(plain.loss);
  });
});

it("refuses an optimizer without averages", async () => {
  await expect(train(optimizers.sgd() as never, 1, true)).rejects.toThrow(ConfigError);
});
