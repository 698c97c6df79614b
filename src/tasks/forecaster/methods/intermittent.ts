/** Forecasts of demand that mostly is none: how much comes at a time, and how often. */
import { meanOf } from "../../../tensor/index.ts";
import { type Fitted, forecastBy, type Method } from "./method.ts";

const rates = [0.05, 0.1, 0.15, 0.2, 0.3];

/**
 * Teunter, Syntetos and Babai's: the probability of demand follows every step, its size every demand; the forecast is their
 * product. Unlike Croston's it falls while nothing comes.
 */
export const intermittentMethod: Method = {
  name: "intermittent demand",
  least: () => 4,
  fit(history): Fitted {
    const pairs = rates.flatMap((size) => rates.map((chance) => ({ size, chance })));
    const errors = pairs.map((pair) => walk(history, pair.size, pair.chance).sse);
    const best = pairs[errors.indexOf(Math.min(...errors))]!;
    return (later, horizon) => new Float64Array(horizon).fill(walk(later, best.size, best.chance).next);
  },
};

function walk(y: Float64Array, sizeRate: number, chanceRate: number): { sse: number; next: number } {
  const demands = y.filter((value) => value !== 0);
  let size = demands.length > 0 ? meanOf(demands) : 0;
  let chance = demands.length / y.length;
  let sse = 0;
  for (const value of y) {
    sse += (value - size * chance) ** 2;
    if (value !== 0) size += sizeRate * (value - size);
    chance += chanceRate * ((value === 0 ? 0 : 1) - chance);
  }
  return { sse, next: size * chance };
}

/** Whether a method for intermittent demand fits: nothing below zero, and a quarter of the values zero. */
export function isIntermittent(y: ArrayLike<number>): boolean {
  let zeros = 0;
  for (let t = 0; t < y.length; t++) {
    if (y[t]! < 0) return false;
    if (y[t] === 0) zeros++;
  }
  return zeros >= y.length / 4 && zeros < y.length;
}

/**
 * What comes of intermittent demand, the same for every step: its smoothed size times its smoothed probability.
 * @throws ConfigError for a history of less than four values
 * @see Teunter, Syntetos & Babai, "Intermittent demand: linking forecasting to inventory obsolescence", 2011
 */
export function intermittentDemand(history: ArrayLike<number>, horizon: number): Float64Array {
  return forecastBy("intermittentDemand", intermittentMethod, history, horizon);
}
