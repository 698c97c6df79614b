/** What the network sees: nothing of the future, the right days of the past, and the same at any height. */

import { describe, expect, it } from "vitest";
import { expectNumbers } from "../../../test/numbers.ts";
import { tolerance } from "../../../test/tolerance.ts";
import { calendar, calendarWidth, cyclesOf } from "../../data/times/calendar.ts";
import { timeAfter, timeText } from "../../data/times/frequency.ts";
import { parseTime } from "../../data/times/read-times.ts";
import { isKnown, lagsOf, reachOf, rowOf } from "./lags.ts";
import type { Series } from "./series.ts";
import { levelOf, rowsNeeded, WindowBatches, type WindowPlan, Windows, widthsOf } from "./windows.ts";

const day = { unit: "day", count: 1 } as const;
const lags = lagsOf(day);
const plan: WindowPlan = {
  ...{ targets: ["births"], inputs: ["rain"], window: 14, horizon: 28, frequency: day },
  ...{ lags, cycles: ["week", "year"], center: [0.5, 3], scale: [2, 4] },
};
const length = 1000;
const seriesOf = (births: (t: number) => number): Series => ({
  start: parseTime("2000-01-01")!,
  frequency: day,
  length,
  drawn: {},
  time: { name: "date", format: "yyyy-mm-dd" },
  columns: { births: Float64Array.from({ length }, (_, t) => births(t)), rain: new Float64Array(length).fill(11) },
});
const series = seriesOf((t) => (t * 7919) % 101);
const flat = (windows: Windows, origin: number) => windows.inputs([origin]).map((x) => [...x.dataSync()]);

describe("lags", () => {
  it("name the same weekday, and the same date of other years", () => {
    const origin = 900;
    const date = (row: number) => timeText(timeAfter(series.start, row, day), day);
    const named = (ahead: number) => lags.map((lag) => date(rowOf(lag, series, origin, ahead)));
    expect(date(origin + 10)).toBe("2002-06-29");
    expect(named(10)).toEqual([
      ...["2002-06-15", "2002-06-08", "2001-06-30", "2000-07-01", "2001-06-23", "2001-07-07"],
      ...["2001-06-29", "2000-06-29"],
    ]);
  });

  it("lie before the origin, and within the rows that are needed", () => {
    const origin = rowsNeeded(plan);
    for (const lag of lags) {
      expect(isKnown(lag, 28)).toBe(true);
      for (let ahead = 0; ahead < 28; ahead++) {
        expect(rowOf(lag, series, origin, ahead)).toBeLessThan(origin);
        expect(rowOf(lag, series, origin, ahead)).toBeGreaterThanOrEqual(origin - reachOf(lag));
      }
    }
    expect(lags.map((lag) => isKnown(lag, 400))).toEqual([true, true, true, true, true, false, false, false]);
  });
});

describe("calendar", () => {
  it("comes back after a week and a year, and differs between", () => {
    const [first, weekLater, dayLater] = [0, 7, 1].map((t) => calendar(t * 86_400_000, ["week"]));
    expect(first!.length).toBe(calendarWidth(["week"]));
    expect(weekLater).toEqual(first);
    expect(dayLater).not.toEqual(first);
    const year = (text: string) => calendar(parseTime(text)!, ["year"]);
    expect(year("2003-01-01")).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    expect(year("2004-01-01")).toEqual(year("2003-01-01"));
  });

  it("has the cycles that rows go through twice", () => {
    const hour = { unit: "hour", count: 1 } as const;
    const until = (text: string) => cyclesOf(hour, parseTime("2003-01-01")!, parseTime(text)!);
    expect(until("2003-01-02")).toEqual([]);
    expect(until("2003-01-15")).toEqual(["day", "week"]);
    expect(until("2004-12-30")).toEqual(["day", "week"]);
    expect(until("2004-12-31")).toEqual(["day", "week", "year"]);
    expect(cyclesOf({ unit: "step", count: 1 }, 0, 1e12)).toEqual([]);
  });
});

describe("Windows", () => {
  it("hold the last steps from their level, the inputs, and the calendar", () => {
    const origin = 950;
    const { behind } = widthsOf(plan);
    const [past] = flat(new Windows(plan, series), origin);
    const births = series.columns.births!;
    const level = births.subarray(936, 950).reduce((sum, value) => sum + value, 0) / 14;
    for (let t = 0; t < 14; t++) {
      expectNumbers(past![t * behind]!, (births[936 + t]! - level - 0.5) / 2, tolerance.float32);
      expect(past![t * behind + 1]).toBe(2);
      const time = timeAfter(series.start, 936 + t, day);
      expect(past!.slice(t * behind + 2, (t + 1) * behind)).toEqual([
        ...Float32Array.from(calendar(time, plan.cycles)),
      ]);
    }
    expectNumbers(levelOf(births, 3, 14), (births[0]! + births[1]! + births[2]!) / 3, tolerance.float64);
  });

  it("see nothing of what comes", () => {
    const origin = 950;
    const changed = seriesOf((t) => (t < origin ? (t * 7919) % 101 : Number.NaN));
    expect(flat(new Windows(plan, changed), origin)).toEqual(flat(new Windows(plan, series), origin));
  });

  it("look the same at any height, and give back what they took", () => {
    const higher = new Windows(
      plan,
      seriesOf((t) => 5000 + ((t * 7919) % 101)),
    );
    const windows = new Windows(plan, series);
    for (const [i, side] of flat(higher, 940).entries())
      for (const [at, value] of side.entries()) expectNumbers(value, flat(windows, 940)[i]![at]!, tolerance.float32);
    const truth = windows.truth([940]).dataSync();
    for (let h = 0; h < 28; h++)
      expectNumbers(windows.valueOf(truth[h]!, 0, 940), series.columns.births![940 + h]!, tolerance.float32);
  });

  it("come in batches, in the order of the epoch", async () => {
    const windows = new Windows(plan, series);
    const origins = [900, 910, 920, 930, 940];
    const targets = async (batches: WindowBatches, epoch: number) => {
      const all: number[][][] = [];
      for await (const { y } of batches.epoch(epoch)) all.push(...(y.arraySync() as number[][][]));
      return all;
    };
    const plain = await targets(new WindowBatches(windows, origins, 2), 3);
    expect(plain).toEqual(windows.truth(origins).arraySync());
    const shuffled = new WindowBatches(windows, origins, 2, 5);
    const first = await targets(shuffled, 0);
    expect(first).not.toEqual(plain);
    expect(first.toSorted()).toEqual(plain.toSorted());
    expect(await targets(shuffled, 0)).toEqual(first);
    expect(await targets(shuffled, 1)).not.toEqual(first);
  });
});
