/** Datasets: what each method gives, the same order from the same seed, and errors that say what is wrong. */
import { describe, expect, it } from "vitest";
import { input, layers, sequential, type Tensor, tensor } from "../index.ts";
import { type Dataset, dataset } from "./index.ts";

const count = (end: number) => Array.from({ length: end }, (_, i) => i);
const lists = (batches: readonly Tensor[]) => batches.map((batch) => batch.arraySync());

describe("sources", () => {
  it("are lists, iterables, generator functions, rows of tensors and of records", async () => {
    expect(await dataset([1, 2]).toArray()).toEqual([1, 2]);
    expect(await dataset(new Set(["a", "b"])).toArray()).toEqual(["a", "b"]);
    const passes: number[] = [];
    const made = dataset(async function* (epoch: number) {
      passes.push(epoch);
      yield epoch;
    });
    expect([await made.toArray(), await made.toArray()]).toEqual([[0], [1]]);
    expect(passes).toEqual([0, 1]);
    const rows = await dataset(tensor([[1, 2], [3, 4]], undefined, "int32")).toArray(); // biome-ignore format: a matrix
    expect(rows.map((row) => [row.dtype, row.arraySync()])).toEqual([
      ["int32", [1, 2]],
      ["int32", [3, 4]],
    ]);
    const [, second] = await dataset({ x: tensor([[1], [2]]), label: ["one", "two"] }).toArray();
    expect([second!.x.arraySync(), second!.label]).toEqual([[2], "two"]);
  });

  it("that run once say so the second time", async () => {
    function* numbers() {
      yield 1;
    }
    const once = dataset(numbers());
    expect(await once.toArray()).toEqual([1]);
    await expect(once.toArray()).rejects.toThrow(/generator, which runs once[\s\S]*without calling it/);
    expect(() => dataset(5 as never)).toThrow(/cannot be made of this[\s\S]*received: 5/);
    await expect(dataset({ x: tensor([1, 2]), y: [1] }).toArray()).rejects.toThrow(/differ in length/);
  });
});

describe("elements", () => {
  it("are mapped, filtered, taken, skipped and repeated, lazily", async () => {
    let asked = 0;
    const numbers = dataset(function* () {
      for (;;) yield asked++;
    });
    const few = numbers
      .filter((value) => value % 2 === 0)
      .map(async (value, index) => [value, index])
      .skip(1)
      .take(2);
    expect(asked).toBe(0);
    expect(await few.toArray()).toEqual([
      [2, 1],
      [4, 2],
    ]);
    expect(asked).toBe(5);
    expect(await dataset([1, 2]).repeat(2).toArray()).toEqual([1, 2, 1, 2]);
    expect(await dataset([1, 2]).repeat().take(5).toArray()).toEqual([1, 2, 1, 2, 1]);
    expect(await dataset<number>([]).repeat().toArray()).toEqual([]);
  });

  it("come in windows", async () => {
    const windows = (options?: object) => dataset(count(7)).window(3, options).toArray();
    expect(await windows()).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    expect(await windows({ shift: 2, stride: 2 })).toEqual([[0, 2, 4], [2, 4, 6], [4, 6], [6]]);
    expect(await windows({ shift: 5, dropRemainder: true })).toEqual([[0, 1, 2]]);
    expect(await windows({ shift: 4 })).toEqual([
      [0, 1, 2],
      [4, 5, 6],
    ]);
  });

  it("are begun before they are asked for, and an early end closes the source", async () => {
    const events: string[] = [];
    const source = dataset(async function* () {
      try {
        for (const i of count(5)) {
          events.push(`make ${i}`);
          yield i;
        }
      } finally {
        events.push("closed");
      }
    });
    for await (const value of source.prefetch(2).take(2)) events.push(`use ${value}`);
    expect(events.indexOf("make 1")).toBeLessThan(events.indexOf("use 0"));
    expect(events.at(-1)).toBe("closed");
    expect(await source.prefetch(9).toArray()).toEqual(count(5));
    const failing = dataset(async function* () {
      yield 1;
      throw new Error("no more");
    });
    await expect(failing.prefetch(3).toArray()).rejects.toThrow("no more");
  });

  it("are shuffled by seed and epoch", async () => {
    const shuffled = dataset(count(50)).shuffle(10, { seed: 3 });
    const [first, second] = [await shuffled.toArray(), await shuffled.toArray()];
    expect(first.slice(0, 8)).toEqual([8, 6, 2, 12, 7, 10, 1, 11]);
    expect(first.toSorted((a, b) => a - b)).toEqual(count(50));
    expect(second).not.toEqual(first);
    const again: number[] = [];
    for await (const value of shuffled.epoch(1)) again.push(value);
    expect(again).toEqual(second);
    expect(first.every((value, place) => value < place + 10)).toBe(true);
    const fixed = dataset(count(9)).shuffle(9, { seed: 3, reshuffleEachIteration: false });
    expect(await fixed.toArray()).toEqual(await fixed.toArray());
    const twice = await dataset(count(9)).shuffle(9, { seed: 3 }).repeat(2).toArray();
    expect(twice.slice(0, 9)).not.toEqual(twice.slice(9));
  });
});

describe("batches", () => {
  it("join numbers, lists, records and tuples, and keep text", async () => {
    const numbers = dataset(count(5)).batch(2);
    expect(lists(await numbers.toArray())).toEqual([[0, 1], [2, 3], [4]]);
    expect(lists(await dataset(count(5)).batch(2, { dropRemainder: true }).toArray())).toHaveLength(2);
    const [batch] = await dataset([
      { x: [[1], [2]], y: true, name: "one" },
      { x: [[3], [4]], y: false, name: "two" },
    ])
      .batch(2)
      .toArray();
    expect(batch!.x.shape).toEqual([2, 2, 1]);
    expect([batch!.y.dtype, batch!.name]).toEqual(["bool", ["one", "two"]]);
    const tuples: Dataset<[Tensor, Tensor]> = dataset(count(4))
      .map((i): [Tensor, Tensor] => [tensor([i, i]), tensor(i)])
      .batch(4);
    const [[x, y]] = (await tuples.toArray()) as [[Tensor, Tensor]];
    expect([x.shape, y.shape]).toEqual([[4, 2], [4]]);
  });

  it("refuse what does not fit together", async () => {
    await expect(
      dataset([{ x: [1] }, { x: [1, 2] }])
        .batch(2)
        .toArray(),
    ).rejects.toThrow(/differ in shape in x[\s\S]*paddedBatch/);
    await expect(
      dataset([{ x: 1, y: 2 }, { x: 1 }])
        .batch(2)
        .toArray(),
    ).rejects.toThrow(/y is not in all/);
    expect(() => dataset([1]).batch(0)).toThrow(/batch: size must be a positive integer/);
    expect(() => dataset([1]).shuffle(2, { sead: 1 } as never)).toThrow(/did you mean "seed"/);
  });

  it("are padded to the longest sequence, or to a length", async () => {
    const data = dataset([
      { x: [1], y: [1, 0] },
      { x: [2, 3, 4], y: [0, 1] },
      { x: [5, 6], y: [0, 1] },
    ]);
    const shown = async (batches: Dataset<{ x: Tensor; y: Tensor }>) =>
      (await batches.toArray()).map(({ x, y }) => [x.arraySync(), y.arraySync()]);
    expect(await shown(data.paddedBatch(2))).toEqual([
      [[[1, 0, 0], [2, 3, 4]], [[1, 0], [0, 1]]], // biome-ignore format: matrices
      [[[5, 6]], [[0, 1]]],
    ]);
    const before = await shown(data.paddedBatch(3, { padding: "pre", value: { x: -1 }, length: { x: 4 } }));
    expect(before[0]![0]).toEqual([
      [-1, -1, -1, 1],
      [-1, 2, 3, 4],
      [-1, -1, 5, 6],
    ]);
    await expect(data.paddedBatch(2, { length: { x: 2 } }).toArray()).rejects.toThrow(/longer[\s\S]*in x[\s\S]*3/);
  });

  it("gather sequences of similar length", async () => {
    const sequences = [5, 1, 2, 6, 3, 1, 9].map((length) => ({ x: count(length), y: length }));
    const buckets = dataset(sequences).bucketByLength({ boundaries: [3, 6], batchSize: 2 });
    expect((await buckets.toArray()).map(({ x, y }) => [x.shape[1], y.arraySync()])).toEqual([
      [2, [1, 2]],
      [5, [5, 3]],
      [9, [6, 9]],
      [1, [1]],
    ]);
    const sized = dataset(sequences).bucketByLength({
      ...{ boundaries: [4], batchSize: [4, 2], length: ({ y }: { y: number }) => y, dropRemainder: true },
    });
    expect((await sized.toArray()).map(({ y }) => y.arraySync())).toEqual([
      [5, 6],
      [1, 2, 3, 1],
    ]);
    expect(() => dataset(sequences).bucketByLength({ boundaries: [4], batchSize: [1] })).toThrow(/do not fit/);
    await expect(
      dataset([1])
        .map(String)
        .bucketByLength({ boundaries: [4], batchSize: 1 })
        .toArray(),
    ).rejects.toThrow(/cannot tell how long/);
  });
});

it("fit, evaluate and predict take datasets", async () => {
  const model = sequential({
    layers: [input({ shape: [null, 1] }), layers.masking(), layers.gru({ units: 2 }), layers.dense({ units: 1 })],
    seed: 1,
  });
  model.compile({ optimizer: "adam", loss: "mse" });
  const samples = count(20).map((i) => ({ x: count((i % 4) + 1).map((t) => [t + 1]), y: [i % 4] }));
  const batches = dataset(samples)
    .shuffle(20, { seed: 2 })
    .bucketByLength({ boundaries: [3], batchSize: 4 });
  const { history } = await model.fit(batches, { epochs: 5, validationData: batches, verbose: 0 });
  expect(history.val_loss!.at(-1)).toBeLessThan(history.val_loss![0]!);
  expect(await model.evaluate(batches, { verbose: 0 })).toEqual({ loss: expect.any(Number) });
});
