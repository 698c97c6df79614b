import { describe, expect, test } from "vitest";
import { expectNumbers } from "../../test/numbers.ts";
import { tolerance } from "../../test/tolerance.ts";
import { add, dense, dropout, embedding, input, lstm } from "../layers/index.ts";
import { ones, Random, tensor, zeros } from "../tensor/index.ts";
import { model } from "./functional.ts";
import { sequential } from "./sequential.ts";

const fixed = { kernelInitializer: "ones", recurrentInitializer: "ones" } as const;
const numbers = (rows: number, columns: number, stream = 0) => {
  const random = new Random(5, stream);
  return tensor(
    Float32Array.from({ length: rows * columns }, () => random.normal()),
    [rows, columns],
  );
};

describe("predict", () => {
  const x = input({ shape: [3, 1] });
  const [output, h, c] = lstm({ units: 1, returnState: true, ...fixed }).apply(x);
  const data = tensor([[[0.1], [0.2], [0.3]]]);

  test("gives a tensor, a tuple or a record, as the outputs were given", () => {
    const bare = model({ inputs: x, outputs: output }).predict(data);
    const [last, hidden, cell] = model({ inputs: x, outputs: [output, h, c] }).predict(data);
    const record = model({ inputs: x, outputs: { last: output, cell: c } }).predict(data);
    expectNumbers(bare.item(), 0.20281446, tolerance.pointwise);
    expect([last.item(), hidden.item(), record.last.item()]).toEqual([bare.item(), bare.item(), bare.item()]);
    expect([cell.item(), record.cell.item()]).toEqual([cell.item(), cell.item()]);
    expectNumbers(cell.item(), 0.3540895, tolerance.pointwise);
  });

  test("reads no metadata, which can be large and hold no layers", async () => {
    const net = sequential({ layers: [dense({ units: 1, inputShape: [4] })] });
    net.compile({ loss: "meanSquaredError" });
    let reads = 0;
    const inner = Object.defineProperty({}, "words", { enumerable: true, get: () => [reads++] });
    net.metadata = { inner };
    net.predict(numbers(2, 4));
    await net.fit(numbers(2, 4), zeros([2, 1]), { verbose: 0 });
    expect([reads, net.layers.length]).toEqual([0, 1]);
  });

  test("gives the same bits whatever the batch size", () => {
    const wide = sequential({ layers: [dense({ units: 3, inputShape: [4] })] });
    const rows = numbers(10, 4);
    const whole = wide.predictOnBatch(rows).dataSync();
    for (const batchSize of [1, 3, 10, 32]) expect(wide.predict(rows, { batchSize }).dataSync()).toEqual(whole);
  });

  test("takes several inputs as a list or by name", () => {
    const [a, b] = [input({ shape: [2], name: "a" }), input({ shape: [2], name: "b" })];
    const sum = model({ inputs: [a, b], outputs: add().apply([a, b]) });
    expect(sum.predict([[[1, 2]], tensor([[3, 4]])]).arraySync()).toEqual([[4, 6]]);
    expect(sum.predict({ b: [[3, 4]], a: [[1, 2]] }).arraySync()).toEqual([[4, 6]]);
    const renamed = model({ inputs: { left: a, right: b }, outputs: add().apply([a, b]) });
    expect(renamed.predict({ left: [[1, 2]], right: [[3, 4]] }).arraySync()).toEqual([[4, 6]]);
  });

  test("converts data to the declared type", () => {
    const ids = input({ shape: [2], dtype: "int32" });
    const look = model({
      inputs: ids,
      outputs: embedding({ inputDim: 3, outputDim: 1, embeddingsInitializer: "ones" }).apply(ids),
    });
    expect(look.predict([[0, 2]]).shape).toEqual([1, 2, 1]);
    expect(look.predict(tensor(Int32Array.of(0, 2), [1, 2])).shape).toEqual([1, 2, 1]);
  });

  test("leaves masks behind", () => {
    const ids = input({ shape: [2] });
    const masked = model({ inputs: ids, outputs: embedding({ inputDim: 3, outputDim: 1, maskZero: true }).apply(ids) });
    expect(masked.predict([[0, 2]]).mask).toBeUndefined();
    expect(masked.apply(tensor([[0, 2]])).mask?.arraySync()).toEqual([[false, true]]);
  });
});

describe("weights", () => {
  const make = (seed?: number) =>
    sequential({ seed, layers: [dense({ units: 3, inputShape: [4] }), dense({ units: 1 })] });

  test("are set all or none", () => {
    const [a, b] = [make(), make()];
    b.setWeights(a.getWeights());
    expect(b.predict(ones([2, 4])).dataSync()).toEqual(a.predict(ones([2, 4])).dataSync());
    const before = b.getWeights().map((weight) => weight.dataSync());
    const wrong = [...a.getWeights().slice(0, 3), zeros([2])];
    expect(() => b.setWeights(wrong)).toThrow(
      'Weight 3 ("dense_1/bias") of layer "sequential" has another shape.\n  expected: (1,)\n  received: (2,)\n  hint: no weight was changed',
    );
    expect(() => b.setWeights(wrong.slice(1))).toThrow("The number of weights does not fit");
    expect(b.getWeights().map((weight) => weight.dataSync())).toEqual(before);
  });

  test("are fixed by the model's seed, each weight by a stream of its own", () => {
    const values = (seed?: number) =>
      make(seed)
        .getWeights()
        .map((weight) => weight.dataSync());
    expect(values(7)).toEqual(values(7));
    expect(values(7)).not.toEqual(values(8));
    expect(values()).not.toEqual(values());
    const twins = sequential({
      seed: 1,
      layers: [dense({ units: 4, inputShape: [4] }), dense({ units: 4 })],
    }).getWeights();
    expect(twins[0]!.dataSync()).not.toEqual(twins[2]!.dataSync());
  });
});

describe("layers", () => {
  const chain = sequential({ layers: [dense({ units: 2, inputShape: [1], name: "first" }), dropout({ rate: 0.5 })] });

  test("are found by name and by number", () => {
    expect(chain.getLayer("first")).toBe(chain.layers[0]);
    expect(chain.getLayer({ index: 1 })).toBe(chain.layers[1]);
    expect(chain.getLayer({ index: -1 })).toBe(chain.layers[1]);
    expect(() => chain.getLayer("frist")).toThrow('did you mean "first"?');
    expect(() => chain.getLayer({ index: 2 })).toThrow("The model has no layer with this number.");
  });
});

describe("states", () => {
  test("of stateful layers go on from batch to batch until they are reset, at any depth", () => {
    const stateful = sequential({
      layers: [sequential({ layers: [lstm({ units: 2, stateful: true, batchInputShape: [1, 1, 1] })] })],
    });
    const first = stateful.predict([[[1]]]).dataSync();
    expect(stateful.predict([[[1]]]).dataSync()).not.toEqual(first);
    stateful.resetStates();
    expect(stateful.predict([[[1]]]).dataSync()).toEqual(first);
  });

  test("are carried through predict, a batch at a time", () => {
    const layer = lstm({ units: 2, stateful: true });
    const chain = sequential({ layers: [layer] });
    const steps = tensor([[[1]], [[2]], [[3]]]);
    const split = chain.predict(steps, { batchSize: 1 });
    const whole = lstm({ units: 2, returnSequences: true });
    whole.ensureBuilt([[1, 3, 1]]);
    whole.setWeights(layer.getWeights());
    expect(split.dataSync()).toEqual(whole.apply(tensor([[[1], [2], [3]]])).dataSync());
  });
});

test("dispose lets go of the weights: read again, they are drawn anew", () => {
  const chain = sequential({ layers: [dense({ units: 2, inputShape: [1] })] });
  const before = chain.weights[0]!.snapshot().dataSync();
  chain.dispose();
  expect(chain.weights[0]!.snapshot().dataSync()).not.toEqual(before);
});
