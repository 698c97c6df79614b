/** Models of one series weighed by how likely they are, so that a near tie is no choice. */

/** Models and their weights, which sum to 1. */
export type Weighed<T> = readonly (readonly [model: T, weight: number])[];

/**
 * The likeliest models by Akaike's weights, exp(-AICc / 2); those far behind are left out.
 * @see Burnham & Anderson 2002; Kolassa, "Combining exponential smoothing forecasts using Akaike weights", 2011
 */
export function likeliest<T extends { score: number }>(models: readonly T[]): Weighed<T> {
  const least = Math.min(...models.map(({ score }) => score));
  const near = models.filter(({ score }) => score === least || score - least < NEAR);
  const weights = near.map(({ score }) => (score === least ? 1 : Math.exp((least - score) / 2)));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return near.map((model, i) => [model, weights[i]! / sum] as const);
}

const NEAR = 6;

/** The weighed mean of what models say. */
export function mixed<T>(models: Weighed<T>, say: (model: T) => Float64Array): Float64Array {
  const all = models.map(([model, weight]) => [say(model), weight] as const);
  return all[0]![0].map((_, i) => all.reduce((sum, [values, weight]) => sum + weight * values[i]!, 0));
}
