/** Training window by window: what it equals, what it refuses, and how much memory it takes. */
import { beforeEach, describe, expect, it } from "vitest";
import { backend } from "../src/backend/current.ts";
import {
  type FitOptions,
  input,
  layers,
  model,
  optimizers,
  sequential,
  setBackend,
  type Tensor,
  tensor,
} from "../src/index.ts";
import { expectNumbers, normal } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

const [B, T, F] = [4, 12, 3];

beforeEach(() => setBackend("wasm"));

/** A stack of every recurrent layer, with a target for every step. */
function makeModel(stateful = false, batch?: number) {
  const first = stateful ? { batchInputShape: [batch!, null, F] } : { inputShape: [null, F] };
  const common = { returnSequences: true, stateful };
  const made = sequential({
    layers: [
      layers.lstm({ units: 5, ...common, ...first }),
      layers.gru({ units: 4, ...common }),
      layers.simpleRNN({ units: 4, ...common }),
      layers.dense({ units: 2 }),
    ],
    seed: 5,
  });
  made.compile({ optimizer: optimizers.adam({ learningRate: 0.05 }), loss: "meanSquaredError" });
  return made;
}

const data = { x: normal([B, T, F], 1), y: normal([B, T, 2], 2) };
const weightsOf = (subject: { getWeights(): Tensor[] }) => subject.getWeights().map((weight) => [...weight.dataSync()]);
const options: FitOptions = { batchSize: 2, epochs: 2, shuffle: false, verbose: 0 };
const steps = (x: Tensor, begin: number, end: number) =>
  tensor((x.arraySync() as number[][][]).map((row) => row.slice(begin, end)));
const rows = (x: Tensor, begin: number, end: number) => tensor((x.arraySync() as number[][][]).slice(begin, end));

describe("fit with truncate", () => {
  it.each([T, T + 5])("of %s steps or more is plain training", async (truncate) => {
    const [plain, windowed] = [makeModel(), makeModel()];
    const a = await plain.fit(data.x, data.y, options);
    const b = await windowed.fit(data.x, data.y, { ...options, truncate });
    expect(weightsOf(windowed)).toEqual(weightsOf(plain));
    expect(b.history).toEqual(a.history);
  });

  it("is stateful layers trained on one window after the other", async () => {
    const windowed = makeModel();
    await windowed.fit(data.x, data.y, { ...options, truncate: 5 });
    const byHand = makeModel(true, 2);
    for (let epoch = 0; epoch < 2; epoch++) {
      for (let row = 0; row < B; row += 2) {
        byHand.resetStates();
        for (const [begin, end] of [
          [0, 5],
          [5, 10],
          [10, 12],
        ] as const) {
          const cut = (x: Tensor) => steps(rows(x, row, row + 2), begin, end);
          await byHand.trainOnBatch(cut(data.x), cut(data.y));
        }
      }
    }
    expect(weightsOf(windowed)).toEqual(weightsOf(byHand));
  });

  it("learns a target of the whole sequence from its last window, after the states of the others", async () => {
    const make = () => {
      const made = sequential({
        layers: [layers.lstm({ units: 4, inputShape: [null, F] }), layers.dense({ units: 1 })],
        seed: 2,
      });
      made.compile({ optimizer: "sgd", loss: "meanSquaredError" });
      return made;
    };
    const y = normal([B, 1], 3);
    const [plain, windowed, short] = [make(), make(), make()];
    await plain.fit(data.x, y, { ...options, epochs: 1 });
    await windowed.fit(data.x, y, { ...options, epochs: 1, truncate: 11 });
    await short.fit(steps(data.x, 11, 12), y, { ...options, epochs: 1 });
    expect(weightsOf(windowed)).not.toEqual(weightsOf(plain));
    expect(weightsOf(windowed)).not.toEqual(weightsOf(short));
    // the loss before the first step is that of the whole sequence
    const first = await make().evaluate(data.x, y, { verbose: 0 });
    const logs = await make().fit(data.x, y, { batchSize: B, shuffle: false, verbose: 0, truncate: 5 });
    expectNumbers(logs.history.loss![0]!, first.loss!, tolerance.pointwise);
  });

  it("counts windows by their length, weights and masks included", async () => {
    const make = () => {
      const made = sequential({
        layers: [
          layers.masking({ inputShape: [null, F] }),
          layers.gru({ units: 3, returnSequences: true }),
          layers.dense({ units: 2 }),
        ],
        seed: 1,
      });
      made.compile({ optimizer: optimizers.sgd({ learningRate: 0 }), loss: "meanSquaredError" });
      return made;
    };
    const x = tensor(
      (data.x.arraySync() as number[][][]).map((row, b) => row.map((step, t) => (t < 3 * b ? [0, 0, 0] : step))),
    );
    const plain = await make().fit(data.x, data.y, options);
    const windowed = await make().fit(data.x, data.y, { ...options, truncate: 5 });
    expectNumbers(windowed.history.loss![0]!, plain.history.loss![0]!, tolerance.pointwise);
    const sampleWeight = tensor(Array.from({ length: B }, (_, b) => Array.from({ length: T }, (_, t) => (b + t) % 3)));
    await expect(make().fit(x, data.y, { ...options, truncate: 5, sampleWeight })).resolves.toBeDefined();
  });

  it("trains on 10,000 steps in the memory of a window", async () => {
    const long = 10_000;
    const [x, y] = [normal([1, long, 4], 4), normal([1, long, 1], 5)];
    const made = sequential({
      layers: [layers.lstm({ units: 32, returnSequences: true, inputShape: [null, 4] }), layers.dense({ units: 1 })],
    });
    made.compile({ optimizer: "adam", loss: "meanSquaredError" });
    await made.fit(x, y, { truncate: 100, epochs: 1, verbose: 0 });
    const { bytes } = backend().describe();
    await made.fit(x, y, { truncate: 100, epochs: 2, verbose: 0 });
    expect(backend().describe().bytes).toBe(bytes);
    // the same in one piece would keep 32 · 6 floats a step, 7.7 MB, and as much again on the way
    expect(bytes).toBeLessThan(64 * 2 ** 20);
  }, 60_000);
});

describe("truncate refuses", () => {
  const compiled = <M extends { compile(o: object): void }>(made: M): M => {
    made.compile({ loss: "meanSquaredError" });
    return made;
  };

  it.each([0, 2.5, -3])("%s steps", async (truncate) => {
    await expect(makeModel().fit(data.x, data.y, { ...options, truncate })).rejects.toThrow(
      /truncate must be a positive integer/,
    );
  });

  it("models that need all steps, and those that are stateful", async () => {
    const both = compiled(
      sequential({ layers: [layers.bidirectional({ layer: layers.gru({ units: 1, returnSequences: true }) })] }),
    );
    await expect(both.fit(data.x, data.y, { ...options, truncate: 3 })).rejects.toThrow(
      /Bidirectional .* more than one time step/,
    );
    await expect(makeModel(true, 2).fit(data.x, data.y, { ...options, truncate: 3 })).rejects.toThrow(/stateful/);
  });

  it("inputs of different lengths, and outputs of both kinds", async () => {
    const [a, b] = [input({ shape: [null, F] }), input({ shape: [null, F] })];
    const h = layers.lstm({ units: 2, returnSequences: true }).apply(layers.add().apply([a, b]));
    const two = compiled(model({ inputs: [a, b], outputs: h }));
    const unequal = [data.x, normal([B, 1, F], 6)];
    await expect(two.fit(unequal, data.y, { ...options, truncate: 3 })).rejects.toThrow(/not sequences of one length/);
    const last = layers.lstm({ units: 2 }).apply(h);
    const mixed = compiled(model({ inputs: [a, b], outputs: [h, last] }));
    await expect(mixed.fit([data.x, data.x], [data.y, normal([B, 2], 7)], { ...options, truncate: 3 })).rejects.toThrow(
      /some outputs are sequences/,
    );
  });
});
