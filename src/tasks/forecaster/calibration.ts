/**
 * Quantiles put right on rows that were not learned from: a network is surer of what it has learned than of what comes.
 * @see Romano, Patterson & Candès, "Conformalized quantile regression", 2019, whose scores are taken for each quantile apart
 */

/** How far each quantile is shifted, by target; in scaled units. */
export type Shifts = readonly (readonly number[])[];

/**
 * The shifts after which each quantile has its share of the truth below it, NaN left out. The median, which is the forecast, stays.
 * @param truth (..., targets)  @param guesses (..., targets, quantiles)
 */
export function shiftsFor(
  truth: ArrayLike<number>,
  guesses: ArrayLike<number>,
  targets: number,
  quantiles: readonly number[],
): Shifts {
  return Array.from({ length: targets }, (_, target) =>
    quantiles.map((quantile, q) => {
      if (quantile === 0.5) return 0;
      const errors = Float64Array.from({ length: truth.length / targets }, (_, i) => {
        const at = i * targets + target;
        return truth[at]! - guesses[at * quantiles.length + q]!;
      }).filter((error) => !Number.isNaN(error));
      errors.sort();
      const count = errors.length;
      return errors[Math.min(count - 1, Math.max(0, Math.ceil(quantile * (count + 1)) - 1))] ?? 0;
    }),
  );
}

/**
 * The quantiles of one target at one place: shifted, and in order, which is nearer the truth where what is learned apart
 * crosses (Chernozhukov, Fernández-Val & Galichon 2010).
 */
export function calibrated(guesses: Float32Array, shifts: readonly number[] | undefined): Float32Array {
  return guesses.map((guess, q) => guess + (shifts?.[q] ?? 0)).sort();
}
