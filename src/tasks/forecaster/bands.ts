/** Bands around a forecast, from how far forecasts from earlier places were off. */

/** What bands are made of, as JSON can hold it. */
export interface Bands {
  /** How far off forecasts are one step ahead. */
  scale: number;
  /** The power of the step with which that grows: 0.5 as in a random walk. */
  growth: number;
  /** Errors in units of the scale of their step, in ascending order. */
  errors: readonly number[];
  /** Whether errors are shares of the forecast. */
  isRelative: boolean;
  /** How much wider bands are than the errors that made them; absent in files of older versions. */
  wider?: number;
}

/** An error `ahead` steps (from 0) after its origin. */
export interface StepError {
  ahead: number;
  error: number;
  forecast: number;
}

/** How many errors are kept. */
const MOST = 200;

/**
 * Bands from errors of a trial.
 * @param length of the history that the trial was made in
 */
export function bandsFrom(all: readonly StepError[], isRelative: boolean, length: number): Bands {
  const sized = all.map(({ ahead, error, forecast }) => ({
    ahead,
    error: isRelative ? error / Math.max(Math.abs(forecast), 1e-12) : error,
  }));
  const { scale, growth } = growthOf(sized);
  const errors = sized.map(({ ahead, error }) => error / (scale * (ahead + 1) ** growth)).sort((a, b) => a - b);
  const kept =
    errors.length <= MOST
      ? errors
      : Array.from({ length: MOST }, (_, i) => errors[Math.floor(((i + 0.5) * errors.length) / MOST)]!);
  return {
    scale,
    growth,
    errors: kept.map((error) => Number(error.toPrecision(6))),
    isRelative,
    wider: widerFor(length),
  };
}

/** The straight line of log mean error by log step, no steeper than errors that add up and never falling. */
function growthOf(all: readonly { ahead: number; error: number }[]): { scale: number; growth: number } {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { ahead, error } of all) {
    const each = sums.get(ahead) ?? { sum: 0, count: 0 };
    sums.set(ahead, { sum: each.sum + Math.abs(error), count: each.count + 1 });
  }
  const points = [...sums].flatMap(([ahead, { sum, count }]) =>
    sum > 0 ? [{ x: Math.log(ahead + 1), y: Math.log(sum / count), count }] : [],
  );
  const weight = points.reduce((total, { count }) => total + count, 0);
  if (weight === 0) return { scale: 1, growth: 0 };
  const mean = (axis: "x" | "y") => points.reduce((total, point) => total + point.count * point[axis], 0) / weight;
  const [x0, y0] = [mean("x"), mean("y")];
  const spread = points.reduce((total, { x, count }) => total + count * (x - x0) ** 2, 0);
  const lean = points.reduce((total, { x, y, count }) => total + count * (x - x0) * (y - y0), 0);
  const growth = spread > 0 ? Math.min(1, Math.max(0, lean / spread)) : 0.5;
  return { scale: Math.exp(y0 - growth * x0), growth };
}

/**
 * How much wider bands are than the errors that made them: those came from few places, one beside the other, and from weights
 * chosen at the same places, the fewer the shorter the history. Chosen on series other than those that the page measures.
 */
const widerFor = (length: number) => 1.35 + 25 / length;
/** Its value in older versions. */
const USUAL = 1.45;

/** The quantile of what comes `ahead` steps (from 0) on, about its forecast. */
export function bandAt(
  { scale, growth, errors, isRelative, wider = USUAL }: Bands,
  forecast: number,
  ahead: number,
  share: number,
): number {
  if (share === 0.5 || errors.length === 0) return forecast;
  const at = Math.min(errors.length - 1, Math.max(0, share * (errors.length + 1) - 1));
  const [low, high] = [errors[Math.floor(at)]!, errors[Math.ceil(at)]!];
  const error = low + (high - low) * (at - Math.floor(at));
  // the forecast stays between its quantiles
  const size = wider * scale * (ahead + 1) ** growth * (isRelative ? Math.abs(forecast) : 1);
  return forecast + size * (share < 0.5 ? Math.min(0, error) : Math.max(0, error));
}
