/** Inputs that are known ahead: read, seen by methods and network, kept, and missed by name. */
import { describe, expect, it, vi } from "vitest";
import type { Row } from "../../data/table-row.ts";
import { loadModel, saveModel } from "../../index.ts";
import { ConfigError, FormatError } from "../../tensor/index.ts";
import { Forecaster, forecaster } from "./forecaster.ts";
import { effectOf } from "./known-inputs.ts";
import { readSeries, sliceSeries } from "./series.ts";
import { Windows } from "./windows.ts";

vi.setConfig({ testTimeout: 120_000 });

const dayOf = (t: number) => new Date(Date.UTC(2024, 0, 1 + t)).toISOString().slice(0, 10);
/** Promotions at no even distance. */
const promo = (t: number) => ((t * t) % 11 < 3 ? 1 : 0);
const sold = (t: number) => 50 + [3, -1, 0, 2, 4, -5, -3][t % 7]! + 20 * promo(t) + Math.sin(t * t);
const rows = (length: number, ahead = 0): Row[] =>
  Array.from({ length: length + ahead }, (_, t) => ({
    ...{ day: dayOf(t), promo: promo(t) },
    sold: t < length ? sold(t) : null,
  }));
const options = { target: "sold", known: ["promo"], horizon: 7, units: 4, seed: 1 } as const;

describe("inputs known ahead", () => {
  it("are the last rows of a table, which have nothing else", () => {
    const series = readSeries(rows(30, 5), { columns: ["sold"], known: ["promo"] });
    expect([series.length, series.columns.sold!.length, series.columns.promo!.length]).toEqual([30, 30, 30]);
    expect([...series.ahead!.promo!]).toEqual([30, 31, 32, 33, 34].map(promo));
    const part = sliceSeries(series, 10, 28);
    expect([...part.ahead!.promo!]).toEqual([28, 29, 30, 31, 32, 33, 34].map(promo));
    expect(readSeries(rows(30), { columns: ["sold"], known: ["promo"] }).ahead).toBeUndefined();
    const hole = rows(30, 5).map((row, t) => (t === 32 ? { ...row, promo: null } : row));
    expect(() => readSeries(hole, { columns: ["sold"], known: ["promo"] })).toThrow(
      /"promo" has gaps[\s\S]*2024-02-02/,
    );
    // without them, the same rows are gaps
    expect(() => readSeries(rows(30, 5), { columns: ["sold"] })).toThrow(FormatError);
  });

  it("take what they explain away and put it back", () => {
    const history = Float64Array.from({ length: 70 }, (_, t) => sold(t));
    const values = Float64Array.from({ length: 77 }, (_, t) => promo(t));
    const effect = effectOf(history, [values], 7);
    const [on, off] = [values.indexOf(1), values.indexOf(0)];
    // a disturbance of one and no more
    expect(Math.abs(effect[on]! - effect[off]! - 20)).toBeLessThan(1);
    expect(effect.length).toBe(77);
    expect([...effectOf(history, [new Float64Array(77).fill(3)], 7)].every((value) => value === 0)).toBe(true);
  });

  it("forecast what nothing else could, also from a file and from newer rows", async () => {
    const table = rows(120, 7);
    const made = forecaster(table, options);
    await made.fit(table, { verbose: 0 });
    const { values, times } = made.forecast();
    expect(times[0]).toBe(dayOf(120));
    for (const [h, value] of values.sold!.entries()) expect(Math.abs(value - sold(120 + h))).toBeLessThan(6);
    expect(made.verdicts!.sold!.scores[0]!.name).toMatch(/with known inputs|combination/);
    const again = Forecaster.from(await loadModel(await saveModel(made.model)));
    expect(again.forecast()).toEqual(made.forecast());
    const newer = again.forecast(rows(130, 9)).values.sold!;
    for (const [h, value] of newer.entries()) expect(Math.abs(value - sold(130 + h))).toBeLessThan(6);
    expect(() => made.forecast(rows(130, 3))).toThrow(
      /"promo" will be is not known[\s\S]*7 rows after the last[\s\S]*3/,
    );
    expect(made.backtest(rows(120)).scores[0]!.mae).toBeLessThan(6);
  });

  it("stand before the network, behind an origin and ahead of it", () => {
    const table = rows(300, 7);
    const { config } = forecaster(table, { ...options, window: 14 });
    const series = readSeries(table, { columns: ["sold"], known: ["promo"] });
    const [behind, ahead] = new Windows(config.plan, series).inputs([300]);
    const { center, scale } = config.plan;
    const seen = (x: typeof ahead, column: number) =>
      (x.arraySync() as number[][][])[0]!.map((row) => Math.abs(Math.round(row[column]! * scale[1]! + center[1]!)));
    expect(seen(behind, 1)).toEqual(Array.from({ length: 14 }, (_, i) => promo(286 + i)));
    expect(seen(ahead, config.plan.lags.length)).toEqual(Array.from({ length: 7 }, (_, h) => promo(300 + h)));
  });

  it("are refused where they cannot be", async () => {
    const table = rows(60, 7);
    expect(() => forecaster(table, { ...options, known: ["sold"] })).toThrow(/given twice/);
    expect(() => forecaster(table, { ...options, known: ["price"] })).toThrow(/no column "price"/);
    expect(() => forecaster(table, { ...options, method: "recursive" })).toThrow(ConfigError);
    const plain = forecaster(rows(60), { target: "sold", horizon: 7, method: "ARIMA with known inputs", units: 2 });
    await expect(plain.fit(rows(60), { verbose: 0 })).rejects.toThrow(/does not suit these rows/);
  });
});
