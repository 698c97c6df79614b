/** How far numbers may differ in tests, and why. A test that needs another bound states it where it compares. A difference is allowed up to tolerance · max(1, |expected|). */
export const tolerance = {
  /** Two float32 computations of the same thing in another order: a few dozen roundings of 6e-8. */
  float32: 5e-6,
  /** float32 against a float64 golden through whole sequences and their gradients. */
  golden: 2e-5,
  /** Losses and weights over ten training steps against Keras: roundings grow with each step. */
  training: 5e-5,
  /** Weights after a training by several processes against one: sums in another order, each step from the one before. */
  sharedWeights: 1e-4,
  /** Losses of the same training, whose sums are over all processes. */
  sharedLosses: 1e-5,
  /** Mean, spread and extremes of 150,000 random numbers, in standard deviations: five standard errors, and rounding. */
  drawn: 2e-2,
  /** One elementwise function in float32, a handful of last places. */
  pointwise: 1e-6,
  /** What a page prints against the eight digits that it shows: float32 in another order of the same sums. */
  printed: 1e-6,
  /** A gradient against a central difference of float32 values, step 1e-2: rounding over the step, and the third derivative. */
  difference: 2e-3,
  /** One elementwise function in float64 against a published value of 16 digits. */
  float64: 1e-12,
  /** A derivative against a fourth-order difference of float64 values, step 1e-3: rounding over the step. */
  float64Difference: 1e-9,
} as const;

/** Whether `actual` is within a tolerance of `expected`; NaN only equals NaN, and an infinity itself. */
export function isClose(actual: number, expected: number, allowed: number): boolean {
  if (!Number.isFinite(expected)) return Object.is(actual, expected);
  return Math.abs(actual - expected) <= allowed * Math.max(1, Math.abs(expected));
}
