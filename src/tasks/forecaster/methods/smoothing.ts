/** Exponential smoothing: level, slope and season that follow the data, each at its rate. */
import { meanOf } from "../../../tensor/index.ts";

/** What exponential smoothing is made of. */
export interface SmoothingForm {
  /** Length of the season in steps; 1: none. */
  period: number;
  /** Whether the level has a slope. */
  trend: boolean;
  /** Whether the slope fades. Default false. */
  damped?: boolean;
  season: "none" | "additive" | "multiplicative";
}

/** How fast each part follows the data, 0 to 1, and the share of the slope that is left a step later. */
export interface SmoothingRates {
  alpha: number;
  beta: number;
  gamma: number;
  /** Default 1. */
  phi?: number;
}

/** The parts at one time: level, slope, and the coming season's values in order. */
export interface SmoothingState {
  level: number;
  slope: number;
  seasons: readonly number[];
}

/**
 * Holt-Winters smoothing with given rates and first state. Additive season:
 *
 *     l_t = α (y_t - s_{t-m}) + (1 - α)(l_{t-1} + φ b_{t-1})
 *     b_t = β (l_t - l_{t-1}) + (1 - β) φ b_{t-1}
 *     s_t = γ (y_t - l_{t-1} - φ b_{t-1}) + (1 - γ) s_{t-m}
 *
 * The multiplicative season divides where the additive one subtracts. The fitted value is l_{t-1} + φ b_{t-1}, plus or times
 * s_{t-m}.
 * @param fitted where the fitted values go  @returns them, one step ahead each, the sum of their squared errors, and the last state
 * @see Hyndman & Athanasopoulos, "Forecasting: principles and practice", 3rd edition, 8.3
 */
export function smooth(
  y: ArrayLike<number>,
  form: SmoothingForm,
  { alpha, beta, gamma, phi = 1 }: SmoothingRates,
  first: SmoothingState,
  fitted = new Float64Array(y.length),
): { fitted: Float64Array; sse: number; last: SmoothingState } {
  const { period, trend, season } = form;
  const seasons = first.seasons.slice();
  let { level, slope } = first;
  let sse = 0;
  for (let t = 0; t < y.length; t++) {
    const at = t % period;
    const value = y[t]!;
    const before = level;
    const ahead = level + phi * slope;
    const s = season === "none" ? 0 : seasons[at]!;
    if (season === "multiplicative") {
      fitted[t] = ahead * s;
      level = (alpha * value) / s + (1 - alpha) * ahead;
      seasons[at] = (gamma * value) / ahead + (1 - gamma) * s;
    } else {
      fitted[t] = ahead + s;
      level = alpha * (value - s) + (1 - alpha) * ahead;
      if (season === "additive") seasons[at] = gamma * (value - ahead) + (1 - gamma) * s;
    }
    if (trend) slope = beta * (level - before) + (1 - beta) * phi * slope;
    sse += (value - fitted[t]!) ** 2;
  }
  const shift = season === "none" ? 0 : y.length % period;
  return { fitted, sse, last: { level, slope, seasons: [...seasons.slice(shift), ...seasons.slice(0, shift)] } };
}

/** The state that goes on: l + (φ + ... + φ^h) b, plus or times the season. */
export function extrapolate(
  state: SmoothingState,
  { season }: SmoothingForm,
  horizon: number,
  { phi = 1 }: Partial<SmoothingRates> = {},
): Float64Array {
  let [level, fade] = [state.level, 1];
  return Float64Array.from({ length: horizon }, (_, h) => {
    fade *= phi;
    level += fade * state.slope;
    if (season === "none") return level;
    const s = state.seasons[h % state.seasons.length]!;
    return season === "additive" ? level + s : level * s;
  });
}

/** Level, slope and season of the first cycles: a straight line through their means, and the mean distance from it. */
export function firstState(y: ArrayLike<number>, { period, trend, season }: SmoothingForm): SmoothingState {
  const count = period === 1 ? Math.min(10, y.length) : period * Math.min(5, Math.floor(y.length / period));
  const values = Array.from({ length: count }, (_, t) => y[t]!);
  const mean = meanOf(values);
  const middle = (count - 1) / 2;
  // whole cycles of equal means differ by the trend alone
  const means = Array.from({ length: count / period }, (_, c) => {
    const cycle = values.slice(c * period, (c + 1) * period);
    return { t: c * period + (period - 1) / 2, mean: cycle.reduce((sum, value) => sum + value, 0) / period };
  });
  const spread = means.reduce((sum, { t }) => sum + (t - middle) ** 2, 0);
  const lean = means.reduce((sum, cycle) => sum + (cycle.t - middle) * (cycle.mean - mean), 0);
  const slope = trend && spread > 0 ? lean / spread : 0;
  const line = (t: number) => mean + slope * (t - middle);
  const seasons = Array.from({ length: season === "none" ? 0 : period }, (_, at) => {
    const each = values.flatMap((value, t) =>
      t % period !== at ? [] : [season === "additive" ? value - line(t) : value / line(t)],
    );
    return meanOf(each);
  });
  return { level: line(-1), slope, seasons };
}
