/** Choosing the next token from a model's probabilities. */
import { ConfigError, type Random } from "../tensor/index.ts";

/**
 * Draws an index with probability proportional to p^(1 / temperature).
 * @param probabilities of each index, summing to 1
 * @param temperature 1: as the model says; lower: safer; 0: always the most probable
 * @throws ConfigError for a negative temperature
 */
export function sampleIndex(probabilities: ArrayLike<number>, temperature: number, random: Random): number {
  if (!(temperature >= 0)) {
    throw new ConfigError({
      what: "A temperature cannot be negative.",
      expected: "0 or more",
      received: String(temperature),
    });
  }
  const weights = Float64Array.from(probabilities);
  const largest = weights.reduce((a, b) => Math.max(a, b), 0);
  if (temperature === 0) return weights.indexOf(largest);
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i] = (weights[i]! / largest) ** (1 / temperature);
  let left = random.uniform() * total;
  for (let i = 0; i < weights.length; i++) {
    left -= weights[i]!;
    if (left < 0) return i;
  }
  return weights.indexOf(1);
}
