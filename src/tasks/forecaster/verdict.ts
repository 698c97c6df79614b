/** Forecasts by a verdict: the ways that it names, and bands around them. */
import { bandAt } from "./bands.ts";
import type { Drivers } from "./known-inputs.ts";
import { goOn, NETWORK, type Verdict } from "./trial.ts";

interface Asked {
  horizon: number;
  seasons: readonly number[];
  quantiles: readonly number[];
  /** Inputs that are known ahead, from the history's first row on. */
  drivers?: Drivers | undefined;
  /** The network's values for a quantile; undefined where it has no part. */
  says: (quantile: number) => readonly number[] | undefined;
}

/** The values of each quantile by step ahead, the combination's forecast as median. */
export function bandsBy(
  verdict: Verdict,
  history: Float64Array,
  { horizon, seasons, quantiles, drivers, says }: Asked,
): number[][] {
  const network = says(quantiles.indexOf(0.5));
  const forecast = goOn(verdict, history, { horizon, seasons, network, drivers });
  const share = networkShare(verdict);
  const isPositive = history.every((value) => value >= 0);
  return quantiles.map((quantile, q) => {
    const band = share > 0 ? says(q) : undefined;
    return Array.from(forecast, (median, h) => {
      const own = bandAt(verdict.bands, median, h, quantile);
      const value = band ? own + share * (median + band[h]! - network![h]! - own) : own;
      // a series that was never negative is not forecast below zero
      return isPositive && quantile < 0.5 ? Math.max(value, Math.min(0, median)) : value;
    });
  });
}

/** The network's share of the band, by its weight: none up to a quarter, all from three quarters on, as trimming leaves it. */
function networkShare({ weights }: Verdict): number {
  const weight = weights.find(([name]) => name === NETWORK)?.[1] ?? 0;
  return Math.min(1, Math.max(0, 2 * weight - 0.5));
}
