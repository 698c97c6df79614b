/** Backtests: forecasts from many past positions, whose future is known, compared with forecasts without a network. */

import { seasonsOf, timeAfter, timeText } from "../../data/times/frequency.ts";
import { parseTime } from "../../data/times/read-times.ts";
import { ConfigError, type Declared, readOptions, setOwn, shown, takes } from "../../tensor/index.ts";
import { coverage, mae, mase, meanCrps, meanPinball, smape } from "./accuracy.ts";
import type { Forecast } from "./forecast.ts";
import { exponentialSmoothing } from "./methods/ets.ts";
import { naive, seasonalNaive } from "./methods/naive.ts";
import { knownValues, type Series } from "./series.ts";
import type { Settings } from "./settings.ts";
import { rowsKept } from "./trial.ts";

/** Options of `forecaster.backtest`: which past origins to forecast from. */
export interface BacktestOptions {
  /** The first origin: the time, or the number, of the row to forecast first. Default: a fifth of the rows before the end. */
  from?: string | number | Date | undefined;
  /** Steps from one origin to the next. Default the horizon. */
  every?: number | undefined;
  /** Whether to compute the baselines too. Default true. */
  baselines?: boolean | undefined;
}

/** How far one way of forecasting was from the truth, over all origins. */
export interface Score {
  /** The column that was forecast. */
  target: string;
  /** "forecaster", or the name of the baseline. */
  name: string;
  /** Mean absolute scaled error; below 1 is closer than the seasonal naive forecast. */
  mase: number;
  /** Symmetric mean absolute percentage error, 0 to 200. */
  smape: number;
  /** Mean absolute error, in the unit of the target. */
  mae: number;
}

/** The result of a backtest: forecasts from past origins, true values, and scores compared with baselines. */
export interface Backtest {
  /** One for each origin, the earliest first. */
  forecasts: Forecast[];
  /** What came, by target, in the form of the forecasts' values; NaN where it was missing and filled. */
  truth: Record<string, number[][]>;
  /** The forecaster first, then the baselines. */
  scores: Score[];
  /** The share of the truth between the lowest and the highest quantile, by target. */
  coverage: Record<string, number>;
  /** The mean pinball loss over the quantiles, in the unit of the target; by target. */
  pinball: Record<string, number>;
  /** The mean continuous ranked probability score (CRPS) of the distribution that the quantiles draw, in the unit of the target. By target. */
  crps: Record<string, number>;
  /** Steps of the season that MASE is scaled by. */
  season: number;
}

type Way = (history: Float64Array, horizon: number) => ArrayLike<number>;

const backtestOptions = {
  from: takes.check<any>(
    "the number of a row, or a time",
    (value) => /^(?:number|string)$/.test(typeof value) || value instanceof Date,
  ),
  every: takes.positiveInteger,
  baselines: true,
} satisfies Declared<BacktestOptions>;

/**
 * Forecasts from every origin with what was known there; the network is not trained anew, the baselines are. MASE is scaled by
 * the seasonal naive error of the rows before the first origin. Values that were filled are measured by nothing.
 * @throws ConfigError for an origin with too few rows before it or ahead of it
 */
export function backtest(
  series: Series,
  { horizon, plan, first, dateFormat, quantiles }: Settings & { first: number },
  options: BacktestOptions,
  forecastsAt: (origins: readonly number[]) => Forecast[],
): Backtest {
  const { from, every = horizon, baselines } = readOptions("backtest", options, backtestOptions);
  const origins = originsOf(series, { horizon, first, from, every, dateFormat });
  const forecasts = forecastsAt(origins);
  const season = seasonsOf(plan.frequency).find((length) => 2 * length <= origins[0]!) ?? 1;
  const ways = Object.entries(baselines ? waysFor(plan, origins[0]!) : {});
  const truth: Backtest["truth"] = {};
  const share: Backtest["coverage"] = {};
  const pinball: Backtest["pinball"] = {};
  const crps: Backtest["crps"] = {};
  const scores = plan.targets.flatMap((target) => {
    const [values, known] = [series.columns[target]!, knownValues(series, target)];
    const came = origins.map((origin) => [...known.subarray(origin, origin + horizon)]);
    setOwn(truth, target, came);
    const bands = forecasts.map(({ quantiles }) => quantiles[target]!);
    const [low, high] = [bands.flatMap((band) => band[0]!), bands.flatMap((band) => band.at(-1)!)];
    setOwn(share, target, coverage(came.flat(), low, high));
    const byQuantile = quantiles.map((_, q) => bands.flatMap((band) => band[q]!));
    setOwn(pinball, target, meanPinball(came.flat(), byQuantile, quantiles));
    setOwn(crps, target, meanCrps(came.flat(), byQuantile, quantiles));
    const scoreOf = (name: string, guesses: readonly ArrayLike<number>[]): Score => {
      const [all, guess] = [came.flat(), guesses.flatMap((each) => Array.from(each))];
      const history = known.subarray(0, origins[0]!);
      return { target, name, mase: mase(all, guess, history, season), smape: smape(all, guess), mae: mae(all, guess) };
    };
    return [
      scoreOf(
        "forecaster",
        forecasts.map((forecast) => forecast.values[target]!),
      ),
      ...ways.map(([name, way]) =>
        scoreOf(
          name,
          origins.map((origin) => way(values.subarray(0, origin), horizon)),
        ),
      ),
    ];
  });
  return { forecasts, truth, scores, coverage: share, pinball, crps, season };
}

/** The baselines for which the history is long enough. */
function waysFor({ frequency }: Pick<Settings["plan"], "frequency">, shortest: number): Record<string, Way> {
  const seasons = seasonsOf(frequency).filter((season) => 2 * season <= shortest);
  const last = seasons[0] ?? 1;
  const seasonal = seasons.map((season) => [
    `seasonal naive, ${season} steps`,
    (history: Float64Array, horizon: number) => seasonalNaive(history, horizon, season),
  ]);
  return {
    naive,
    ...Object.fromEntries(seasonal),
    "exponential smoothing": (history, horizon) =>
      exponentialSmoothing(history.slice(-rowsKept(seasons)), horizon, last),
  };
}

function originsOf(
  { start, length, frequency }: Series,
  {
    horizon,
    first,
    from,
    every,
    dateFormat,
  }: { horizon: number; first: number; from: BacktestOptions["from"]; every: number; dateFormat?: string },
): number[] {
  const row = (time: number) =>
    Array.from({ length }, (_, t) => t).findIndex((t) => timeAfter(start, t, frequency) >= time);
  const begin =
    typeof from === "number"
      ? from
      : from === undefined
        ? Math.min(Math.floor(length * 0.8), length - horizon)
        : row(parseTime(from, dateFormat) ?? Number.NaN);
  const count = Math.floor((length - horizon - begin) / every) + 1;
  if (begin >= first && count >= 1) return Array.from({ length: count }, (_, i) => begin + i * every);
  const timeOf = (t: number) => `row ${t}, ${timeText(timeAfter(start, t, frequency), frequency)}`;
  throw new ConfigError({
    what: "There is no place in the rows to test a forecast from.",
    expected:
      length - horizon >= first
        ? `from ${timeOf(first)} to ${timeOf(length - horizon)}`
        : `${first + horizon} rows or more`,
    received: begin < 0 || Number.isNaN(begin) ? shown(from) : timeOf(begin),
  });
}
