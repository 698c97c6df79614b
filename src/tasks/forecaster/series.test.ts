import { describe, expect, it } from "vitest";
import type { Row } from "../../data/table-row.ts";
import { ConfigError, FormatError } from "../../tensor/index.ts";
import { readSeries, type SeriesOptions, sliceSeries } from "./series.ts";

const days = (...births: unknown[]): Row[] =>
  births.map((value, i) => ({ date: `2003-01-0${i + 1}`, births: value, note: "x" }));
const options: SeriesOptions = { time: "date", columns: ["births"], gaps: "error" };

describe("readSeries", () => {
  it("puts rows in the order of their times", () => {
    const series = readSeries(days(1, 2, 3, 4).toReversed(), options);
    expect(series).toMatchObject({ start: Date.UTC(2003, 0, 1), length: 4, frequency: { unit: "day", count: 1 } });
    expect([...series.columns.births!]).toEqual([1, 2, 3, 4]);
    const part = sliceSeries(series, 1, 3);
    expect(part).toMatchObject({ start: Date.UTC(2003, 0, 2), length: 2 });
    expect([...part.columns.births!]).toEqual([2, 3]);
  });

  it("counts rows without times, and reads numbers in text", () => {
    const series = readSeries([{ y: "3" }, { y: true }, { y: 2.5 }], { time: null, columns: ["y"], gaps: "error" });
    expect(series.frequency).toEqual({ unit: "step", count: 1 });
    expect([...series.columns.y!]).toEqual([3, 1, 2.5]);
  });

  it("names gaps, or fills them along a straight line", () => {
    const rows = days(null, 1, 2, 3, "", Number.NaN, 9, 9, undefined).filter((_, i) => i !== 2);
    expect(() => readSeries(rows, options)).toThrow(FormatError);
    expect(() => readSeries(rows, options)).toThrow(
      /column "births" has gaps[\s\S]*5 without one: 2003-01-01, 2003-01-03, 2003-01-05, 2003-01-06, 2003-01-09[\s\S]*--fill-gaps/,
    );
    expect([...readSeries(rows, { ...options, gaps: "fill" }).columns.births!]).toEqual([1, 1, 2, 3, 5, 7, 9, 9, 9]);
    expect(() => readSeries(days(null, null, null), { ...options, gaps: "fill" })).toThrow(/holds no number/);
  });

  it("refuses what is no series", () => {
    const read =
      (rows: Row[], other: Partial<SeriesOptions> = {}) =>
      () =>
        readSeries(rows, { ...options, ...other });
    expect(read(days(1, 2, 3), { columns: ["birth"] })).toThrow(/no column "birth"[\s\S]*did you mean "births"/);
    expect(read([], {})).toThrow(ConfigError);
    expect(read(days(1, "many", 3))).toThrow(/Row 2 has no number in the column "births"[\s\S]*"many"/);
    expect(read(days(1, Number.POSITIVE_INFINITY, 3))).toThrow(/Row 2/);
    expect(read(days(1, -1e38, 3))).toThrow(/Row 2 has too large a number in the column "births"/);
    expect(read(days(1, 2, 3).map((row) => ({ ...row, date: "2003-01-01" })))).toThrow(
      /Two rows have the time 2003-01-01: 1 and 2/,
    );
    expect(read(days(1, 2, 3), { time: "note" })).toThrow(/Row 1 has no time that can be read[\s\S]*"x"/);
    expect(read([...days(1, 2, 3), days(7)[0]!])).toThrow(/Two rows have the time 2003-01-01[\s\S]*\(--id\)/);
    expect(read([...days(1, 2, 3, 4), { date: "2003-01-05 06:00", births: 1 }])).toThrow(/uneven[\s\S]*2003-01-05T06/);
  });
});
