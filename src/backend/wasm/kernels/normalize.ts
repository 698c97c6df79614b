// Rows of (R, N) shifted and scaled to mean 0 and variance 1, and the gradient.
import { sum } from "./reduce";
import { at, fma, splat, sumOf } from "./simd";

/** n = (x - mean) / √(variance + epsilon) of each row; `scale` gets the factor 1 / √(variance + epsilon). */
export function normalize(R: i32, N: i32, epsilon: f32, x: usize, n: usize, scale: usize): void {
  for (let r = 0; r < R; r++, x = at(x, N), n = at(n, N), scale += 4) {
    const mean = splat(sum(N, x) / <f32>N);
    let squares: f32 = 0;
    let sums = splat(0);
    for (const i of fours(N)) {
      const d = x[i] - mean;
      // where one element is left, the other lanes hold -mean: only the first counts
      if (N - i >= 4) sums = fma(d, d, sums);
      else squares += f32x4.extract_lane(d, 0) * f32x4.extract_lane(d, 0);
      n[i] = d;
    }
    const factor: f32 = <f32>1 / sqrt<f32>((squares + sumOf(sums)) / <f32>N + epsilon);
    store<f32>(scale, factor);
    for (const i of fours(N)) n[i] = n[i] * factor;
  }
}

/** dx = scale (dn - mean(dn) - n mean(dn n)) of each row. */
export function normalizeGradient(R: i32, N: i32, dn: usize, n: usize, scale: usize, dx: usize): void {
  for (let r = 0; r < R; r++, dn = at(dn, N), n = at(n, N), dx = at(dx, N), scale += 4) {
    let sums = splat(0);
    let products = splat(0);
    for (const i of fours(N)) {
      const d = dn[i];
      sums = sums + d;
      products = fma(d, n[i], products);
    }
    const mean = splat(sumOf(sums) / <f32>N);
    const share = splat(-sumOf(products) / <f32>N);
    const factor = v128.load32_splat(scale);
    for (const i of fours(N)) dx[i] = fma(n[i], share, dn[i] - mean) * factor;
  }
}
