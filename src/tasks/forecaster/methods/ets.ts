/** Exponential smoothing that finds its rates, its first level and slope, and its form. */
import { likeliest, mixed } from "./likeliest.ts";
import { type Fitted, forecastBy, type Method } from "./method.ts";
import { minimize } from "./minimize.ts";
import {
  extrapolate,
  firstState,
  type SmoothingForm,
  type SmoothingRates,
  type SmoothingState,
  smooth,
} from "./smoothing.ts";

/** The kind of error: additive, or multiplicative (a share of the expected value). */
type ErrorKind = "additive" | "multiplicative";

/** A form with what fits best. */
export interface SmoothingFit {
  form: SmoothingForm;
  rates: SmoothingRates;
  first: SmoothingState;
  sse: number;
  /** n log(σ²), plus twice the sum of log ŷ for multiplicative errors: -2 log likelihood up to a constant. */
  deviance: number;
}

const squash = (x: number) => 1 / (1 + Math.exp(-x));
/** Bounds of the damping factor: below, there is hardly a trend; above, hardly any damping. */
const damping = (x: number) => 0.8 + 0.18 * squash(x);

interface FitOptions {
  error?: ErrorKind;
  /** Whether the first level and slope are looked for, too. */
  freeStart?: boolean;
  /** Whether one short search will do. */
  isQuick?: boolean;
}

/** The rates that minimize the error and, if requested, the initial level and slope. */
export function fitSmoothing(
  y: ArrayLike<number>,
  form: SmoothingForm,
  start = firstState(y, form),
  { error = "additive", freeStart = false, isQuick = false }: FitOptions = {},
): SmoothingFit {
  const unit = spreadOf(y);
  // a rate between 0 and 1 is represented by an unconstrained number
  const read = ([a, b, c, d, level = 0, slope = 0]: readonly number[]) => ({
    rates: {
      alpha: squash(a!),
      beta: form.trend ? squash(b!) : 0,
      gamma: form.season === "none" ? 0 : squash(c!),
      phi: form.damped ? damping(d!) : 1,
    },
    first: {
      ...start,
      level: start.level + unit * level,
      slope: form.trend ? start.slope + 0.1 * unit * slope : 0,
    },
  });
  const fitted = new Float64Array(y.length);
  const devianceAt = (point: readonly number[]) => {
    const { rates, first } = read(point);
    const { sse } = smooth(y, form, rates, first, fitted);
    if (error === "additive") return y.length * Math.log(Math.max(sse / y.length, 1e-300));
    let [shares, logs] = [0, 0];
    for (let t = 0; t < y.length; t++) {
      if (!(fitted[t]! > 0)) return Number.POSITIVE_INFINITY;
      shares += ((y[t]! - fitted[t]!) / fitted[t]!) ** 2;
      logs += Math.log(fitted[t]!);
    }
    return y.length * Math.log(Math.max(shares / y.length, 1e-300)) + 2 * logs;
  };
  const more = freeStart ? (form.trend ? [0, 0] : [0]) : [];
  const starts = [
    [-2, -4, -2, 0, ...more],
    [0, -2, -2, 1, ...more],
    [-2, -4, 0, 0, ...more],
  ];
  const search = isQuick ? { steps: 80, tolerance: 1e-6 } : { steps: 300 + 100 * more.length, tolerance: 1e-10 };
  const found = starts.slice(0, isQuick ? 1 : 3).map((point) => minimize(devianceAt, point, search));
  const best = found.reduce((least, each) => (each.value < least.value ? each : least));
  const { rates, first } = read(best.point);
  return { form, rates, first, sse: smooth(y, form, rates, first).sse, deviance: best.value };
}

/** The mean absolute step from one value to the next. */
function spreadOf(y: ArrayLike<number>): number {
  let sum = 0;
  for (let t = 1; t < y.length; t++) sum += Math.abs(y[t]! - y[t - 1]!);
  return sum / Math.max(1, y.length - 1);
}

/** The forms for which a history is long enough. */
function formsFor(y: Float64Array, season: number): { form: SmoothingForm; error: ErrorKind }[] {
  const isPositive = y.every((value) => value > 0);
  const isSeasonal = season > 1 && y.length >= 2 * season;
  const seasons = isSeasonal
    ? (["none", "additive", ...(isPositive ? (["multiplicative"] as const) : [])] as const)
    : (["none"] as const);
  const errors = isPositive ? (["additive", "multiplicative"] as const) : (["additive"] as const);
  const slopes = [{ trend: false }, { trend: true }, { trend: true, damped: true }].slice(0, y.length < 10 ? 2 : 3);
  return seasons.flatMap((kind) =>
    slopes.flatMap((slope) =>
      errors
        // additive errors with a multiplicative season are numerically unstable
        .filter((error) => kind !== "multiplicative" || error === "multiplicative")
        .map((error) => ({ form: { period: kind === "none" ? 1 : season, ...slope, season: kind }, error })),
    ),
  );
}

/**
 * Of simple smoothing, Holt's and Holt-Winters's, with a slope, a fading one or none, an additive or multiplicative season or none,
 * the form of least AICc.
 * @see Hyndman, Koehler, Snyder & Grose, "A state space framework for automatic forecasting", 2002
 */
export const etsMethod: Method = {
  name: "exponential smoothing",
  least: () => 3,
  fit(history, [season = 1]): Fitted {
    const n = history.length;
    const size = history.reduce((sum, value) => sum + value * value, 0);
    const fitted = (isQuick: boolean) => (each: (typeof forms)[number]) => {
      const { form, error } = each;
      const fit = fitSmoothing(history, form, firstState(history, form), {
        error,
        freeStart: n < 200 && !isQuick,
        isQuick,
      });
      const k = 3 + (form.trend ? 2 : 0) + (form.damped ? 1 : 0) + (form.season === "none" ? 0 : form.period);
      const penalty = n > k + 1 ? (2 * k * n) / (n - k - 1) : Number.POSITIVE_INFINITY;
      // an exact fit cannot be improved
      return { ...each, ...fit, score: fit.sse <= 1e-20 * size ? Number.MIN_SAFE_INTEGER : fit.deviance + penalty };
    };
    const forms = formsFor(history, season);
    const quick = forms.map(fitted(true));
    const least = Math.min(...quick.map(({ score }) => score));
    // the candidates that a longer search could bring to the front
    const fits = quick.filter(({ score }) => score === least || score - least < 8).map(fitted(false));
    const best = likeliest(fits);
    return (later, horizon) =>
      mixed(best, ({ form, rates, first }) =>
        extrapolate(smooth(later, form, rates, first).last, form, horizon, rates),
      );
  },
};

/**
 * Exponential smoothing that chooses its form: simple, Holt's, with a fading slope, and Holt-Winters with an additive or, where all
 * values are positive, multiplicative season; rates and first level of greatest likelihood, the form of least AICc.
 * @param season its length in steps; 1: none  @throws ConfigError for a history of less than three values
 */
export function exponentialSmoothing(history: ArrayLike<number>, horizon: number, season = 1): Float64Array {
  return forecastBy("exponentialSmoothing", etsMethod, history, horizon, season);
}
