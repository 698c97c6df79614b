// Optimizer steps on one variable; the equations stand at UpdateRule in ../../backend.ts.
import { fma, loadUpTo, splat, storeUpTo, stride } from "./simd";
import { withoutTiny } from "./tiny";

export function sgd(n: i32, w: usize, g: usize, m: usize, rate: f32, momentum: f32, nesterov: i32): void {
  for (let i = 0; i < n; ) {
    const at = (<usize>i) << 2;
    const left = n - i;
    let move = f32x4.mul(loadUpTo(g + at, left), splat(-rate));
    if (m) {
      const next = withoutTiny(fma(loadUpTo(m + at, left), splat(momentum), move));
      storeUpTo(m + at, next, left);
      move = nesterov ? fma(next, splat(momentum), move) : next;
    }
    storeUpTo(w + at, f32x4.add(loadUpTo(w + at, left), move), left);
    i += stride(left);
  }
}

/** `rest1` and `rest2` are 1 - beta1 and 1 - beta2, subtracted in double precision. */
export function adam(
  n: i32,
  w: usize,
  g: usize,
  m: usize,
  v: usize,
  vMax: usize,
  rate: f32,
  rest1: f32,
  rest2: f32,
  epsilon: f32,
): void {
  for (let i = 0; i < n; ) {
    const at = (<usize>i) << 2;
    const left = n - i;
    const grad = loadUpTo(g + at, left);
    const m0 = loadUpTo(m + at, left);
    const v0 = loadUpTo(v + at, left);
    const m1 = withoutTiny(fma(f32x4.sub(grad, m0), splat(rest1), m0));
    const v1 = withoutTiny(fma(f32x4.sub(f32x4.mul(grad, grad), v0), splat(rest2), v0));
    storeUpTo(m + at, m1, left);
    storeUpTo(v + at, v1, left);
    let second = v1;
    if (vMax) {
      second = f32x4.max(v1, loadUpTo(vMax + at, left));
      storeUpTo(vMax + at, second, left);
    }
    const move = f32x4.div(f32x4.mul(m1, splat(rate)), f32x4.add(f32x4.sqrt(second), splat(epsilon)));
    storeUpTo(w + at, f32x4.sub(loadUpTo(w + at, left), move), left);
    i += stride(left);
  }
}

/** `rest` is 1 - rho, subtracted in double precision. */
export function rmsprop(
  n: i32,
  w: usize,
  g: usize,
  v: usize,
  m: usize,
  a: usize,
  rate: f32,
  rho: f32, rest: f32,
  momentum: f32,
  epsilon: f32,
): void {
  for (let i = 0; i < n; ) {
    const at = (<usize>i) << 2;
    const left = n - i;
    const grad = loadUpTo(g + at, left);
    const v1 = withoutTiny(fma(loadUpTo(v + at, left), splat(rho), f32x4.mul(f32x4.mul(grad, grad), splat(rest))));
    storeUpTo(v + at, v1, left);
    let spread = f32x4.add(v1, splat(epsilon));
    if (a) {
      const a1 = withoutTiny(fma(loadUpTo(a + at, left), splat(rho), f32x4.mul(grad, splat(rest))));
      storeUpTo(a + at, a1, left);
      spread = f32x4.sub(spread, f32x4.mul(a1, a1));
    }
    let move = f32x4.div(f32x4.mul(grad, splat(rate)), f32x4.sqrt(spread));
    if (m) {
      move = withoutTiny(fma(loadUpTo(m + at, left), splat(momentum), move));
      storeUpTo(m + at, move, left);
    }
    storeUpTo(w + at, f32x4.sub(loadUpTo(w + at, left), move), left);
    i += stride(left);
  }
}
