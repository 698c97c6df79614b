// Optimizer steps on one variable of n weights w with gradient g; the equations stand at UpdateRule in ../../backend.ts.
import { fma, withoutTiny } from "./simd";

export function sgd(n: i32, w: usize, g: usize, m: usize, rate: f32, momentum: f32, nesterov: i32): void {
  if (!m) {
    for (const i of fours(n)) w[i] = w[i] + g[i] * splat(-rate);
    return;
  }
  for (const i of fours(n)) {
    const step = g[i] * splat(-rate);
    const next = withoutTiny(fma(m[i], momentum, step));
    m[i] = next;
    w[i] = w[i] + (nesterov ? fma(next, momentum, step) : next);
  }
}

/** `rest1` and `rest2` are 1 - beta1 and 1 - beta2, subtracted in double precision. */
export function adam(n: i32, w: usize, g: usize, m: usize, v: usize, vMax: usize, rate: f32, rest1: f32, rest2: f32, epsilon: f32): void {
  for (const i of fours(n)) {
    const grad = g[i];
    const m0 = m[i], v0 = v[i];
    const m1 = withoutTiny(fma(grad - m0, rest1, m0));
    const v1 = withoutTiny(fma(grad * grad - v0, rest2, v0));
    m[i] = m1;
    v[i] = v1;
    let second = v1;
    if (vMax) {
      second = f32x4.max(v1, vMax[i]);
      vMax[i] = second;
    }
    w[i] = w[i] - (m1 * rate) / (f32x4.sqrt(second) + epsilon);
  }
}

/** `rest` is 1 - rho, subtracted in double precision. */
export function rmsprop(n: i32, w: usize, g: usize, v: usize, m: usize, a: usize, rate: f32, rho: f32, rest: f32, momentum: f32, epsilon: f32): void {
  for (const i of fours(n)) {
    const grad = g[i];
    const v1 = withoutTiny(fma(v[i], rho, grad * grad * rest));
    v[i] = v1;
    let spread = v1 + epsilon;
    if (a) {
      const a1 = withoutTiny(fma(a[i], rho, grad * rest));
      a[i] = a1;
      spread = spread - a1 * a1;
    }
    let step = (grad * rate) / f32x4.sqrt(spread);
    if (m) {
      step = withoutTiny(fma(m[i], momentum, step));
      m[i] = step;
    }
    w[i] = w[i] - step;
  }
}
