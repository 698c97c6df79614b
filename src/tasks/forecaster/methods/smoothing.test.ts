/** Baselines against statsmodels, and against what can be worked out by hand. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expectNumbers } from "../../../../test/numbers.ts";
import { tolerance } from "../../../../test/tolerance.ts";
import { ConfigError } from "../../../tensor/index.ts";
import { exponentialSmoothing, fitSmoothing } from "./ets.ts";
import { naive, seasonalNaive } from "./naive.ts";
import { extrapolate, firstState, type SmoothingForm, smooth } from "./smoothing.ts";

interface Golden extends SmoothingForm {
  y: number[];
  level: number;
  slope: number;
  seasons: number[];
  alpha: number;
  beta: number;
  gamma: number;
  fitted: number[];
  forecast: number[];
  sse: number;
  best_sse: number;
}
const goldens: Golden[] = JSON.parse(
  readFileSync(new URL("../../../../test/fixtures/time-series/holt-winters.json", import.meta.url), "utf8"),
);

describe("naive forecasts", () => {
  it("go on with the last value, or the last season", () => {
    expect([...naive([3, 1, 2], 2)]).toEqual([2, 2]);
    expect([...seasonalNaive([9, 1, 2, 3], 5, 3)]).toEqual([1, 2, 3, 1, 2]);
    expect(() => seasonalNaive([1, 2], 1, 3)).toThrow(ConfigError);
    expect(() => naive([], 1)).toThrow(/1 value or more/);
  });
});

describe("Holt-Winters", () => {
  it.each(goldens)("is statsmodels': season $season, trend $trend", (golden) => {
    const { y, forecast } = golden;
    const { fitted, sse, last } = smooth(y, golden, golden, golden);
    expectNumbers(fitted, golden.fitted, tolerance.float64);
    expectNumbers([sse], [golden.sse], tolerance.float64);
    expectNumbers(extrapolate(last, golden, forecast.length), forecast, tolerance.float64);
  });

  it.each(goldens)("finds rates no worse than statsmodels': season $season, trend $trend", (golden) => {
    const { rates, sse } = fitSmoothing(golden.y, golden, golden);
    expect(sse).toBeLessThanOrEqual(golden.best_sse * (1 + 1e-6));
    for (const rate of Object.values(rates)) {
      expect(rate).toBeGreaterThanOrEqual(0);
      expect(rate).toBeLessThanOrEqual(1);
    }
  });

  it("reads level, slope and season off a series without noise, and goes on exactly", () => {
    const season = [5, -2, -3];
    const y = Array.from({ length: 12 }, (_, t) => 10 + 2 * t + season[t % 3]!);
    const form = { period: 3, trend: true, season: "additive" } as const;
    const { level, slope, seasons } = firstState(y, form);
    expectNumbers([level + slope, slope, ...seasons], [10, 2, ...season], tolerance.float64);
    const ahead = Array.from({ length: 5 }, (_, h) => 10 + 2 * (12 + h) + season[h % 3]!);
    expectNumbers(exponentialSmoothing(y, 5, 3), ahead, tolerance.float64);
    const times = Array.from({ length: 24 }, (_, t) => (20 + t) * [1.5, 0.5][t % 2]!);
    const grown = [44 * 1.5, 45 * 0.5];
    for (const [h, value] of exponentialSmoothing(times, 2, 2).entries())
      expect(Math.abs(value - grown[h]!) / grown[h]!).toBeLessThan(0.02);
  });

  it("needs three values", () => {
    expect(() => exponentialSmoothing([1, 2], 1, 2)).toThrow(/3 values or more/);
  });
});
