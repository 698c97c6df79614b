/** Autoregression by least squares on the values just before, and those about whole seasons before. */
import { type Differencing, differenced, differencingOf, summed } from "./differences.ts";
import { likeliest, mixed } from "./likeliest.ts";
import type { Method } from "./method.ts";

interface Regression {
  lags: readonly number[];
  /** The constant, then a coefficient for each lag. */
  weights: Float64Array;
  score: number;
}

/** Numbers of recent lags that are tried. */
const depths = [1, 2, 3, 5, 8, 12];

/** Least-squares weights: the normal equations, by Cholesky factorization. */
function leastSquares(x: Float64Array, lags: readonly number[], first: number): Regression | undefined {
  const [k, n] = [lags.length + 1, x.length - first];
  if (n < 2 * k + 4) return undefined;
  const gram = new Float64Array(k * k);
  const right = new Float64Array(k);
  const row = new Float64Array(k);
  let squares = 0;
  for (let t = first; t < x.length; t++) {
    row[0] = 1;
    for (let i = 1; i < k; i++) row[i] = x[t - lags[i - 1]!]!;
    for (let i = 0; i < k; i++) {
      right[i]! += row[i]! * x[t]!;
      for (let j = 0; j <= i; j++) gram[i * k + j]! += row[i]! * row[j]!;
    }
    squares += x[t]! ** 2;
  }
  // a small ridge separates lags that are collinear
  for (let i = 1; i < k; i++) gram[i * k + i]! *= 1 + 1e-6;
  const weights = solve(gram, right, k);
  if (!weights) return undefined;
  let explained = 0;
  for (let i = 0; i < k; i++) explained += weights[i]! * right[i]!;
  const sse = Math.max(squares - explained, 1e-12 * squares);
  const score = n * Math.log(Math.max(sse / n, 1e-300)) + (2 * (k + 1) * n) / Math.max(1, n - k - 2);
  return { lags, weights, score };
}

/** Solves a symmetric system by Cholesky's factors; undefined where it has no one solution. */
export function solve(gram: Float64Array, right: Float64Array, k: number): Float64Array | undefined {
  const factor = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = gram[i * k + j]!;
      for (let l = 0; l < j; l++) sum -= factor[i * k + l]! * factor[j * k + l]!;
      if (i === j && !(sum > 0)) return undefined;
      factor[i * k + j] = i === j ? Math.sqrt(sum) : sum / factor[j * k + j]!;
    }
  }
  const found = right.slice();
  for (let i = 0; i < k; i++) {
    for (let l = 0; l < i; l++) found[i]! -= factor[i * k + l]! * found[l]!;
    found[i]! /= factor[i * k + i]!;
  }
  for (let i = k - 1; i >= 0; i--) {
    for (let l = i + 1; l < k; l++) found[i]! -= factor[l * k + i]! * found[l]!;
    found[i]! /= factor[i * k + i]!;
  }
  return found;
}

function goOn(x: Float64Array, { lags, weights }: Regression, horizon: number): Float64Array {
  const all = new Float64Array(x.length + horizon);
  all.set(x);
  for (let t = x.length; t < all.length; t++) {
    all[t] = lags.reduce((sum, lag, i) => sum + weights[i + 1]! * (all[t - lag] ?? 0), weights[0]!);
  }
  return all.subarray(x.length);
}

/** Lags about one and two seasons. */
const about = (season: number) => [season - 1, season, season + 1, 2 * season];

/** Regressions on more and fewer lags, of every season that the history has twice, weighed by their AICc. */
export const autoregressionMethod: Method = {
  name: "autoregression",
  least: () => 16,
  fit(history, seasons) {
    const known = seasons.filter((season) => season > 1 && 2 * season + 2 < 0.6 * history.length);
    const main = known.at(-1) ?? 1;
    const differencing: Differencing = { ...differencingOf(history, main), D: 0 };
    differencing.d = Math.min(1, differencing.d);
    const x = differenced(history, differencing);
    const sets = depths.flatMap((depth) =>
      [[], ...known.map((season) => [season]), ...(known.length > 1 ? [known] : [])].map((used) => {
        const near = Array.from({ length: depth }, (_, i) => i + 1);
        return [...new Set([...near, ...used.flatMap(about)])].filter((lag) => lag > 0);
      }),
    );
    const first = Math.max(...sets.flat().filter((lag) => lag < 0.6 * x.length));
    const fits = sets.flatMap((lags) => (Math.max(...lags) <= first ? (leastSquares(x, lags, first) ?? []) : []));
    if (fits.length === 0) return (later, horizon) => new Float64Array(horizon).fill(later.at(-1)!);
    const best = likeliest(fits);
    return (later, horizon) => {
      const stationary = differenced(later, differencing);
      return summed(
        later,
        mixed(best, (fit) => goOn(stationary, fit, horizon)),
        differencing,
      );
    };
  },
};
