/** Which way forecasts after a trial: the combination, unless a simple way was clearly ahead of it, or the one that is asked for. */
import { ConfigError, meanOf } from "../../tensor/index.ts";

/** The combination of all, as tables name it. */
export const COMBINATION = "combination";

/** How far off one way of forecasting was, over all places. */
export interface TrialScore {
  /** "combination", "network", or the name of the method. */
  name: string;
  /**
   * Mean absolute error over places, each in units of the middle way's there: what weights and winner are chosen by. A place where all
   * are far off counts like any other.
   */
  relative: number;
  /** Mean absolute error, in the unit of the target. */
  mae: number;
  /** The same in units of the seasonal naive error of the rows before; NaN where those repeat themselves exactly. */
  mase: number;
  /** Symmetric mean absolute percentage error, 0 to 200. */
  smape: number;
  /** Whether it is one of the simple methods; a forecast must not be clearly worse than these. */
  isSimple: boolean;
}

/** How far off a way was at one place, as a mean over its steps. */
export interface PlaceError {
  /** The row that was forecast first. */
  at: number;
  error: number;
}

/**
 * A simple method that is better by this much is chosen, however few the positions: another choice would be hard to
 * justify.
 */
const FAR = 0.9;

/**
 * The combination, unless a simple way was ahead of it by more than a standard error, or by a tenth: of few places, the best of several
 * ways is often the luckiest (Breiman, Friedman, Olshen & Stone 1984, whose rule of one standard error this is; Diebold & Mariano 1995,
 * who compare forecasts by the differences of their errors). Chosen on the series of bench/uses/series.R and more-series.R.
 * @param scores the nearest first  @param errorsOf the errors of a way at each place
 */
export function chosen(
  scores: readonly TrialScore[],
  horizon: number,
  errorsOf: (name: string) => readonly PlaceError[],
): { winner: string; isNear: boolean } {
  const own = scores.find(({ name }) => name === COMBINATION)!;
  const ahead = scores.find(({ isSimple, relative }) => isSimple && relative < own.relative);
  if (!ahead) return { winner: COMBINATION, isNear: false };
  const isClear =
    ahead.relative < FAR * own.relative || isClearlyAhead(errorsOf(ahead.name), errorsOf(COMBINATION), horizon);
  return isClear ? { winner: ahead.name, isNear: false } : { winner: COMBINATION, isNear: true };
}

/** Whether the mean difference of errors is more than its standard error. Places within a horizon see the same steps, and count as one. */
function isClearlyAhead(one: readonly PlaceError[], other: readonly PlaceError[], horizon: number): boolean {
  const blocks = new Map<number, number[]>();
  for (const [i, { at, error }] of one.entries()) {
    const block = Math.floor((at - one[0]!.at) / horizon);
    const lead = other[i]!.error - error;
    blocks.get(block)?.push(lead) ?? blocks.set(block, [lead]);
  }
  const leads = [...blocks.values()].map(meanOf);
  if (leads.length < 2) return false;
  const middle = meanOf(leads);
  const variance = leads.reduce((sum, lead) => sum + (lead - middle) ** 2, 0) / (leads.length - 1);
  return middle > Math.sqrt(variance / leads.length);
}

/** The way of this name; of those with a season the best. @throws ConfigError where the rows do not suit it */
export function asked(method: string, scores: readonly TrialScore[]): string {
  const found = scores.find(({ name }) => name === method || name.startsWith(`${method}, `));
  if (found) return found.name;
  throw new ConfigError({
    what: `The method "${method}" does not suit these rows.`,
    expected: scores.map(({ name }) => name).join(", "),
    received: method,
    hint: 'leave the choice to the trial: method "best"',
  });
}
