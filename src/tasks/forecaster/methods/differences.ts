/** Differences of a series, and how many make it stationary. */
import { meanOf } from "../../../tensor/index.ts";
import { seasonStrength } from "./seasons.ts";

/** y_t - y_{t-lag}, `lag` values fewer. */
export function differences(y: Float64Array, lag: number): Float64Array {
  return Float64Array.from({ length: Math.max(0, y.length - lag) }, (_, t) => y[t + lag]! - y[t]!);
}

/** How often to take the difference a season back (D) and a step back (d). */
export interface Differencing {
  d: number;
  D: number;
  season: number;
}

/** The series after all differences. */
export function differenced(y: Float64Array, { d, D, season }: Differencing): Float64Array {
  let left = y;
  for (let i = 0; i < D; i++) left = differences(left, season);
  for (let i = 0; i < d; i++) left = differences(left, 1);
  return left;
}

/** What differenced values ahead say of the series itself. */
export function summed(y: Float64Array, ahead: Float64Array, { d, D, season }: Differencing): Float64Array {
  const stages = [y];
  for (let i = 0; i < D; i++) stages.push(differences(stages.at(-1)!, season));
  for (let i = 0; i < d; i++) stages.push(differences(stages.at(-1)!, 1));
  let values = ahead;
  for (let i = stages.length - 2; i >= 0; i--) {
    const [before, lag] = [stages[i]!, i < D ? season : 1];
    const next = new Float64Array(values.length);
    for (let h = 0; h < values.length; h++)
      next[h] = values[h]! + (h < lag ? before[before.length - lag + h]! : next[h - lag]!);
    values = next;
  }
  return values;
}

/** A season that is most of what strays is taken as a difference; then as many steps as Kwiatkowski's test asks for, 95 % sure. */
export function differencingOf(y: Float64Array, season: number): Differencing {
  const D = y.length >= 3 * season && seasonStrength(y, season) > 0.64 ? 1 : 0;
  let left = D === 1 ? differences(y, season) : y;
  let d = 0;
  while (d < 2 && left.length > 8 && kpss(left) > 0.463) {
    left = differences(left, 1);
    d++;
  }
  return { d, D, season };
}

/**
 * The statistic of a level that wanders; above 0.463 it does, 95 % sure.
 * @see Kwiatkowski, Phillips, Schmidt & Shin, "Testing the null hypothesis of stationarity", 1992
 */
export function kpss(y: Float64Array): number {
  const n = y.length;
  const mean = meanOf(y);
  const lags = Math.floor(4 * (n / 100) ** 0.25);
  let [sum, squares] = [0, 0];
  for (const value of y) {
    sum += value - mean;
    squares += sum * sum;
  }
  let variance = 0;
  for (let lag = 0; lag <= lags; lag++) {
    let product = 0;
    for (let t = lag; t < n; t++) product += (y[t]! - mean) * (y[t - lag]! - mean);
    variance += ((lag === 0 ? 1 : 2 * (1 - lag / (lags + 1))) * product) / n;
  }
  return variance > 0 ? squares / (n * n * variance) : 0;
}
