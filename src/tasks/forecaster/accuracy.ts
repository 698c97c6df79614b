/** How far forecasts are from what came: the scaled and the symmetric error. What is NaN in truth or history is left out. */

import { ConfigError, checkOption, meanOf, takes } from "../../tensor/index.ts";

/**
 * Mean absolute scaled error: the mean of |y - ŷ| over the mean of |y_t - y_{t-m}| in the history, with m the length of the
 * season (1: none). Below 1 a forecast is closer than the seasonal naive one was, a season ahead, on the history.
 * NaN where the history is shorter than m + 1 steps, or repeats itself exactly.
 * @see Hyndman & Koehler, "Another look at measures of forecast accuracy", 2006
 */
export function mase(
  truth: ArrayLike<number>,
  forecast: ArrayLike<number>,
  history: ArrayLike<number>,
  season = 1,
): number {
  checkSeries("mase", { truth, forecast });
  checkOption("mase", "history", history, takes.numbers);
  checkOption("mase", "season", season, takes.counts.steps);
  const step = (t: number) => Math.abs(history[t + season]! - history[t]!);
  const scale = meanOver(history.length - season, step, step);
  const error = mae(truth, forecast);
  return scale > 0 ? error / scale : Number.NaN;
}

/**
 * Symmetric mean absolute percentage error, 0 to 200: the mean of 200 |y - ŷ| / (|y| + |ŷ|); where both are 0 the error is 0.
 * @see Makridakis, Spiliotis & Assimakopoulos, "The M4 competition", 2020
 */
export function smape(truth: ArrayLike<number>, forecast: ArrayLike<number>): number {
  checkSeries("smape", { truth, forecast });
  return meanOver(truth.length, at(truth), (t) => {
    const [y, guess] = [truth[t]!, forecast[t]!];
    return y === guess ? 0 : (200 * Math.abs(y - guess)) / (Math.abs(y) + Math.abs(guess));
  });
}

/** Mean absolute error: the mean of |y - ŷ|. */
export function mae(truth: ArrayLike<number>, forecast: ArrayLike<number>): number {
  return meanOver(truth.length, at(truth), (t) => Math.abs(truth[t]! - forecast[t]!));
}

/** The share of values that lie between two bounds, the bounds included. */
export function coverage(truth: ArrayLike<number>, low: ArrayLike<number>, high: ArrayLike<number>): number {
  checkSeries("coverage", { truth, low, high });
  return meanOver(truth.length, at(truth), (t) => (truth[t]! >= low[t]! && truth[t]! <= high[t]! ? 1 : 0));
}

/**
 * The mean pinball loss over quantiles, in the unit of the target: what is too low counts q, what is too high 1 - q. Of the median alone it is half the mean absolute error.
 * @param bands by quantile, each as long as the truth  @see Gneiting & Raftery, "Strictly proper scoring rules", 2007
 */
export function meanPinball(
  truth: ArrayLike<number>,
  bands: readonly ArrayLike<number>[],
  quantiles: readonly number[],
): number {
  const losses = quantiles.map((quantile, q) =>
    meanOver(truth.length, at(truth), (t) => {
      const over = truth[t]! - bands[q]![t]!;
      return Math.max(quantile * over, (quantile - 1) * over);
    }),
  );
  return meanOf(losses);
}

/** Levels at which quantile functions are evaluated: the middles of equal intervals. */
const LEVELS = 200;

/**
 * The mean continuous ranked probability score, in the unit of the target: the integral of (F(x) - 1{x ≥ y})², which is that of twice the
 * pinball loss over all quantiles. Between those given the quantile function is a straight line, which goes on beyond the outer ones; of
 * the median alone the score is the mean absolute error.
 * @param bands by quantile, each as long as the truth  @see Gneiting & Raftery, "Strictly proper scoring rules", 2007
 */
export function meanCrps(
  truth: ArrayLike<number>,
  bands: readonly ArrayLike<number>[],
  quantiles: readonly number[],
): number {
  const levels = Array.from({ length: LEVELS }, (_, i) => (i + 0.5) / LEVELS);
  return meanOver(truth.length, at(truth), (t) => {
    const valueAt = (level: number) => {
      const next = quantiles.findIndex((quantile) => quantile >= level);
      const high = Math.max(Math.min(1, quantiles.length - 1), next < 0 ? quantiles.length - 1 : next);
      const low = Math.max(0, high - 1);
      const [from, to] = [bands[low]![t]!, bands[high]![t]!];
      return low === high
        ? to
        : from + ((to - from) * (level - quantiles[low]!)) / (quantiles[high]! - quantiles[low]!);
    };
    const losses = levels.map((level) => {
      const over = truth[t]! - valueAt(level);
      return 2 * Math.max(level * over, (level - 1) * over);
    });
    return losses.reduce((sum, loss) => sum + loss, 0) / LEVELS;
  });
}

/** @throws ConfigError unless all are lists of numbers, as long as the truth */
function checkSeries(owner: string, given: Readonly<Record<string, ArrayLike<number>>>): void {
  for (const [name, values] of Object.entries(given)) {
    checkOption(owner, name, values, takes.numbers);
    const { length } = given.truth!;
    if (values.length === length) continue;
    throw new ConfigError({
      what: `${owner}: ${name} must have a value for each of truth.`,
      expected: `${length} values`,
      received: `${values.length} values`,
    });
  }
}

const at = (truth: ArrayLike<number>) => (t: number) => truth[t]!;

/** The mean of values, without those whose truth is NaN. */
function meanOver(count: number, truth: (t: number) => number, value: (t: number) => number): number {
  let [sum, met] = [0, 0];
  for (let t = 0; t < count; t++) {
    if (Number.isNaN(truth(t))) continue;
    sum += value(t);
    met++;
  }
  return met > 0 ? sum / met : Number.NaN;
}
