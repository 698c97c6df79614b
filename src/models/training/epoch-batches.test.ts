/** Training on datasets: the same bits as on the same batches in memory, resumed too, and errors that say what is wrong. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type Batch, ConfigError, input, layers, Random, sequential, type Tensor, tensor } from "../../index.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-batches-"));
afterAll(() => rmSync(folder, { recursive: true }));

const random = new Random(8);
const numbers = (count: number) => Float32Array.from({ length: count }, () => random.normal());
const [rows, time] = [20, 5];
const x = numbers(rows * time * 2);
const y = numbers(rows);

function makeModel() {
  const model = sequential({
    layers: [
      input({ shape: [null, 2] }),
      layers.lstm({ units: 3 }),
      layers.dropout({ rate: 0.2 }),
      layers.dense({ units: 1 }),
    ],
    seed: 4,
  });
  model.compile({ optimizer: "adam", loss: "meanSquaredError", metrics: ["mae"] });
  return model;
}

/** Batches of `size` samples in their order; `made` counts the passes. */
function dataset(size: number, made: number[] = []) {
  return {
    made,
    async *epoch(number: number): AsyncGenerator<Batch> {
      made.push(number);
      for (let begin = 0; begin < rows; begin += size) {
        const end = Math.min(begin + size, rows);
        yield {
          x: tensor(x.slice(begin * time * 2, end * time * 2), [end - begin, time, 2]),
          y: tensor(y.slice(begin, end), [end - begin, 1]),
        };
      }
    },
    [Symbol.asyncIterator]() {
      return this.epoch(-1);
    },
  };
}

const bitsOf = (weights: readonly Tensor[]) => weights.map((weight) => [...weight.dataSync()]);
const whole: [Tensor, Tensor] = [tensor(x, [rows, time, 2]), tensor(y, [rows, 1])];
const options = { epochs: 3, verbose: 0 } as const;

describe("predict on a dataset", () => {
  it("joins what its batches give, whatever else they hold", async () => {
    const model = makeModel();
    const expected = model.predict(whole[0]);
    const inputsOnly = async function* () {
      for await (const batch of dataset(7)) yield [(batch as { x: Tensor }).x] as const;
    };
    for (const data of [dataset(8), inputsOnly()]) {
      const predicted = await model.predict(data);
      expect(predicted.shape).toEqual([rows, 1]);
      expect([...predicted.dataSync()]).toEqual([...expected.dataSync()]);
    }
    await expect(model.predict(dataset(8), { batchSize: 4 } as object)).rejects.toThrow(ConfigError);
    await expect(model.predict((async function* () {})())).rejects.toThrow("gave no batch");
    const wrong = (async function* () {
      yield { inputs: whole[0] } as never;
    })();
    await expect(model.predict(wrong)).rejects.toThrow("not a batch");
  });
});

describe("fit on a dataset", () => {
  it("gives the bits of the same batches in memory, with validation on batches", async () => {
    const [one, other] = [makeModel(), makeModel()];
    const data = dataset(8);
    const streamed = await one.fit(data, { ...options, validationData: dataset(8) });
    const kept = await other.fit(...whole, { ...options, batchSize: 8, shuffle: false, validationData: whole });
    expect(bitsOf(one.getWeights())).toEqual(bitsOf(other.getWeights()));
    expect(streamed.history).toEqual(kept.history);
    expect(data.made).toEqual([0, 1, 2]);
    expect(await one.evaluate(dataset(8), { verbose: 0 })).toEqual(
      await one.evaluate(...whole, { batchSize: 8, verbose: 0 }),
    );
  });

  it("goes on with stepsPerEpoch where the epoch before ended, pass after pass", async () => {
    const [one, other] = [makeModel(), makeModel()];
    // 5 batches a pass, 3 epochs of 3 steps: a pass and four batches of the next
    await one.fit(dataset(4), { ...options, stepsPerEpoch: 3 });
    const twice: Batch[] = [];
    for (let pass = 0; pass < 2; pass++) for await (const batch of dataset(4)) twice.push(batch);
    for (const batch of twice.slice(0, 9)) {
      const { x: inputs, y: targets } = batch as { x: Tensor; y: Tensor };
      await other.fit(inputs, targets, { batchSize: 4, shuffle: false, verbose: 0 });
    }
    expect(bitsOf(one.getWeights())).toEqual(bitsOf(other.getWeights()));
  });

  it("takes sequences of other lengths from batch to batch, tuples and weights", async () => {
    const model = makeModel();
    async function* batches(): AsyncGenerator<Batch> {
      for (const length of [3, 7, 4]) {
        yield [tensor(numbers(2 * length * 2), [2, length, 2]), tensor([[1], [2]]), tensor([1, 0.5])];
      }
    }
    const { history } = await model.fit(batches(), { verbose: 0 });
    expect(history.loss![0]).toBeGreaterThan(0);
  });

  it("goes on to the same bits after an interruption in the middle of an epoch", async () => {
    const [one, other] = [makeModel(), makeModel()];
    await one.fit(dataset(4), options);
    const stopAfter = (steps: number) => {
      const abort = new AbortController();
      let done = 0;
      return { signal: abort.signal, callbacks: [{ onTrainBatchEnd: () => void (++done === steps && abort.abort()) }] };
    };
    const checkpoint = { dir: join(folder, "run"), everySteps: 1 };
    await expect(other.fit(dataset(4), { ...options, checkpoint, ...stopAfter(7) })).rejects.toThrow();
    const again = makeModel();
    await again.fit(dataset(4), { ...options, checkpoint, callbacks: [{}] });
    expect(bitsOf(again.getWeights())).toEqual(bitsOf(one.getWeights()));
  });

  it("says what is wrong with a dataset", async () => {
    const model = makeModel();
    async function* once(): AsyncGenerator<Batch> {
      for await (const batch of dataset(8)) yield batch;
    }
    await expect(model.fit(once(), options)).rejects.toThrow(/no batch in pass 2[\s\S]*starts again/);
    async function* wrong(): AsyncGenerator<Batch> {
      yield { features: x } as unknown as Batch;
    }
    await expect(model.fit(wrong(), options)).rejects.toThrow(/not a batch[\s\S]*received: features/);
    await expect(model.fit(dataset(8), { ...options, batchSize: 8 })).rejects.toThrow(
      /batchSize is for samples in memory/,
    );
    const weights = bitsOf(model.getWeights());
    async function* misshapen(): AsyncGenerator<Batch> {
      yield [tensor([[1, 2]]), tensor([[1]])];
    }
    await expect(model.fit(misshapen(), options)).rejects.toThrow(/input/);
    expect(bitsOf(model.getWeights())).toEqual(weights);
  });
});
