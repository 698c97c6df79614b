/** Which earlier values a forecaster looks at for a step ahead: those of the same hour, weekday, week of the year or date. */
import { type Frequency, seasonsOf, stepsBetween, timeAfter, yearsBefore } from "../../data/times/frequency.ts";
import type { Series } from "./series.ts";

/** The last known value whole seasons back, and `more` steps farther; or that of the same date some years ago. */
export type Lag = Readonly<{ season: number; more: number } | { years: number }>;

/** The last value that is known. */
export const lastValue: Lag = { season: 1, more: 0 };

/**
 * Two of each season, or the last value where there is none; for days also the weeks around the same one of last year, and the
 * same date, for holidays that move.
 */
export function lagsOf(frequency: Frequency): Lag[] {
  const lengths = seasonsOf(frequency);
  if (lengths.length === 0) return [lastValue];
  const seasons = lengths.flatMap((season) => [0, season].map((more) => ({ season, more })));
  if (frequency.unit !== "day" || frequency.count > 1) return seasons;
  return [...seasons, { season: 364, more: 7 }, { season: 364, more: -7 }, { years: 1 }, { years: 2 }];
}

/** The row that a lag names for the step `ahead` (from 0) of an origin. */
export function rowOf(lag: Lag, series: Pick<Series, "start" | "frequency">, origin: number, ahead: number): number {
  const row = origin + ahead;
  if ("season" in lag) return row - lag.season * Math.ceil((ahead + 1) / lag.season) - lag.more;
  const { start, frequency } = series;
  return stepsBetween(start, yearsBefore(timeAfter(start, row, frequency), lag.years), frequency);
}

/** How many rows before an origin a lag needs, for any step up to the horizon. */
export function reachOf(lag: Lag): number {
  return "season" in lag ? lag.season + lag.more : 366 * lag.years;
}

/** Whether all values of a lag are before the origin. */
export function isKnown(lag: Lag, horizon: number): boolean {
  return "season" in lag
    ? lag.season + lag.more > 0 && (lag.more >= 0 || horizon <= lag.season + lag.more)
    : horizon < 365;
}
