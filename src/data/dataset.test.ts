/** Datasets: what each method gives, the same order from the same seed, and errors that say what is wrong. */
import { describe, expect, it } from "vitest";
import { input, layers, model, sequential, type Tensor, tensor } from "../index.ts";
import { type Dataset, dataset, timeSeriesWindows, zip } from "./index.ts";

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
    await expect(once.toArray()).rejects.toThrow(/generator, which runs only once[\s\S]*without calling it/);
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

describe("several datasets", () => {
  it("side by side end with the shortest, and close the others", async () => {
    let closed = 0;
    const endless = dataset(function* () {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        closed++;
      }
    });
    const letters = dataset(["a", "b"]);
    expect(await zip([endless, letters]).toArray()).toEqual([
      [0, "a"],
      [1, "b"],
    ]);
    const nested = zip({ x: { n: endless, letter: letters }, y: letters.map((letter) => letter === "a") });
    expect(await nested.toArray()).toEqual([
      { x: { n: 0, letter: "a" }, y: true },
      { x: { n: 1, letter: "b" }, y: false },
    ]);
    for await (const _ of zip({ endless })) break;
    expect(closed).toBe(3);
    const shuffled = dataset(count(20)).shuffle(20, { seed: 1 });
    const pairs = await zip([shuffled, shuffled]).repeat(2).toArray();
    expect(pairs.every(([a, b]) => a === b)).toBe(true);
    expect(pairs.slice(0, 20)).not.toEqual(pairs.slice(20));
    for (const wrong of [[], {}, [1, 2], { x: [1] }, null])
      expect(() => zip(wrong as never)).toThrow(/zip joins datasets/);
  });

  it("come one after the other", async () => {
    const both = dataset([1, 2]).concatenate(dataset(["a"]));
    expect(await both.toArray()).toEqual([1, 2, "a"]);
    expect(() => dataset([1]).concatenate([2] as never)).toThrow(/other must be a dataset/);
  });

  it("cached keep the first pass once it was whole", async () => {
    let made = 0;
    const source = dataset(function* () {
      for (const i of count(9)) {
        made++;
        yield i;
      }
    });
    const shuffled = source.shuffle(9, { seed: 3 });
    const cached = shuffled.cache();
    expect(await cached.take(2).toArray()).toHaveLength(2);
    made = 0;
    const [first, second] = [await cached.toArray(), await cached.toArray()];
    expect([made, second]).toEqual([9, first]);
    // the first pass is that of epoch 0, wherever training goes on
    const late = shuffled.cache();
    const order: number[] = [];
    for await (const value of late.epoch(5)) order.push(value);
    expect(order).toEqual(first);
    const after = source.cache().shuffle(9, { seed: 3 });
    expect(await after.toArray()).not.toEqual(await after.toArray());
    function* once() {
      yield* [1, 2];
    }
    expect(await dataset(once()).cache().repeat(2).toArray()).toEqual([1, 2, 1, 2]);
  });

  it("of records in records", async () => {
    const columns = { x: { text: ["one", "two", "three"], age: tensor([[1], [2], [3]]) }, y: [0, 1, 1] };
    const rows = dataset(columns);
    const [batch] = await rows.batch(3).toArray();
    expect([batch!.x.text, batch!.x.age.shape, batch!.y.arraySync()]).toEqual([columns.x.text, [3, 1], [0, 1, 1]]);
    await expect(dataset({ x: { a: [1, 2], b: [1] }, y: [1, 2] }).toArray()).rejects.toThrow(
      /2 rows, as in x\.a[\s\S]*1 in x\.b/,
    );
    expect(() => dataset({ x: { a: 1 } } as never)).toThrow(/cannot be made of this/);
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

  it("fall apart into their rows", async () => {
    const elements = [
      { x: { a: [1, 2], b: 3 }, y: [4], name: "one" },
      { x: { a: [5, 6], b: 7 }, y: [8], name: "two" },
      { x: { a: [9, 1], b: 2 }, y: [3], name: "three" },
    ];
    const rows: Dataset<{ x: { a: Tensor; b: Tensor }; y: Tensor; name: string }> = dataset(elements)
      .batch(2)
      .unbatch();
    const plain = (await rows.toArray()).map(({ x, y, name }) => ({
      ...{ x: { a: x.a.arraySync(), b: x.b.arraySync() }, y: y.arraySync(), name },
    }));
    expect(plain).toEqual(elements);
    const pairs = dataset([[tensor([1, 2]), ["a", "b"]] as [Tensor, string[]]]).unbatch();
    expect((await pairs.toArray()).map(([value, text]) => [value.arraySync(), text])).toEqual([
      [1, "a"],
      [2, "b"],
    ]);
    expect(await dataset([[1, 2], [3]]).unbatch().toArray()).toEqual([1, 2, 3]); // biome-ignore format: one line
    await expect(dataset([{ x: [1, 2], y: [1] }]).unbatch().toArray()).rejects.toThrow(/2 rows, as in x[\s\S]*1 in y/); // biome-ignore format: one line
    await expect(dataset([{ x: 1 }]).unbatch().toArray()).rejects.toThrow(/no rows in x/); // biome-ignore format: one line
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
    ).rejects.toThrow(/cannot determine the length/);
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

it("fit, evaluate and predict take each of them, with inputs by name", async () => {
  const [a, b] = [input({ shape: [2], name: "a" }), input({ shape: [1], name: "b" })];
  const output = layers.dense({ units: 1 }).apply(layers.concatenate().apply([a, b]));
  const twoInputs = model({ inputs: { a, b }, outputs: output, seed: 1 });
  twoInputs.compile({ optimizer: "adam", loss: "mse" });
  const rows = dataset({
    x: { a: tensor(count(12), [6, 2]), b: tensor(count(6), [6, 1]) },
    y: tensor(count(6), [6, 1]),
  });
  const zipped = zip({
    x: { a: rows.map(({ x }) => x.a), b: rows.map(({ x }) => x.b) },
    y: rows.map(({ y }) => y),
  });
  for (const data of [rows, zipped, rows.concatenate(zipped), rows.cache().shuffle(6, { seed: 1 }), rows.repeat(2)]) {
    const batches = data.batch(4);
    const { history } = await twoInputs.fit(batches, { epochs: 2, verbose: 0 });
    expect(history.loss).toHaveLength(2);
    expect(await twoInputs.evaluate(batches.unbatch().batch(2), { verbose: 0 })).toEqual({ loss: expect.any(Number) });
    const length = (await data.toArray()).length;
    expect((await twoInputs.predict(batches)).shape).toEqual([length, 1]);
  }
  const series = timeSeriesWindows(count(10), count(10), { sequenceLength: 4, batchSize: 3 });
  const one = sequential({ layers: [layers.dense({ units: 1 })], seed: 1 });
  one.compile({ optimizer: "adam", loss: "mse" });
  await one.fit(series.cache(), { epochs: 2, verbose: 0, validationData: series.take(1) });
  expect((await one.predict(series)).shape).toEqual([7, 1]);
});
