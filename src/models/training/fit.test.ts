/** Training: what repeats, what is reported, what happens around it. */
import { describe, expect, test } from "vitest";
import { expectNumbers } from "../../../test/numbers.ts";
import { tolerance } from "../../../test/tolerance.ts";
import { bidirectional, dense, dropout, gru, input, lstm } from "../../layers/index.ts";
import { multiply, sum } from "../../ops/index.ts";
import { sgd } from "../../optimizers/index.ts";
import { Random, tensor } from "../../tensor/index.ts";
import { model } from "../functional.ts";
import { sequential } from "../sequential.ts";
import type { Callback } from "./callback.ts";
import { earlyStopping } from "./callbacks/early-stopping.ts";
import type { FitOptions } from "./fit-options.ts";

const quiet = { verbose: 0 } as const;
const random = new Random(3);
const xs = tensor(
  Float32Array.from({ length: 20 * 4 * 2 }, () => random.normal()),
  [20, 4, 2],
);
const ys = tensor(
  Int32Array.from({ length: 20 }, () => random.integer(3)),
  [20],
);

const classifier = (seed?: number) =>
  sequential({
    seed,
    layers: [
      bidirectional({ layer: lstm({ units: 3, dropout: 0.2, recurrentDropout: 0.2, returnSequences: true }) }),
      dropout({ rate: 0.3 }),
      gru({ units: 4 }),
      dense({ units: 3, activation: "softmax" }),
    ],
  });
const compiled = (seed?: number) => {
  const chain = classifier(seed);
  chain.compile({ optimizer: "adam", loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  return chain;
};
/** y = w x, w from 1. */
const line = (options: { loss?: "mse" | "mae"; metrics?: ["mae"] } = {}) => {
  const chain = sequential({
    layers: [dense({ units: 1, useBias: false, kernelInitializer: "ones", inputShape: [1] })],
  });
  chain.compile({ optimizer: sgd({ learningRate: 0.1 }), loss: "mse", ...options });
  return chain;
};
const bits = (chain: ReturnType<typeof classifier>) => chain.getWeights().map((weight) => weight.dataSync());

describe("one seed", () => {
  const train = async (options: FitOptions, seed?: number) => {
    const chain = compiled(seed);
    const { history } = await chain.fit(xs, ys, { epochs: 2, batchSize: 8, ...quiet, ...options });
    return { history, weights: bits(chain) };
  };

  test("makes a run repeat bit for bit: weights, order and dropout", async () => {
    expect(await train({ seed: 7 })).toEqual(await train({ seed: 7 }));
    expect(await train({}, 7)).toEqual(await train({}, 7));
    expect((await train({ seed: 7 })).weights).not.toEqual((await train({ seed: 8 })).weights);
    expect((await train({})).weights).not.toEqual((await train({})).weights);
  });

  test("decides order and dropout each by itself", async () => {
    const start = classifier(1);
    start.predict(xs);
    const from = async (seed: number, rate: number, shuffle: boolean) => {
      const chain = sequential({
        layers: [gru({ units: 2 }), dropout({ rate }), dense({ units: 3, activation: "softmax" })],
        seed: 1,
      });
      chain.compile({ loss: "sparseCategoricalCrossentropy" });
      chain.predict(xs);
      await chain.fit(xs, ys, { batchSize: 8, seed, shuffle, ...quiet });
      return bits(chain);
    };
    expect(await from(1, 0, false)).toEqual(await from(2, 0, false));
    expect(await from(1, 0, true)).not.toEqual(await from(2, 0, true));
    expect(await from(1, 0.5, false)).not.toEqual(await from(2, 0.5, false));
  });

  test("goes on with new numbers when training goes on", async () => {
    const orders: number[][] = [];
    const chain = line();
    const data = [[0], [1], [2], [3], [4], [5], [6], [7]];
    chain.compile({
      loss: (t, p) => {
        orders.push([...t.dataSync()]);
        return multiply(p, 0);
      },
    });
    for (let run = 0; run < 2; run++) await chain.fit(data, data, { epochs: 2, batchSize: 8, seed: 5, ...quiet });
    expect(new Set(orders.map(String)).size).toBe(4);
    expect(orders.map((order) => order.sort((a, b) => a - b))).toEqual(Array(4).fill(data.flat()));
  });
});

describe("what is reported", () => {
  test("the loss is the mean over batches by their size; keys are in alphabetical order", async () => {
    const chain = line({ metrics: ["mae"] });
    const options = { batchSize: 2, shuffle: false, validationSplit: 0.25, ...quiet };
    chain.compile({ optimizer: sgd({ learningRate: 0 }), loss: "mse", metrics: ["mae"] });
    const history = await chain.fit([[1], [2], [3], [4]], [[0], [0], [0], [0]], options);
    expect(history.history).toEqual({
      loss: [(2.5 * 2 + 9) / 3],
      mae: [2],
      val_loss: [16],
      val_mae: [4],
    });
    expect(Object.keys(history.history)).toEqual(Object.keys(history.history).toSorted());
    expect(history.epoch).toEqual([0]);
    expect(history.params).toEqual({ verbose: 0, epochs: 1, steps: 2 });
  });

  test("one step is the gradient's: w - rate 2 x (w x - y)", async () => {
    const chain = line();
    expect(await chain.trainOnBatch([[2]], [[6]])).toEqual({ loss: 16 });
    expectNumbers(chain.getWeights()[0]!.item(), 1 + 0.1 * 2 * 2 * 4, tolerance.pointwise);
  });

  test("penalties on weights and activations belong to the loss, those of frozen weights do not", async () => {
    const penalized = (trainable: boolean) => {
      const layer = dense({
        units: 1,
        kernelInitializer: "ones",
        kernelRegularizer: "l2",
        activityRegularizer: "l1",
        trainable,
      });
      const chain = sequential({ layers: [layer] });
      chain.compile({ loss: "mae" });
      return chain.evaluate([[2], [4]], [[1], [3]], quiet);
    };
    expectNumbers((await penalized(true)).loss!, 1 + 0.01 + (0.01 * 6) / 2, tolerance.pointwise);
    expectNumbers((await penalized(false)).loss!, 1 + (0.01 * 6) / 2, tolerance.pointwise);
  });

  test("evaluate and testOnBatch give loss first, then metrics; trainOnBatch forgets the batch before", async () => {
    const chain = line({ metrics: ["mae"] });
    const logs = await chain.evaluate([[1], [3]], [[0], [0]], { batchSize: 1, ...quiet });
    expect(Object.entries(logs)).toEqual([
      ["loss", 5],
      ["mae", 2],
    ]);
    expect(await chain.testOnBatch([[3]], [[0]])).toEqual({ loss: 9, mae: 3 });
    expect((await chain.trainOnBatch([[1]], [[1]])).loss).toBe(0);
  });
});

describe("several outputs", () => {
  const twoHeads = () => {
    const x = input({ shape: [1] });
    const head = (name: string) => dense({ units: 1, kernelInitializer: "ones", useBias: false, name }).apply(x);
    return model({ inputs: x, outputs: [head("a"), head("b")] });
  };
  const [x, a, b] = [[[2]], [[1]], [[0]]];

  test("have losses, weights and metrics by list or by name", async () => {
    const expected = { loss: 1 + 0.5 * 2, a_loss: 1, b_loss: 2, a_mae: 1 };
    const listed = twoHeads();
    listed.compile({ loss: ["mse", "mae"], lossWeights: [1, 0.5], metrics: [["mae"], []] });
    expect(await listed.evaluate(x, [a, b], quiet)).toEqual(expected);
    const named = twoHeads();
    named.compile({ loss: { b: "mae", a: "mse" }, lossWeights: { b: 0.5 }, metrics: { a: "mae" } });
    expect(await named.evaluate(x, { a, b }, quiet)).toEqual(expected);
  });

  test("without a loss need no targets", async () => {
    const half = twoHeads();
    half.compile({ loss: ["mse", null] });
    expect(await half.evaluate(x, [a, null], quiet)).toEqual({ loss: 1, a_loss: 1 });
    expect(await half.evaluate(x, { a }, quiet)).toEqual({ loss: 1, a_loss: 1 });
  });
});

describe("the run", () => {
  const data = [[1], [2], [3], [4]];

  test("calls hooks in Keras's order and awaits them", async () => {
    const calls: string[] = [];
    const note = (name: string) => async () => {
      await null;
      calls.push(name);
    };
    const names = [
      "TrainBegin",
      "TrainEnd",
      "EpochBegin",
      "EpochEnd",
      "TrainBatchBegin",
      "TrainBatchEnd",
      "TestBegin",
      "TestEnd",
      "TestBatchBegin",
      "TestBatchEnd",
    ];
    const spy = Object.fromEntries(names.map((name) => [`on${name}`, note(name)])) as Callback;
    await line().fit(data, data, { batchSize: 2, validationData: [data, data], callbacks: [spy], ...quiet });
    const batch = (kind: string) => [`${kind}BatchBegin`, `${kind}BatchEnd`];
    expect(calls).toEqual([
      ...["TrainBegin", "EpochBegin", ...batch("Train"), ...batch("Train")],
      ...["TestBegin", ...batch("Test"), ...batch("Test"), "TestEnd", "EpochEnd", "TrainEnd"],
    ]);
  });

  test("takes a function as a callback, which may stop training and add numbers", async () => {
    const { history, epoch } = await line().fit(data, data, {
      epochs: 9,
      callbacks: [
        (epoch, logs, model) => {
          logs.doubled = 2 * epoch;
          model.stopTraining = epoch === 1;
        },
      ],
      ...quiet,
    });
    expect(epoch).toEqual([0, 1]);
    expect(history.doubled).toEqual([0, 2]);
  });

  test("validates as often as asked, starts where asked, and takes as many steps as asked", async () => {
    const every = async (validationFreq: number | number[]) =>
      (await line().fit(data, data, { epochs: 4, validationData: [data, data], validationFreq, ...quiet })).history
        .val_loss!.length;
    expect(await every(2)).toBe(2);
    expect(await every([1, 2, 4])).toBe(3);
    expect((await line().fit(data, data, { epochs: 4, initialEpoch: 3, ...quiet })).epoch).toEqual([3]);
    const batches: number[] = [];
    const onTrainBatchEnd = (batch: number) => void batches.push(batch);
    await line().fit(data, data, { batchSize: 1, stepsPerEpoch: 2, callbacks: [{ onTrainBatchEnd }], ...quiet });
    expect(batches).toEqual([0, 1]);
  });

  test("learns", async () => {
    const chain = compiled(2);
    const { history } = await chain.fit(xs, ys, { epochs: 30, batchSize: 5, ...quiet });
    expect(history.loss!.at(-1)).toBeLessThan(history.loss![0]! * 0.95);
  });

  test("lets timers run, and ends when its signal is aborted", async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 60);
    const endless = compiled().fit(xs, ys, { epochs: 1e9, signal: controller.signal, ...quiet });
    await expect(endless).rejects.toThrow("enough");
  });

  test("shows a loss that is not a number, and says so once", async () => {
    const lines: string[] = [];
    const chain = line();
    chain.compile({ optimizer: sgd({ learningRate: 1e30 }), loss: "mse" });
    await chain.fit(data, [[0], [0], [0], [0]], { epochs: 6, write: (text) => lines.push(text) });
    const nan = lines.filter((text) => text.includes("loss: nan"));
    expect(nan.length).toBeGreaterThan(1);
    expect(nan.map((text) => text.includes("the loss is not a number"))).toEqual(nan.map((_, i) => i === 0));
  });

  test("restores the best weights when training ends early", async () => {
    const chain = line();
    const stop = earlyStopping({ monitor: "loss", patience: 1, restoreBestWeights: true });
    chain.compile({ optimizer: sgd({ learningRate: 10 }), loss: "mse" });
    const { epoch } = await chain.fit([[1]], [[0]], { epochs: 5, callbacks: [stop], ...quiet });
    expect(epoch).toEqual([0, 1]);
    expect(chain.getWeights()[0]!.item()).toBe(-19);
  });

  test("a custom loss and a custom metric are functions of targets and predictions", async () => {
    const chain = line();
    chain.compile({
      loss: (t, p) => sum(multiply(t, p), -1),
      metrics: [
        function doubled(_, p) {
          return multiply(p, 2);
        },
      ],
    });
    expect(await chain.evaluate([[3]], [[2]], quiet)).toEqual({ loss: 6, doubled: 6 });
  });
});
