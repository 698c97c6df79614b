/** Forecasts that go on with what was: the last value, the last season, the way from the first value to the last, the mean. */
import { meanOf } from "../../../tensor/index.ts";
import { forecastBy, type Method } from "./method.ts";

/** The last value goes on. */
export const naiveMethod: Method = {
  name: "naive",
  least: () => 1,
  fit: () => (history, horizon) => new Float64Array(horizon).fill(history.at(-1)!),
};

/** The last season goes on. */
export const seasonalNaiveMethod: Method = {
  name: "seasonal naive",
  least: (season) => season,
  fit:
    (_, [season = 1]) =>
    (history, horizon) =>
      Float64Array.from({ length: horizon }, (_, h) => history[history.length - season + (h % season)]!),
};

/** The straight line through the first value and the last goes on. */
export const driftMethod: Method = {
  name: "drift",
  least: () => 2,
  fit: () => (history, horizon) => {
    const last = history.at(-1)!;
    const slope = (last - history[0]!) / (history.length - 1);
    return Float64Array.from({ length: horizon }, (_, h) => last + (h + 1) * slope);
  },
};

/** The mean goes on. */
export const meanMethod: Method = {
  name: "mean",
  least: () => 1,
  fit: () => (history, horizon) => new Float64Array(horizon).fill(meanOf(history)),
};

/** ŷ_{n+h} = y_n: the last value goes on. @throws ConfigError for an empty history */
export function naive(history: ArrayLike<number>, horizon: number): Float64Array {
  return forecastBy("naive", naiveMethod, history, horizon);
}

/**
 * ŷ_{n+h} = y_{n+h-m}: the last season goes on, again and again where the horizon is longer.
 * @param season m, its length in steps  @throws ConfigError for a history shorter than the season
 */
export function seasonalNaive(history: ArrayLike<number>, horizon: number, season: number): Float64Array {
  return forecastBy("seasonalNaive", seasonalNaiveMethod, history, horizon, season);
}

/**
 * ŷ_{n+h} = y_n + h (y_n - y_1) / (n - 1): the straight line from the first value to the last goes on.
 * @throws ConfigError for a history of less than two values
 */
export function drift(history: ArrayLike<number>, horizon: number): Float64Array {
  return forecastBy("drift", driftMethod, history, horizon);
}
