/** Series of a panel that are too short to try any way in: the last value goes on, as uncertain as in the other series. */
import { naiveMethod } from "./methods/naive.ts";
import type { Verdict } from "./trial.ts";

/** A series in which ways were tried. */
export interface Tried {
  verdict: Verdict;
  /** Its mean absolute value. */
  level: number;
}

/**
 * What forecasts a series in which nothing can be tried. Its band is that of the middle one of the others, as a share of the value, and as
 * much wider as the last value was farther off there than what won.
 */
export function untried(others: readonly Tried[]): Verdict {
  const bands = others
    .map(({ verdict: { bands, winner, scores }, level }) => {
      const errorOf = (way: string) => scores.find(({ name }) => name === way)?.mae ?? 0;
      const [own, last] = [errorOf(winner), errorOf(naiveMethod.name)];
      const times = own > 0 ? Math.max(1, last / own) : 1;
      const share = bands.isRelative ? bands.scale : bands.scale / Math.max(level, Number.MIN_VALUE);
      // the usual widening is for what was chosen at the places of its errors
      return { ...bands, scale: share * times, isRelative: true, wider: 1 };
    })
    .sort((one, other) => one.scale - other.scale)[Math.floor(others.length / 2)]!;
  const winner = naiveMethod.name;
  return { winner, weights: [[winner, 1]], scores: [], bands, places: 0, rows: 0, coverage: Number.NaN };
}

/** The mean absolute value of a column. */
export const levelOf = (values: Float64Array) =>
  values.reduce((sum, value) => sum + Math.abs(value), 0) / Math.max(1, values.length);

/** Rows that ways without a network go on from: where nothing was tried, the last alone. */
export const rowsToGoOn = (verdicts: readonly Verdict[] | undefined) =>
  verdicts?.every(({ places }) => places === 0) ? 1 : 3;
