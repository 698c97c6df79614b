// Rows of (R, N) shifted and scaled to mean 0 and variance 1, and the gradient.
import { fma, loadUpTo, splat, storeUpTo, stride, sumOf } from "./simd";

/** n = (x - mean) / √(variance + epsilon) of each row; `scale` gets the factor 1 / √(variance + epsilon). */
export function normalize(R: i32, N: i32, epsilon: f32, x: usize, n: usize, scale: usize): void {
  for (let r = 0; r < R; r++, scale += 4) {
    let total = splat(0);
    for (let i = 0; i < N; i += stride(N - i)) total = f32x4.add(total, loadUpTo(x + (<usize>i << 2), N - i));
    const mean = sumOf(total) / <f32>N;
    let squares: f32 = 0;
    let sums = splat(0);
    for (let i = 0; i < N; i += stride(N - i)) {
      const d = f32x4.sub(loadUpTo(x + (<usize>i << 2), N - i), splat(mean));
      if (N - i >= 4) sums = fma(d, d, sums);
      else squares += f32x4.extract_lane(d, 0) * f32x4.extract_lane(d, 0);
      storeUpTo(n + (<usize>i << 2), d, N - i);
    }
    const factor: f32 = <f32>1 / sqrt<f32>((squares + sumOf(sums)) / <f32>N + epsilon);
    store<f32>(scale, factor);
    for (let i = 0; i < N; i += stride(N - i)) {
      const at = n + (<usize>i << 2);
      storeUpTo(at, f32x4.mul(loadUpTo(at, N - i), splat(factor)), N - i);
    }
    x += <usize>N << 2;
    n += <usize>N << 2;
  }
}

/** dx = scale (dn - mean(dn) - n mean(dn n)) of each row. */
export function normalizeGradient(R: i32, N: i32, dn: usize, n: usize, scale: usize, dx: usize): void {
  for (let r = 0; r < R; r++, scale += 4) {
    let sums = splat(0), products = splat(0);
    for (let i = 0; i < N; i += stride(N - i)) {
      const d = loadUpTo(dn + (<usize>i << 2), N - i);
      sums = f32x4.add(sums, d);
      products = fma(d, loadUpTo(n + (<usize>i << 2), N - i), products);
    }
    const mean = splat(sumOf(sums) / <f32>N);
    const share = splat(-sumOf(products) / <f32>N);
    const factor = v128.load32_splat(scale);
    for (let i = 0; i < N; i += stride(N - i)) {
      const at = <usize>i << 2;
      const d = fma(loadUpTo(n + at, N - i), share, f32x4.sub(loadUpTo(dn + at, N - i), mean));
      storeUpTo(dx + at, f32x4.mul(d, factor), N - i);
    }
    dn += <usize>N << 2;
    n += <usize>N << 2;
    dx += <usize>N << 2;
  }
}
