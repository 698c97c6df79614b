/** ARIMA with seasons: differences until the series is stationary, then what of its past values and errors goes on. */
import { meanOf } from "../../../tensor/index.ts";
import { type Differencing, differenced, differencingOf, summed } from "./differences.ts";
import { likeliest, mixed, type Weighed } from "./likeliest.ts";
import { type Fitted, forecastBy, type Method } from "./method.ts";
import { minimize } from "./minimize.ts";

/** The order: terms of past values (p) and errors (q), and their seasonal counterparts (P, Q). */
interface Order {
  p: number;
  q: number;
  P: number;
  Q: number;
}

interface Model {
  order: Order;
  values: Terms;
  errors: Terms;
  mean: number;
  score: number;
}

/** Coefficients of the lags that have one. */
interface Terms {
  lags: readonly number[];
  weights: readonly number[];
}

/** Coefficients of a stationary process from unconstrained numbers, through partial autocorrelations (Durbin and Levinson). */
function stationary(free: readonly number[]): number[] {
  let weights: number[] = [];
  for (const number of free) {
    const partial = Math.tanh(number) * 0.99;
    const before = weights;
    weights = [...before.map((weight, i) => weight - partial * before[before.length - 1 - i]!), partial];
  }
  return weights;
}

/** (1 - Σ a_i B^i)(1 - Σ b_j B^{jm}) as 1 - Σ. */
function product(short: readonly number[], long: readonly number[], season: number): Terms {
  const all = new Map<number, number>();
  const add = (lag: number, weight: number) => all.set(lag, (all.get(lag) ?? 0) + weight);
  for (const [i, a] of short.entries()) add(i + 1, a);
  for (const [j, b] of long.entries()) {
    add((j + 1) * season, b);
    for (const [i, a] of short.entries()) add((j + 1) * season + i + 1, -a * b);
  }
  return { lags: [...all.keys()], weights: [...all.values()] };
}

/**
 * Writes the errors of one-step forecasts; everything before the first value counts as zero. @returns the sum of their
 * squares
 */
function errorsOf(x: Float64Array, values: Terms, errors: Terms, to: Float64Array): number {
  let sse = 0;
  for (let t = 0; t < x.length; t++) {
    let error = x[t]!;
    for (let i = 0; i < values.lags.length; i++) {
      const at = t - values.lags[i]!;
      if (at >= 0) error -= values.weights[i]! * x[at]!;
    }
    for (let i = 0; i < errors.lags.length; i++) {
      const at = t - errors.lags[i]!;
      if (at >= 0) error += errors.weights[i]! * to[at]!;
    }
    to[t] = error;
    sse += error * error;
  }
  return sse;
}

function fitOrder(x: Float64Array, order: Order, season: number, hasMean: boolean): Model {
  const { p, q, P, Q } = order;
  const centre = hasMean ? meanOf(x) : 0;
  const spread = Math.sqrt(x.reduce((sum, value) => sum + (value - centre) ** 2, 0) / x.length);
  // made once: this search costs most of a trial
  const [centred, to] = [new Float64Array(x.length), new Float64Array(x.length)];
  const read = (point: readonly number[]) => ({
    values: product(stationary(point.slice(0, p)), stationary(point.slice(p, p + P)), season),
    errors: product(
      stationary(point.slice(p + P, p + P + q)),
      stationary(point.slice(p + P + q, p + P + q + Q)),
      season,
    ),
    mean: hasMean ? centre + (point[p + P + q + Q] ?? 0) * spread : 0,
  });
  const cost = (point: readonly number[]) => {
    const { values, errors, mean } = read(point);
    for (let t = 0; t < x.length; t++) centred[t] = x[t]! - mean;
    return errorsOf(centred, values, errors, to);
  };
  const count = p + q + P + Q;
  const start = new Array<number>(count + (hasMean && count > 0 ? 1 : 0)).fill(0);
  const best = minimize(
    cost,
    start.map((_, i) => (i < count ? 0.1 : 0)),
    { size: 0.3, steps: 80 * (start.length + 1), tolerance: 1e-7 },
  );
  const n = x.length;
  const k = count + (hasMean ? 1 : 0) + 1;
  const penalty = n > k + 1 ? (2 * k * n) / (n - k - 1) : Number.POSITIVE_INFINITY;
  return { order, ...read(best.point), score: n * Math.log(Math.max(best.value / n, 1e-300)) + penalty };
}

/** The order with the least AICc, found stepwise from four usual ones (Hyndman and Khandakar). */
function search(x: Float64Array, season: number, canMean: boolean): Weighed<Model> {
  const isSeasonal = season > 1 && x.length > 2 * season;
  const known = new Map<string, Model>();
  const tryOrder = (order: Order, hasMean: boolean): Model | undefined => {
    const { p, q, P, Q } = order;
    const most = isSeasonal ? 2 : 0;
    if (Math.min(p, q, P, Q) < 0 || p > 5 || q > 5 || P > most || Q > most || p + q + P + Q > 6) return undefined;
    const key = [p, q, P, Q, hasMean].join();
    if (known.has(key)) return undefined;
    const model = fitOrder(x, order, season, hasMean);
    known.set(key, model);
    return model;
  };
  const S = isSeasonal ? 1 : 0;
  const starts = [
    { p: 2, q: 2, P: S, Q: S },
    { p: 0, q: 0, P: 0, Q: 0 },
    { p: 1, q: 0, P: S, Q: 0 },
    { p: 0, q: 1, P: 0, Q: S },
  ];
  for (const order of starts) for (const hasMean of canMean ? [true, false] : [false]) tryOrder(order, hasMean);
  const least = () => [...known.values()].reduce((low, each) => (each.score < low.score ? each : low));
  let best = least();
  for (let round = 0; round < 8; round++) {
    const { p, q, P, Q } = best.order;
    const steps = [
      [1, 0, 0, 0],
      [-1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, -1, 0, 0],
      [1, 1, 0, 0],
      [-1, -1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, -1, 0],
      [0, 0, 0, 1],
      [0, 0, 0, -1],
      [0, 0, 1, 1],
      [0, 0, -1, -1],
    ] as const;
    const hasMean = canMean && best.mean !== 0;
    for (const [a, b, c, d] of steps) tryOrder({ p: p + a, q: q + b, P: P + c, Q: Q + d }, hasMean);
    if (canMean) tryOrder(best.order, !hasMean);
    const next = least();
    if (next === best) break;
    best = next;
  }
  return likeliest([...known.values()]);
}

function goOn(x: Float64Array, { values, errors, mean }: Model, horizon: number): Float64Array {
  const n = x.length;
  const [all, seen] = [new Float64Array(n + horizon), new Float64Array(n + horizon)];
  all.set(x.map((value) => value - mean));
  errorsOf(all.subarray(0, n), values, errors, seen);
  for (let t = n; t < n + horizon; t++) {
    let next = 0;
    for (let i = 0; i < values.lags.length; i++) next += values.weights[i]! * (all[t - values.lags[i]!] ?? 0);
    for (let i = 0; i < errors.lags.length; i++) next -= errors.weights[i]! * (seen[t - errors.lags[i]!] ?? 0);
    all[t] = next;
  }
  return all.slice(n).map((value) => value + mean);
}

/** @see Hyndman & Khandakar, "Automatic time series forecasting: the forecast package for R", 2008 */
export const arimaMethod: Method = {
  name: "ARIMA",
  least: () => 8,
  fit(history, [season = 1]): Fitted {
    const differencing: Differencing = differencingOf(history, season);
    const models = search(differenced(history, differencing), season, differencing.d + differencing.D < 2);
    return (later, horizon) =>
      summed(
        later,
        mixed(models, (model) => goOn(differenced(later, differencing), model, horizon)),
        differencing,
      );
  },
};

/**
 * ARIMA with a season: differences by tests of stationarity, coefficients of least squares, the order of least AICc.
 * @param season its length in steps; 1: none  @throws ConfigError for a history of less than eight values
 * @see Hyndman & Khandakar, "Automatic time series forecasting: the forecast package for R", 2008
 */
export function arima(history: ArrayLike<number>, horizon: number, season = 1): Float64Array {
  return forecastBy("arima", arimaMethod, history, horizon, season);
}
