/** Seasons of a series: whether it has one, and its shape by the classical decomposition. */
import { meanOf, varianceOf } from "../../../tensor/index.ts";

/** A season that repeats: added to the rest, or times it. */
export interface Shape {
  kind: "additive" | "multiplicative";
  /** By place in the season, the first value's place first. */
  values: Float64Array;
}

/** The centred moving average over a season; NaN at both ends. */
function centredMeans(y: ArrayLike<number>, season: number): Float64Array {
  const means = new Float64Array(y.length).fill(Number.NaN);
  const half = Math.floor(season / 2);
  for (let t = half; t < y.length - half; t++) {
    let sum = 0;
    for (let i = t - half; i <= t + half; i++) {
      // an even window has no middle: the values at both ends count half
      const isEnd = i === t - half || i === t + half;
      sum += season % 2 === 0 && isEnd ? y[i]! / 2 : y[i]!;
    }
    means[t] = sum / season;
  }
  return means;
}

/** The mean distance from the level, or share of it, at each place of a season. */
export function shapeOf(y: ArrayLike<number>, season: number, kind: Shape["kind"]): Shape {
  const means = centredMeans(y, season);
  const [sums, counts] = [new Float64Array(season), new Float64Array(season)];
  for (let t = 0; t < y.length; t++) {
    if (Number.isNaN(means[t]!)) continue;
    sums[t % season]! += kind === "additive" ? y[t]! - means[t]! : y[t]! / means[t]!;
    counts[t % season]!++;
  }
  const neutral = kind === "additive" ? 0 : 1;
  const raw = sums.map((sum, at) => (counts[at]! > 0 ? sum / counts[at]! : neutral));
  const mean = meanOf(raw);
  return { kind, values: raw.map((value) => (kind === "additive" ? value - mean : value / mean)) };
}

/** A value without its season, and with it again. */
export const withoutSeason = ({ kind, values }: Shape, value: number, t: number) =>
  kind === "additive" ? value - values[t % values.length]! : value / values[t % values.length]!;
export const withSeason = ({ kind, values }: Shape, value: number, t: number) =>
  kind === "additive" ? value + values[t % values.length]! : value * values[t % values.length]!;

/** Autocorrelations at lags 0 to `most`. */
export function autocorrelations(y: ArrayLike<number>, most: number): Float64Array {
  const centre = meanOf(y);
  const at = (lag: number) => {
    let sum = 0;
    for (let t = lag; t < y.length; t++) sum += (y[t]! - centre) * (y[t - lag]! - centre);
    return sum;
  };
  const whole = at(0);
  return Float64Array.from({ length: most + 1 }, (_, lag) => (whole > 0 ? at(lag) / whole : 0));
}

/** Whether values a season apart go together more than chance allows, 90 % sure. */
export function isSeasonal(y: ArrayLike<number>, season: number): boolean {
  if (season < 2 || y.length < 2 * season + 1) return false;
  const r = autocorrelations(y, season);
  let sum = 1;
  for (let lag = 1; lag < season; lag++) sum += 2 * r[lag]! ** 2;
  return Math.abs(r[season]!) > 1.645 * Math.sqrt(sum / y.length);
}

/** How much of what strays from the level is season, 0 to 1. @see Hyndman & Athanasopoulos, 4.3 */
export function seasonStrength(y: ArrayLike<number>, season: number): number {
  if (season < 2 || y.length < 2 * season + 1) return 0;
  const means = centredMeans(y, season);
  const shape = shapeOf(y, season, "additive");
  const [rest, all]: [number[], number[]] = [[], []];
  for (let t = 0; t < y.length; t++) {
    if (Number.isNaN(means[t]!)) continue;
    all.push(y[t]! - means[t]!);
    rest.push(withoutSeason(shape, y[t]! - means[t]!, t));
  }
  const whole = varianceOf(all);
  // each position in the season used up one degree of freedom
  const left = (varianceOf(rest) * rest.length) / Math.max(1, rest.length - season);
  return whole > 0 ? Math.max(0, 1 - left / whole) : 0;
}
