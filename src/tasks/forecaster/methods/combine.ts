/** Forecasts of several methods as one: weighed by how far each was off, the extremes left out. */

/** How strongly a smaller error counts. Chosen with {@link TRIMMED} on the series of bench/uses/series.R named "choose". */
const POWER = 4;
/** The share of the weight that is trimmed at each end. */
const TRIMMED = 0.25;

/** Weights, which sum to 1, from mean errors; equal if no errors are known. */
export function weightsFrom(errors: readonly number[], trusts: readonly number[]): number[] {
  const least = Math.min(...errors.filter(Number.isFinite));
  const raw = errors.map((error, i) => {
    if (!Number.isFinite(least)) return trusts[i]!;
    if (!Number.isFinite(error)) return 0;
    // a member without any error takes all the weight
    return error === least ? trusts[i]! : trusts[i]! * (least / error) ** POWER;
  });
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return raw.map((weight) => weight / sum);
}

/** The mean of the middle half of the weight: one method alone does not draw it away. */
export function combined(values: readonly number[], weights: readonly number[]): number {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  let [passed, sum, taken] = [0, 0, 0];
  for (const i of order) {
    const inside = Math.min(passed + weights[i]!, 1 - TRIMMED) - Math.max(passed, TRIMMED);
    if (inside > 0) {
      sum += inside * values[i]!;
      taken += inside;
    }
    passed += weights[i]!;
  }
  return taken > 0 ? sum / taken : values[order[0]!]!;
}
