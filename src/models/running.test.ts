/** One run at a time: what may not happen beside a training, and what callbacks may do. */
import { describe, expect, test } from "vitest";
import { layers, sequential, tensor } from "../index.ts";
import type { Callback } from "./training/callback.ts";

const x = tensor([[1], [2], [3], [4]]);
const y = tensor([[2], [4], [6], [8]]);
const quiet = { verbose: 0, batchSize: 1 } as const;

function made() {
  const model = sequential({ layers: [layers.dense({ units: 1, inputShape: [1] })], seed: 3 });
  model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
  return model;
}

describe("beside a training", () => {
  test("nothing begins that would mix with it, and it goes on as if alone", async () => {
    const [alone, together] = [made(), made()];
    const expected = await alone.fit(x, y, { ...quiet, epochs: 3 });
    const running = together.fit(x, y, { ...quiet, epochs: 3 });
    await expect(together.fit(x, y, quiet)).rejects.toThrow("fit cannot begin while fit runs");
    await expect(together.evaluate(x, y, quiet)).rejects.toThrow("evaluate cannot begin while fit runs");
    await expect(together.trainOnBatch(x, y)).rejects.toThrow("await model.fit(...) first");
    expect(() => together.compile({ loss: "mae" })).toThrow("compile cannot begin while fit runs");
    expect((await running).history).toEqual(expected.history);
    expect(together.getWeights().map(String)).toEqual(alone.getWeights().map(String));
  });

  test("two evaluations do not mix their metrics", async () => {
    const model = made();
    const first = model.evaluate(x, y, quiet);
    await expect(model.evaluate(x, y, quiet)).rejects.toThrow("evaluate cannot begin while evaluate runs");
    expect(await first).toEqual(await model.evaluate(x, y, quiet));
  });

  test("it works again after a training that failed or was stopped", async () => {
    const model = made();
    const broken = { onEpochBegin: () => Promise.reject(new Error("power cut")) };
    await expect(model.fit(x, y, { ...quiet, callbacks: [broken] })).rejects.toThrow("power cut");
    await expect(model.fit(x, y, { ...quiet, signal: AbortSignal.abort(new Error("stop")) })).rejects.toThrow("stop");
    await model.fit(x, y, quiet);
  });
});

test("a callback may ask and change the model, but not train it", async () => {
  const [plain, asked] = [made(), made()];
  const expected = await plain.fit(x, y, { ...quiet, epochs: 2 });
  const seen: unknown[] = [];
  const curious: Callback = {
    async onTrainBatchEnd(batch, _, model) {
      if (batch === 1) seen.push(await model.evaluate(x, y, quiet), model.predict(x));
    },
    onEpochEnd(_epoch, _logs, model) {
      model.setWeights(model.getWeights());
    },
  };
  const found = await asked.fit(x, y, { ...quiet, epochs: 2, callbacks: [curious] });
  expect(seen).toHaveLength(4);
  // what the epoch had gathered before is not lost
  expect(found.history).toEqual(expected.history);
  const greedy: Callback = { onEpochEnd: async (_epoch, _logs, model) => void (await model.fit(x, y, quiet)) };
  await expect(asked.fit(x, y, { ...quiet, callbacks: [greedy] })).rejects.toThrow("in a callback of fit");
});

describe("hooks", () => {
  const train = (callback: object) => made().fit(x, y, { ...quiet, callbacks: [callback] });

  test.each([
    ["onBatchEnd", "onTrainBatchEnd"],
    ["on_epoch_end", "onEpochEnd"],
    ["onEpochEnds", "onEpochEnd"],
  ])("%s is none, and the error names the nearest", async (name, near) => {
    await expect(train({ [name]: () => {} })).rejects.toThrow(`did you mean "${near}"?`);
    class Own {}
    Object.defineProperty(Own.prototype, name, { value: () => {} });
    await expect(train(new Own())).rejects.toThrow(`Unknown hook of a callback "${name}"`);
  });

  test("other methods of a class are its own", async () => {
    class Own {
      seen = 0;
      private only() {
        this.seen++;
      }
      onEpochEnd() {
        this.only();
      }
    }
    const own = new Own();
    await train(own);
    expect(own.seen).toBe(1);
  });
});
