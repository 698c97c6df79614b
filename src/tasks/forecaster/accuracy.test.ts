import { describe, expect, it } from "vitest";
import { expectNumbers } from "../../../test/numbers.ts";
import { tolerance } from "../../../test/tolerance.ts";
import { coverage, mae, mase, meanCrps, meanPinball, smape } from "./accuracy.ts";

describe("errors of forecasts", () => {
  it("mase: the error in units of the seasonal naive one", () => {
    // errors 1 and 3; the history moves by 2, 2, 4 from step to step
    expect(mase([10, 10], [11, 7], [0, 2, 4, 8])).toBe(2 / (8 / 3));
    // and by 4, 6 over two steps
    expect(mase([10, 10], [11, 7], [0, 2, 4, 8], 2)).toBe(2 / 5);
    expect(mase([1], [1], [5, 5, 5])).toBeNaN();
    expect(mase([1], [1], [5], 1)).toBeNaN();
  });

  it("smape: 0 to 200", () => {
    // 200 (10 / 210 + 50 / 150) / 2
    expectNumbers(smape([100, 100], [110, 50]), (200 * (10 / 210 + 50 / 150)) / 2, tolerance.float64);
    expect(smape([0, 0], [0, 3])).toBe(100);
    expect(smape([-2], [2])).toBe(200);
  });

  it("mae and coverage", () => {
    expect(mae([1, 2, 3], [2, 2, 5])).toBe(1);
    expect(coverage([1, 2, 3, 4], [1, 0, 4, 0], [3, 1, 5, 9])).toBe(0.5);
  });
});

it("the pinball loss counts what is too low by the quantile, what is too high by the rest, and nothing unknown", () => {
  const truth = [1, 5, Number.NaN];
  // 0.1: 1 too high (0.9), 3 too low (0.3); the median: 1 and 1, half of each; 0.9: 3 too high (0.3), exact
  const bands = [
    [2, 2, 0],
    [2, 4, 0],
    [4, 5, 0],
  ];
  expectNumbers(meanPinball(truth, bands, [0.1, 0.5, 0.9]), (0.6 + 0.5 + 0.15) / 3, tolerance.float64);
  expectNumbers(meanPinball(truth, [bands[1]!], [0.5]), mae(truth, bands[1]!) / 2, tolerance.float64);
});

it("the continuous ranked probability score is that of the distribution which the quantiles draw", () => {
  const levels = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
  // of all numbers from 0 to 1 alike: (y³ + (1 - y)³) / 3
  const even = levels.map((level) => [level, 0]);
  // what an integral over steps of 0.01 misses
  expectNumbers(meanCrps([0.3, Number.NaN], even, levels), 0.37 / 3, 0.01 ** 2);
  expectNumbers(meanCrps([0.3], [[0.1], [0.5], [0.9]], [0.1, 0.5, 0.9]), 0.37 / 3, 0.01 ** 2);
  expectNumbers(meanCrps([1, 5], [[2, 4]], [0.5]), 1, tolerance.float64);
});
