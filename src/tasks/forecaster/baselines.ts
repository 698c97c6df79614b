/** Forecasts without a network, which a network must beat: naive, seasonal naive, exponential smoothing. */
import { ConfigError, checkOption, shown, takes } from "../../tensor/index.ts";
import { minimize } from "./minimize.ts";

/** ŷ_{n+h} = y_n: the last value goes on. @throws ConfigError for an empty history */
export function naive(history: ArrayLike<number>, horizon: number): Float64Array {
  return seasonalNaive(history, horizon, 1);
}

/**
 * ŷ_{n+h} = y_{n+h-m}: the last season goes on, again and again where the horizon is longer.
 * @param season m, its length in steps  @throws ConfigError for a history shorter than the season
 */
export function seasonalNaive(history: ArrayLike<number>, horizon: number, season: number): Float64Array {
  checkForecast("seasonalNaive", history, horizon, season);
  if (history.length < season) throw tooShort(season, history.length);
  return Float64Array.from({ length: horizon }, (_, h) => history[history.length - season + (h % season)]!);
}

/** What exponential smoothing is made of. */
export interface SmoothingForm {
  /** Length of the season in steps; 1: none. */
  period: number;
  /** Whether the level has a slope. */
  trend: boolean;
  season: "none" | "additive" | "multiplicative";
}

/** How fast each part follows the data, 0 to 1. */
export interface SmoothingRates {
  alpha: number;
  beta: number;
  gamma: number;
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
 *     l_t = α (y_t - s_{t-m}) + (1 - α)(l_{t-1} + b_{t-1})
 *     b_t = β (l_t - l_{t-1}) + (1 - β) b_{t-1}
 *     s_t = γ (y_t - l_{t-1} - b_{t-1}) + (1 - γ) s_{t-m}
 *
 * The multiplicative season divides where the additive one subtracts. The fitted value is l_{t-1} + b_{t-1}, plus or times
 * s_{t-m}.
 * @returns the fitted values, one step ahead each, the sum of their squared errors, and the last state
 * @see Hyndman & Athanasopoulos, "Forecasting: principles and practice", 3rd edition, 8.3
 */
export function smooth(
  y: ArrayLike<number>,
  form: SmoothingForm,
  { alpha, beta, gamma }: SmoothingRates,
  first: SmoothingState,
): { fitted: Float64Array; sse: number; last: SmoothingState } {
  const { period, trend, season } = form;
  const fitted = new Float64Array(y.length);
  const seasons = Float64Array.from(first.seasons);
  let { level, slope } = first;
  let sse = 0;
  for (let t = 0; t < y.length; t++) {
    const at = t % period;
    const [value, before, ahead] = [y[t]!, level, level + slope];
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
    if (trend) slope = beta * (level - before) + (1 - beta) * slope;
    sse += (value - fitted[t]!) ** 2;
  }
  const shift = season === "none" ? 0 : y.length % period;
  return { fitted, sse, last: { level, slope, seasons: [...seasons.slice(shift), ...seasons.slice(0, shift)] } };
}

/** The state that goes on: l + h b, plus or times the season. */
export function extrapolate(state: SmoothingState, { season }: SmoothingForm, horizon: number): Float64Array {
  return Float64Array.from({ length: horizon }, (_, h) => {
    const level = state.level + (h + 1) * state.slope;
    if (season === "none") return level;
    const s = state.seasons[h % state.seasons.length]!;
    return season === "additive" ? level + s : level * s;
  });
}

/** The rates of least squared error, and what they give. */
export function fitSmoothing(y: ArrayLike<number>, form: SmoothingForm, first = firstState(y, form)) {
  // any number stands for a rate between 0 and 1
  const ratesOf = ([a, b, c]: readonly number[]): SmoothingRates => ({
    alpha: squash(a!),
    beta: form.trend ? squash(b!) : 0,
    gamma: form.season === "none" ? 0 : squash(c!),
  });
  const cost = (point: readonly number[]) => smooth(y, form, ratesOf(point), first).sse;
  const found = [
    [-2, -4, -2],
    [0, -2, -2],
    [-2, -4, 0],
  ].map((start) => minimize(cost, start));
  const best = found.reduce((least, each) => (each.value < least.value ? each : least));
  const rates = ratesOf(best.point);
  return { rates, first, ...smooth(y, form, rates, first) };
}

const squash = (x: number) => 1 / (1 + Math.exp(-x));

/** Level, slope and season of the first cycles: a straight line through their means, and the mean distance from it. */
export function firstState(y: ArrayLike<number>, { period, trend, season }: SmoothingForm): SmoothingState {
  const count = period === 1 ? Math.min(10, y.length) : period * Math.min(5, Math.floor(y.length / period));
  const values = Array.from({ length: count }, (_, t) => y[t]!);
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
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
    return each.reduce((sum, value) => sum + value, 0) / each.length;
  });
  return { level: line(-1), slope, seasons };
}

/**
 * Exponential smoothing that chooses its form: of those with and without trend, additive and, where all values are
 * positive, multiplicative season, each with the rates of least squared error, the one of least AIC, n log(SSE / n) + 2 k, with
 * k rates and first values.
 * @param season its length in steps; 1: none  @throws ConfigError for a history of less than two seasons
 */
export function exponentialSmoothing(history: ArrayLike<number>, horizon: number, season = 1): Float64Array {
  checkForecast("exponentialSmoothing", history, horizon, season);
  const n = history.length;
  if (n < 2 * season || n < 3) throw tooShort(Math.max(2 * season, 3), n);
  const isPositive = Array.prototype.every.call(history, (value: number) => value > 0);
  const kinds =
    season === 1 ? (["none"] as const) : (["additive", ...(isPositive ? (["multiplicative"] as const) : [])] as const);
  const fits = kinds.flatMap((kind) =>
    [false, true].map((trend) => {
      const form: SmoothingForm = { period: season, trend, season: kind };
      const { sse, last } = fitSmoothing(history, form);
      const k = 2 + (trend ? 2 : 0) + (kind === "none" ? 0 : 1 + season);
      // an exact fit is the best there is
      return { form, last, aic: sse > 0 ? n * Math.log(sse / n) + 2 * k : Number.NEGATIVE_INFINITY };
    }),
  );
  const best = fits.reduce((least, each) => (each.aic < least.aic ? each : least));
  return extrapolate(best.last, best.form, horizon);
}

function checkForecast(owner: string, history: ArrayLike<number>, horizon: number, season: number): void {
  checkOption(owner, "history", history, takes.numbers);
  checkOption(owner, "horizon", horizon, takes.counts.steps);
  checkOption(owner, "season", season, takes.counts.steps);
}

function tooShort(expected: number, received: number): ConfigError {
  return new ConfigError({
    what: "The history is too short for this forecast.",
    expected: `${expected} values or more`,
    received: shown(received),
  });
}
