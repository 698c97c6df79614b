/** The Theta method: simple smoothing of the series without its season, with half the slope of its straight line. */
import { fitSmoothing } from "./ets.ts";
import { type Fitted, forecastBy, type Method } from "./method.ts";
import { isSeasonal, shapeOf, withoutSeason, withSeason } from "./seasons.ts";
import { extrapolate, smooth } from "./smoothing.ts";

/** @see Assimakopoulos & Nikolopoulos 2000; Hyndman & Billah, "Unmasking the Theta method", 2003 */
export const thetaMethod: Method = {
  name: "theta",
  least: () => 3,
  fit(history, [season = 1]): Fitted {
    const isPositive = history.every((value) => value > 0);
    const shape = isSeasonal(history, season)
      ? shapeOf(history, season, isPositive ? "multiplicative" : "additive")
      : undefined;
    const plain = (values: Float64Array) => (shape ? values.map((value, t) => withoutSeason(shape, value, t)) : values);
    const form = { period: 1, trend: false, season: "none" } as const;
    const fit = fitSmoothing(plain(history), form);
    const { alpha } = fit.rates;
    return (later, horizon) => {
      const values = plain(later);
      const n = values.length;
      const level = extrapolate(smooth(values, form, fit.rates, fit.first).last, form, 1)[0]!;
      const half = slopeOf(values) / 2;
      return Float64Array.from({ length: horizon }, (_, h) => {
        const value = level + half * (h + (1 - (1 - alpha) ** n) / alpha);
        return shape ? withSeason(shape, value, n + h) : value;
      });
    };
  },
};

/** The slope of the least-squares line. */
function slopeOf(y: Float64Array): number {
  const middle = (y.length - 1) / 2;
  let [lean, spread] = [0, 0];
  for (let t = 0; t < y.length; t++) {
    lean += (t - middle) * y[t]!;
    spread += (t - middle) ** 2;
  }
  return spread > 0 ? lean / spread : 0;
}

/**
 * The Theta method: the season, where there is one, is taken away by the classical decomposition; the rest goes on as simple
 * exponential smoothing, with half the slope of its straight line.
 * @param season its length in steps; 1: none  @throws ConfigError for a history of less than three values
 * @see Assimakopoulos & Nikolopoulos, "The theta model: a decomposition approach to forecasting", 2000
 */
export function theta(history: ArrayLike<number>, horizon: number, season = 1): Float64Array {
  return forecastBy("theta", thetaMethod, history, horizon, season);
}
