import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ConfigError, ShapeError, tensor } from "../tensor/index.ts";
import { type TimeSeriesOptions, type TimeSeriesWindows, timeSeriesWindows } from "./time-series-windows.ts";

interface Golden {
  rows: number;
  columns: number;
  targets: number | null;
  options: Record<string, number>;
  x: number[][][][];
  y: (number[] | null)[];
}
const goldens: Golden[] = JSON.parse(
  readFileSync(new URL("../../test/fixtures/time-series/windows.json", import.meta.url), "utf8"),
);
const camel = (name: string) => name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

async function all<B>(windows: TimeSeriesWindows<B>, epoch?: number): Promise<B[]> {
  const batches: B[] = [];
  for await (const batch of epoch === undefined ? windows : windows.epoch(epoch)) batches.push(batch);
  return batches;
}

const tens = Array.from({ length: 10 }, (_, i) => i);

describe("timeSeriesWindows", () => {
  it.each(goldens)("cuts as Keras does: $rows rows, $targets targets, $options", async (golden) => {
    const { rows, columns, targets, options, x, y } = golden;
    const series = tensor(
      Array.from({ length: rows * columns }, (_, i) => (i % 17) * 1.5),
      [rows, columns],
    );
    const given = Object.fromEntries(Object.entries(options).map(([key, value]) => [camel(key), value]));
    const wanted = targets === null ? null : Array.from({ length: targets }, (_, i) => i * 10);
    const windows = timeSeriesWindows(series, wanted as number[], given as unknown as TimeSeriesOptions);
    const batches = await all(windows);
    expect(windows.length).toBe(x.length);
    expect(batches.map((batch) => batch.x.arraySync())).toEqual(x);
    expect(batches.map((batch) => batch.y?.arraySync() ?? null)).toEqual(y);
  });

  it("leaves windows without a target out, from startIndex on too", async () => {
    // here Keras ends with an error of its gather
    const windows = timeSeriesWindows(tens, tens.slice(3), { sequenceLength: 3, startIndex: 4 });
    expect((await all(windows)).map(({ x, y }) => [x.arraySync(), y.arraySync()])).toEqual([
      [
        [
          [4, 5, 6],
          [5, 6, 7],
          [6, 7, 8],
        ],
        [7, 8, 9],
      ],
    ]);
    expect(() => timeSeriesWindows(tens, tens.slice(6), { sequenceLength: 3, startIndex: 4 })).toThrow(ShapeError);
  });

  it("shuffles by seed and epoch, and loses no window", async () => {
    const options = { sequenceLength: 3, batchSize: 3, shuffle: true };
    const pass = async (seed: number, epoch: number) =>
      (await all(timeSeriesWindows(tens, tens, { ...options, seed }), epoch)).flatMap(({ x, y }) => {
        const begins = [...y.dataSync()];
        expect(x.arraySync()).toEqual(begins.map((begin) => [begin, begin + 1, begin + 2]));
        return begins;
      });
    const first = await pass(1, 0);
    expect(await pass(1, 0)).toEqual(first);
    expect(await pass(1, 1)).not.toEqual(first);
    expect(await pass(2, 0)).not.toEqual(first);
    expect(first.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("are a dataset: windows one by one, changed, put into other batches, another order in each pass", async () => {
    const windows = timeSeriesWindows(tens, tens, { sequenceLength: 3, batchSize: null });
    expect(windows.length).toBe(8);
    const [first] = await windows.toArray();
    expect([first!.x.arraySync(), first!.y.arraySync()]).toEqual([[0, 1, 2], 0]);
    const [batch] = await windows
      .map(({ x, y }) => ({ x, y: y.arraySync() as number }))
      .filter(({ y }) => y % 2 === 1)
      .batch(3)
      .toArray();
    expect([batch!.x.shape, batch!.y.arraySync()]).toEqual([
      [3, 3],
      [1, 3, 5],
    ]);
    const shuffled = timeSeriesWindows(tens, tens, { sequenceLength: 3, shuffle: true, seed: 1, batchSize: 8 });
    const passes = (await shuffled.repeat(2).toArray()).map(({ y }) => y.arraySync());
    expect(passes[0]).not.toEqual(passes[1]);
  });

  it("refuses what gives no window", () => {
    const cut = (options: Partial<TimeSeriesOptions>) => () =>
      timeSeriesWindows(tens, tens, { sequenceLength: 3, ...options });
    expect(cut({ sequenceLength: 11 })).toThrow(ShapeError);
    expect(cut({ sequenceLength: 11 })).toThrow(/11 rows or more[\s\S]*received: 10/);
    expect(cut({ samplingRate: 5 })).toThrow(ShapeError);
    for (const options of [
      { sequenceStride: 0 },
      { batchSize: 1.5 },
      { startIndex: 10 },
      { endIndex: 11 },
      { endIndex: 0 },
    ])
      expect(cut(options)).toThrow(ConfigError);
    expect(cut({ sequence_length: 3 } as never)).toThrow(/did you mean "sequenceLength"/);
  });
});
