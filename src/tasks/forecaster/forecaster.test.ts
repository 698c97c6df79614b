/** Forecasters: what they learn, say, measure and keep. */

import { describe, expect, it, vi } from "vitest";
import { expectNumbers } from "../../../test/numbers.ts";
import { tolerance } from "../../../test/tolerance.ts";
import type { Row } from "../../data/table-row.ts";
import { timeAfter, timeText } from "../../data/times/frequency.ts";
import { layers, loadModel, saveModel, sequential } from "../../index.ts";
import { ConfigError, FormatError, type Tensor } from "../../tensor/index.ts";
import { Forecaster, forecaster } from "./forecaster.ts";
import { methodNames } from "./methods/all-methods.ts";
import { exponentialSmoothing } from "./methods/ets.ts";
import { seasonalNaive } from "./methods/naive.ts";
import { readSeries } from "./series.ts";
import type { ForecasterOptions } from "./settings.ts";
import type { ForecasterFitOptions } from "./training-plan.ts";

// each forecaster is fitted and tried whole: seconds where the machine is busy
vi.setConfig({ testTimeout: 120_000 });

const day = { unit: "day", count: 1 } as const;
const shape = [3, -1, 0, 2, 4, -5, -3];
/** Weeks of a known shape on a slope, with a disturbance that is no random number. */
const rows: Row[] = Array.from({ length: 240 }, (_, t) => {
  const births = 100 + 0.1 * t + 5 * shape[t % 7]! + 2 * Math.sin(t * t);
  return { date: timeText(timeAfter(Date.UTC(2003, 0, 1), t, day), day), births, deaths: 50 - births / 4 };
});
const small = { target: "births", horizon: 7, window: 14, units: 12, seed: 3 } satisfies ForecasterOptions;
const short: ForecasterFitOptions = { epochs: 12, batchSize: 16, learningRate: 1e-2, verbose: 0 };

async function fitted(options: Partial<ForecasterOptions> = {}, given = rows): Promise<Forecaster> {
  const made = forecaster(given, { ...small, ...options });
  await made.fit(given, short);
  return made;
}

describe("forecaster", () => {
  it("finds frequency and time, learns, and goes on from the last row", async () => {
    const made = await fitted();
    expect(made.config).toMatchObject({ time: "date", quantiles: [0.1, 0.5, 0.9], plan: { frequency: day } });
    const { times, values, quantiles } = made.forecast();
    expect(times).toEqual([
      "2003-08-29",
      "2003-08-30",
      "2003-08-31",
      "2003-09-01",
      "2003-09-02",
      "2003-09-03",
      "2003-09-04",
    ]);
    expect(values.births).toEqual(quantiles.births![1]);
    for (const [h, value] of values.births!.entries()) {
      expect(Math.abs(value - (124 + 5 * shape[(240 + h) % 7]!))).toBeLessThan(5);
      expect(quantiles.births![0]![h]).toBeLessThanOrEqual(value);
      expect(quantiles.births![2]![h]).toBeGreaterThanOrEqual(value);
    }
    expect(made.forecast(rows)).toEqual(made.forecast());
    const { coverage } = made.backtest(rows.slice(0, 230), { from: 206, every: 1 });
    expect(coverage.births).toBeGreaterThan(0.7);
    // far narrower than the week that it has to know
    for (const [h, low] of quantiles.births![0]!.entries()) expect(quantiles.births![2]![h]! - low).toBeLessThan(20);
    const last = {
      times: ["2003-08-27", "2003-08-28"],
      values: { births: rows.slice(-2).map(({ births }) => births) },
    };
    expect(made.past(2)).toEqual(last);
    expect(made.past(2, rows)).toEqual(last);
  });

  it("begins as the seasonal naive forecast, and where there is no season as the last value", () => {
    const births = rows.map((row) => row.births as number);
    const { scores } = forecaster(rows, { ...small, target: ["births", "deaths"] }).backtest(rows);
    for (const target of ["births", "deaths"]) {
      const [own, , seasonal] = scores.filter((score) => score.target === target);
      expect(seasonal!.name).toBe("seasonal naive, 7 steps");
      expectNumbers(own!.mae, seasonal!.mae, tolerance.float32);
    }
    const steps = forecaster(rows, { ...small, time: null });
    for (const value of steps.forecast(rows).values.births!) expectNumbers(value, births.at(-1)!, tolerance.float32);
  });

  it("takes a series that is read once, and gives the same in any order of the rows", async () => {
    const made = await fitted();
    const shuffled = rows.map((_, i) => rows[(i * 67) % rows.length]!);
    const series = readSeries(shuffled, { columns: ["births"] });
    const other = forecaster(series, small);
    await other.fit(series, short);
    expect(other.forecast()).toEqual(made.forecast());
    expect(other.backtest(shuffled).scores).toEqual(made.backtest(series).scores);
    await expect(made.fit(readSeries(rows, { columns: ["deaths"] }))).rejects.toThrow(/not like the one/);
  });

  it("learns nothing from values that it drew, and measures nothing on them", async () => {
    // a bad value in a row, or nothing: the line that is drawn must not count
    const holes = rows.map((row, t) => (t % 11 === 5 ? { ...row, births: null } : row));
    const made = forecaster(holes, { ...small, gaps: "fill" });
    const { training } = made.batches(holes);
    const { value: batch } = await training.epoch(0).next();
    const weights = batch!.sampleWeight!.arraySync() as number[][];
    expect(weights.flat().filter((each) => each === 0).length).toBeGreaterThan(0);
    for (const row of weights) expect(row.filter((each) => each === 0).length).toBeLessThanOrEqual(1);
    const { truth, scores, forecasts } = made.backtest(holes, { from: 200, every: 7 });
    const came = truth.births!.flat();
    const known = [...came.keys()].filter((i) => (200 + i) % 11 !== 5);
    expect(came.flatMap((value, i) => (Number.isNaN(value) ? [] : [i]))).toEqual(known);
    const errors = known.map((i) => Math.abs(forecasts[Math.floor(i / 7)]!.values.births![i % 7]! - came[i]!));
    expectNumbers(scores[0]!.mae, errors.reduce((sum, each) => sum + each, 0) / errors.length, tolerance.float64);
  });

  it("shrinks window and horizon until a short table teaches something", async () => {
    for (const length of [10, 20, 33, 80, 150]) {
      for (const table of [rows.slice(0, length), rows.slice(0, length).map(({ births }) => ({ births }))]) {
        const made = forecaster(table, { target: "births", units: 4, seed: 1 });
        expect(made.isShortened).toBe(length < 150 || made.config.plan.frequency.unit === "day");
        await made.fit(table, { epochs: 1, verbose: 0 });
        expect(made.forecast().values.births!.every(Number.isFinite)).toBe(true);
        expect(made.backtest(table).scores[0]!.mae).toBeGreaterThan(0);
      }
    }
  });

  it("is one file", async () => {
    const made = await fitted({ cell: "lstm" });
    const again = Forecaster.from(await loadModel(await saveModel(made.model)));
    expect(again.forecast()).toEqual(made.forecast());
    expect(again.backtest(rows).scores).toEqual(made.backtest(rows).scores);
    made.remember(rows.slice(0, 230));
    expect(made.forecast().times[0]).toBe("2003-08-19");
  });

  it("learns several targets with several inputs", async () => {
    const made = await fitted({ target: ["births", "deaths"], quantiles: [0.2, 0.8] });
    expect(made.quantiles).toEqual([0.2, 0.5, 0.8]);
    const { values } = made.forecast();
    for (const [h, value] of values.births!.entries())
      expect(Math.abs(50 - value / 4 - values.deaths![h]!)).toBeLessThan(2);
    const scores = made.backtest(rows).scores.filter(({ name }) => name === "forecaster");
    expect(scores.map(({ target }) => target)).toEqual(["births", "deaths"]);
    const seeing = await fitted({ inputs: ["deaths"] });
    expect(seeing.forecast().values.births!.length).toBe(7);
  });

  it("goes on step by step from what it drew", async () => {
    const made = await fitted({ method: "recursive" });
    const { quantiles, values } = made.forecast();
    const [low, , high] = quantiles.births!;
    for (const [h, value] of values.births!.entries()) {
      expect(Math.abs(value - (124 + 5 * shape[(240 + h) % 7]!))).toBeLessThan(8);
      expect(low![h]).toBeLessThan(high![h]!);
    }
    expect(made.forecast()).toEqual(made.forecast());
    expect(() => forecaster(rows, { ...small, method: "recursive", inputs: ["deaths"] })).toThrow(
      /unknown future values/,
    );
  });

  it("backtests from rolling origins, each with what was known there", async () => {
    const made = await fitted();
    const { forecasts, truth, scores, coverage, season } = made.backtest(rows, { from: "2003-07-27", every: 10 });
    // rows 207, 217, 227
    expect(forecasts.map(({ times }) => times[0])).toEqual(["2003-07-27", "2003-08-06", "2003-08-16"]);
    for (const [i, origin] of [207, 217, 227].entries()) {
      expect(forecasts[i]!.values.births).toEqual(made.forecast(rows.slice(0, origin)).values.births);
      expect(truth.births![i]).toEqual(rows.slice(origin, origin + 7).map(({ births }) => births));
    }
    expect(season).toBe(7);
    expect(coverage.births).toBeGreaterThan(0.3);
    expect(scores.map(({ name }) => name)).toEqual([
      "forecaster",
      "naive",
      "seasonal naive, 7 steps",
      "exponential smoothing",
    ]);
    const births = rows.map((row) => row.births as number);
    const meanError = (way: (history: number[]) => ArrayLike<number>) => {
      const errors = [207, 217, 227].flatMap((origin) => {
        const guess = way(births.slice(0, origin));
        return Array.from({ length: 7 }, (_, h) => Math.abs(births[origin + h]! - guess[h]!));
      });
      return errors.reduce((sum, each) => sum + each, 0) / errors.length;
    };
    expectNumbers(
      scores[2]!.mae,
      meanError((history) => seasonalNaive(history, 7, 7)),
      tolerance.float64,
    );
    expectNumbers(
      scores[3]!.mae,
      meanError((history) => exponentialSmoothing(history, 7, 7)),
      tolerance.float64,
    );
    expect(scores[0]!.mae).toBeLessThan(scores[1]!.mae);
    expect(() => made.backtest(rows, { from: "2003-08-28" })).toThrow(/no place in the rows/);
    expect(() => made.backtest(rows, { from: "2004-01-01" })).toThrow(ConfigError);
  });

  it("takes plain numbers, and the length of their season", async () => {
    const y = rows.map(({ births }) => births as number);
    const made = forecaster(y, { season: 7, horizon: 7, units: 4, seed: 1 });
    await made.fit(y, { epochs: 1, verbose: 0 });
    const { values, times } = made.forecast();
    expect(times[0]).toBe("240");
    for (const [h, value] of values.value!.entries())
      expect(Math.abs(value - (124 + 5 * shape[(240 + h) % 7]!))).toBeLessThan(5);
    expect(made.forecast(Float64Array.from(y)).values).toEqual(values);
    expect(made.verdicts!.value!.scores.map(({ name }) => name)).toContain("seasonal naive, 7 steps");
    expect(() => forecaster(rows)).toThrow(/target/);
  });

  it("shows some of the windows in an epoch where so many are asked for, others in the next", async () => {
    const { training } = forecaster(rows, small).batches(rows, { batchSize: 16, most: 32 });
    expect(training.length).toBe(2);
    const seen = async (epoch: number) => {
      const sums: number[] = [];
      for await (const { y } of training.epoch(epoch)) sums.push(...(y as Tensor).dataSync());
      return sums;
    };
    expect((await seen(0)).length).toBe(32 * 7);
    expect(await seen(0)).not.toEqual(await seen(1));
  });

  it("says what won, keeps it in its file, and is not clearly behind a simple way in its trial", async () => {
    const made = await fitted();
    const { winner, scores, isNear = false } = made.verdicts!.births!;
    const own = scores.find(({ name }) => name === winner)!;
    for (const { isSimple, relative } of scores)
      if (isSimple) expect(own.relative * (isNear ? 0.9 : 1)).toBeLessThanOrEqual(relative);
    const again = Forecaster.from(await loadModel(await saveModel(made.model)));
    expect(again.verdicts).toEqual(made.verdicts);
    for (const method of ["naive", "ARIMA", "exponential smoothing"] as const) {
      const forced = await fitted({ method });
      expect(forced.verdicts!.births!.weights).toEqual([[method, 1]]);
    }
    expect((await fitted({ method: "naive" })).forecast().values.births![6]).toBe(rows.at(-1)!.births);
  });

  it.each(methodNames)("forecasts by %s when asked, or says that it does not suit the rows", async (method) => {
    const made = forecaster(rows, { ...small, method });
    try {
      await made.fit(rows, short);
    } catch (error) {
      // zeros that are not there, and inputs that nothing knows ahead
      expect(method).toMatch(/^intermittent demand$| of logarithms$| with known inputs$/);
      expect(error).toBeInstanceOf(ConfigError);
      expect((error as Error).message).toMatch(/does not suit these rows[\s\S]*seasonal naive, 7 steps/);
      return;
    }
    const [[name, weight]] = made.verdicts!.births!.weights as [[string, number]];
    expect([name.replace(/, \d+ steps$/, ""), weight]).toEqual([method, 1]);
    expect(made.forecast().values.births!.every(Number.isFinite)).toBe(true);
  });

  it("forecasts a handful of rows, and rows of business days", async () => {
    const few = [3, 5, 4, 6, 7, 6, 8].map((y, i) => ({ year: 2001 + i, y }));
    const made = forecaster(few, { target: "y", horizon: 2, units: 2 });
    await made.fit(few, { verbose: 0 });
    expect(made.forecast().times).toEqual(["2008", "2009"]);
    expect(made.forecast().values.y!.every((value) => value > 4 && value < 12)).toBe(true);
    const weekdays = Array.from({ length: 42 }, (_, i) => ({
      day: new Date(Date.UTC(2024, 0, 1 + i)),
      y: i % 7,
    })).filter(({ day }) => day.getUTCDay() % 6 !== 0);
    const business = forecaster(weekdays, { target: "y", horizon: 3, units: 2 });
    expect(business.config.plan.frequency).toEqual({ unit: "business day", count: 1 });
    await business.fit(weekdays, { verbose: 0 });
    // 9 February 2024 was a Friday
    expect(business.forecast().times).toEqual(["2024-02-12", "2024-02-13", "2024-02-14"]);
    expect([...business.forecast().values.y!].map(Math.round)).toEqual([0, 1, 2]);
  });

  it("refuses what it cannot learn from", async () => {
    const make =
      (options: object, given = rows) =>
      () =>
        forecaster(given, { ...small, ...options });
    expect(make({ horizon: 0 })).toThrow(/horizon must be an integer from 1 to/);
    expect(make({ quantiles: [0, 1] })).toThrow(/between 0 and 1/);
    expect(make({ target: "birth" })).toThrow(/did you mean "births"/);
    expect(make({ horizons: 3 })).toThrow(ConfigError);
    expect(make({}, rows.slice(0, 20))).toThrow(FormatError);
    expect(make({}, rows.slice(0, 20))).toThrow(/too short to learn from[\s\S]*one for every day/);
    const made = forecaster(rows, small);
    expect(() => made.forecast()).toThrow(/no rows to continue from/);
    expect(() => made.forecast(rows.slice(0, 10))).toThrow(/too few rows to forecast from/);
    const alone = forecaster(rows, { ...small, method: "direct" });
    await expect(alone.fit(rows.slice(0, 30), short)).rejects.toThrow(/too few rows to learn from/);
    expect(() => Forecaster.from(sequential({ layers: [layers.dense({ units: 1 })] }))).toThrow(FormatError);
  });
});
