/** Methods without a network: against R's package forecast, and where the answer is known. */

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { arima, arimaMethod } from "./arima.ts";
import { autoregressionMethod } from "./autoregression.ts";
import { combined, weightsFrom } from "./combine.ts";
import { differenced, differences, differencingOf, kpss, summed } from "./differences.ts";
import { etsMethod, exponentialSmoothing } from "./ets.ts";
import { intermittentDemand, isIntermittent } from "./intermittent.ts";
import { isGrowing, onLogarithms, swingsGrow } from "./logarithm.ts";
import { drift } from "./naive.ts";
import { autocorrelations, shapeOf } from "./seasons.ts";
import { theta, thetaMethod } from "./theta.ts";

const r = JSON.parse(
  readFileSync(new URL("../../../../test/fixtures/time-series/r-forecast.json", import.meta.url), "utf8"),
);
const near = (values: ArrayLike<number>, wanted: readonly number[], share: number) => {
  for (const [i, value] of wanted.entries()) expect(Math.abs(values[i]! / value - 1), `${i}`).toBeLessThan(share);
};

describe("methods that R has, too", () => {
  it("theta is thetaf", () => {
    near(theta(r.AirPassengers, 3, 12), r.thetafAirPassengers, 2e-3);
    near(theta(r.Nile, 2), r.thetafNile, 2e-3);
  });

  it("drift is rwf with drift", () => near(drift(r.Nile, 3), r.driftNile, 1e-9));

  it("the test of stationarity is that of Kwiatkowski and others, with its lags", () => {
    near([kpss(Float64Array.from(r.Nile))], [r.kpssNile], 1e-9);
    expect(differencingOf(Float64Array.from(r.Nile), 1)).toEqual({ d: 1, D: 0, season: 1 });
  });

  it("autocorrelations and the shape of a season are R's", () => {
    near(autocorrelations(r.Nile, 3), r.acfNile, 1e-9);
    near(shapeOf(r.UKgas, 4, "multiplicative").values, r.figureUKgas, 1e-9);
  });

  it("ARIMA and smoothing come near auto.arima and ets, which search otherwise", () => {
    near(arima(r.USAccDeaths, 3, 12), r.autoArimaUSAccDeaths, 0.05);
    near(exponentialSmoothing(r.USAccDeaths, 3, 12), r.etsUSAccDeaths, 0.05);
  });
});

describe("methods by what is known", () => {
  const noise = (t: number) => Math.sin(t * t * 1.7) * 0.1;

  it("ARIMA and autoregression go on with a process that they can be", () => {
    const y = new Float64Array(200);
    for (let t = 0; t < 200; t++) y[t] = 0.9 * (y[t - 1] ?? 3) - 0.5 * (y[t - 2] ?? 0) + noise(t);
    const wanted = 0.9 * y[199]! - 0.5 * y[198]!;
    for (const method of [arimaMethod, autoregressionMethod]) {
      expect(Math.abs(method.fit(y, [])(y, 1)[0]! - wanted)).toBeLessThan(0.05);
    }
  });

  it("differences and sums undo each other", () => {
    const y = Float64Array.from({ length: 30 }, (_, t) => t * t + (t % 4) * 3 + noise(t));
    const by = { d: 1, D: 1, season: 4 };
    const known = y.slice(0, 20);
    const ahead = differenced(y, by).slice(differenced(known, by).length);
    near(summed(known, ahead, by), [...y.slice(20)], 1e-9);
    expect([...differences(Float64Array.of(1, 4, 9), 1)]).toEqual([3, 5]);
  });

  it("demand that mostly is none goes on at its mean size times its chance, and falls as nothing comes", () => {
    const demand = Array.from({ length: 120 }, (_, t) => (t % 4 === 0 ? 8 : 0));
    expect(isIntermittent(demand)).toBe(true);
    expect(Math.abs(intermittentDemand(demand, 1)[0]! - 2)).toBeLessThan(0.6);
    const ended = [...demand, ...new Array<number>(60).fill(0)];
    expect(intermittentDemand(ended, 1)[0]!).toBeLessThan(0.5);
    expect(isIntermittent([1, 2, 0, 4, 5, 6, 7])).toBe(false);
  });

  it("swings that grow with the level ask for logarithms", () => {
    const of = (power: number) =>
      Float64Array.from(
        { length: 120 },
        (_, t) => (10 + t) * (power ? 1 : 10) + (power ? 10 + t : 60) * 0.3 * Math.sin(t),
      );
    expect([
      swingsGrow(of(1), 6),
      swingsGrow(of(0), 6),
      swingsGrow(
        of(1).map((value) => value - 30),
        6,
      ),
    ]).toEqual([true, false, false]);
  });

  it("what grows by a share goes on growing by it, on logarithms", () => {
    const prices = Float64Array.from({ length: 40 }, (_, t) => 3 * 1.2 ** t * (1 + 0.02 * Math.sin(t * t)));
    expect([
      isGrowing(prices),
      isGrowing(prices.map((value) => value - 10)),
      isGrowing(Float64Array.of(5, 6, 7)),
    ]).toEqual([...[true, false, false]]);
    for (const method of [etsMethod, thetaMethod]) {
      const logarithmic = onLogarithms(method);
      expect(logarithmic.name).toBe(`${method.name} of logarithms`);
      const said = logarithmic.fit(prices, [])(prices, 6);
      const share = said[5]! / (3 * 1.2 ** 45);
      expect(share > 0.5 && share < 1.1, `${method.name}: ${share}`).toBe(true);
    }
    // a later value that has no logarithm
    const later = Float64Array.of(...prices.slice(0, -1), 0);
    expect(onLogarithms(etsMethod).fit(prices, [])(later, 2).every(Number.isFinite)).toBe(true);
  });

  it("weights follow errors, and an extreme does not draw a combination away", () => {
    const [first, second, third] = weightsFrom([1, 2, Number.NaN], [1, 1, 1]);
    expect([first! / second!, third]).toEqual([16, 0]);
    expect(weightsFrom([Number.NaN, Number.NaN], [3, 1])).toEqual([0.75, 0.25]);
    expect(weightsFrom([0, 1], [1, 1])).toEqual([1, 0]);
    expect(combined([1, 2, 3, 1e9], [0.25, 0.25, 0.25, 0.25])).toBe(2.5);
    expect(combined([7, 1], [0, 1])).toBe(1);
  });
});
