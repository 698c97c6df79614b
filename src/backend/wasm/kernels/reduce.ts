// Sums over axes, and the softmax family over rows.
import { copyBytes } from "./copy";
import { constant, expOfNegative, fma, LN2_HIGH, LN2_LOW, LOG2E, P2, P3, P4, P5, P6, SHIFT, SMALLEST, loadUpTo, splat, storeUpTo, stride, sumOf } from "./simd";

/** Rows that are added up in single precision before their sum is taken to double. */
const BLOCK = 32;

/** y = scale · the sum over the first axis of (R, N), in double precision but for blocks of a few rows. */
export function sumRows(R: i32, N: i32, x: usize, y: usize, scale: f32): void {
  const step = <usize>N << 2;
  let n = 0;
  // a cache line of columns at a time
  for (; n + 16 <= N; n += 16) {
    const to = y + (<usize>n << 2);
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
    let from = x + (<usize>n << 2);
    for (let r = 0; r < R; r += BLOCK) {
      let a = splat(0), b = a, c = a, d = a;
      for (let left = min(BLOCK, R - r); left > 0; left--, from += step) {
        a = f32x4.add(a, v128.load(from));
        b = f32x4.add(b, v128.load(from, 16));
        c = f32x4.add(c, v128.load(from, 32));
        d = f32x4.add(d, v128.load(from, 48));
      }
      s0 = f64x2.add(s0, lowHalf(a));
      s1 = f64x2.add(s1, highHalf(a));
      s2 = f64x2.add(s2, lowHalf(b));
      s3 = f64x2.add(s3, highHalf(b));
      s4 = f64x2.add(s4, lowHalf(c));
      s5 = f64x2.add(s5, highHalf(c));
      s6 = f64x2.add(s6, lowHalf(d));
      s7 = f64x2.add(s7, highHalf(d));
    }
    v128.store(to, joined(s0, s1, scale));
    v128.store(to, joined(s2, s3, scale), 16);
    v128.store(to, joined(s4, s5, scale), 32);
    v128.store(to, joined(s6, s7, scale), 48);
  }
  for (; n < N; n += stride(N - n)) {
    let low = f64x2.splat(0), high = f64x2.splat(0);
    let from = x + (<usize>n << 2);
    for (let r = 0; r < R; r++, from += step) {
      const a = loadUpTo(from, N - n);
      low = f64x2.add(low, lowHalf(a));
      high = f64x2.add(high, highHalf(a));
    }
    storeUpTo(y + (<usize>n << 2), joined(low, high, scale), N - n);
  }
}

// @ts-ignore: decorator
@inline
function lowHalf(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

// @ts-ignore: decorator
@inline
function highHalf(x: v128): v128 {
  return f64x2.promote_low_f32x4(i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
}

/** scale · (low, high) as four floats. */
// @ts-ignore: decorator
@inline
function joined(low: v128, high: v128, scale: f32): v128 {
  const factor = f64x2.splat(<f64>scale);
  const a = f32x4.demote_f64x2_zero(f64x2.mul(low, factor));
  const b = f32x4.demote_f64x2_zero(f64x2.mul(high, factor));
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
}

/** y = scale · the sum over the last axis of (R, N), in double precision across. */
export function sumColumns(R: i32, N: i32, x: usize, y: usize, scale: f32): void {
  for (let r = 0; r < R; r++) {
    let total: f64 = 0;
    // blocks, so that a long row keeps its digits
    for (let start = 0; start < N; start += 256) {
      const end = min(start + 256, N);
      let sum = splat(0);
      for (let n = start; n < end; ) {
        sum = f32x4.add(sum, loadUpTo(x + ((<usize>n) << 2), end - n));
        n += stride(end - n);
      }
      total += sumOf(sum);
    }
    store<f32>(y + ((<usize>r) << 2), <f32>(total * scale));
    x += (<usize>N) << 2;
  }
}

/** The largest of N. Four chains side by side, so that none waits for itself. */
function largest(N: i32, x: usize): f32 {
  let a = splat(-Infinity), b = a, c = a, d = a;
  let n = 0;
  for (; n + 16 <= N; n += 16, x += 64) {
    a = f32x4.pmax(a, v128.load(x));
    b = f32x4.pmax(b, v128.load(x, 16));
    c = f32x4.pmax(c, v128.load(x, 32));
    d = f32x4.pmax(d, v128.load(x, 48));
  }
  a = f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d));
  let best = max(max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1)), max(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)));
  for (; n < N; n++, x += 4) best = max(best, load<f32>(x));
  return best;
}

/** y = e^(x - shift), x <= shift, its sum returned; eight op by op, for engines that join neighbouring vectors. */
function expShifted(N: i32, x: usize, y: usize, shift: f32): f32 {
  const whole = N & -8;
  expRow(whole, x, y, shift);
  let sum = sumOfRow(whole, y);
  for (let n = whole; n < N; ) {
    const left = N - n;
    const at = <usize>n << 2;
    const e = expOfNegative(f32x4.sub(loadUpTo(x + at, left), splat(shift)));
    storeUpTo(y + at, e, left);
    sum += left >= 4 ? sumOf(e) : f32x4.extract_lane(e, 0);
    n += stride(left);
  }
  return sum;
}

/** The steps of `expOfNegative` in simd.ts; n is a multiple of eight. */
export function expRow(n: i32, x: usize, y: usize, shift: f32): void {
  const from = splat(shift);
  for (const end = x + (<usize>n << 2); x < end; x += 32, y += 32) {
    let k = constant(SMALLEST);
    const d0 = f32x4.sub(v128.load(x), from);
    const d1 = f32x4.sub(v128.load(x, 16), from);
    const x0 = f32x4.pmax(d0, k);
    const x1 = f32x4.pmax(d1, k);
    const outside0 = f32x4.lt(d0, k);
    const outside1 = f32x4.lt(d1, k);
    const rounder = constant(SHIFT);
    k = constant(LOG2E);
    let n0 = fma(x0, k, rounder);
    let n1 = fma(x1, k, rounder);
    const power0 = i32x4.shl(n0, 23);
    const power1 = i32x4.shl(n1, 23);
    n0 = f32x4.sub(n0, rounder);
    n1 = f32x4.sub(n1, rounder);
    k = constant(LN2_HIGH);
    let r0 = fma(n0, k, x0);
    let r1 = fma(n1, k, x1);
    k = constant(LN2_LOW);
    r0 = fma(n0, k, r0);
    r1 = fma(n1, k, r1);
    k = constant(P6);
    let next = constant(P5);
    let p0 = fma(k, r0, next);
    let p1 = fma(k, r1, next);
    next = constant(P4);
    p0 = fma(p0, r0, next);
    p1 = fma(p1, r1, next);
    next = constant(P3);
    p0 = fma(p0, r0, next);
    p1 = fma(p1, r1, next);
    next = constant(P2);
    p0 = fma(p0, r0, next);
    p1 = fma(p1, r1, next);
    p0 = fma(p0, f32x4.mul(r0, r0), r0);
    p1 = fma(p1, f32x4.mul(r1, r1), r1);
    v128.store(y, v128.andnot(fma(p0, power0, power0), outside0));
    v128.store(y, v128.andnot(fma(p1, power1, power1), outside1), 16);
  }
}

/** The sum of n, a multiple of eight, in four chains. */
function sumOfRow(n: i32, x: usize): f32 {
  let a = splat(0), b = a, c = a, d = a;
  const end = x + (<usize>n << 2);
  for (; x + 64 <= end; x += 64) {
    a = f32x4.add(a, v128.load(x));
    b = f32x4.add(b, v128.load(x, 16));
    c = f32x4.add(c, v128.load(x, 32));
    d = f32x4.add(d, v128.load(x, 48));
  }
  if (x < end) {
    a = f32x4.add(a, v128.load(x));
    b = f32x4.add(b, v128.load(x, 16));
  }
  return sumOf(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)));
}

/** x = scale x, n elements. */
function scaleRow(n: i32, x: usize, scale: f32): void {
  const factor = splat(scale);
  let k = 0;
  for (; k + 8 <= n; k += 8, x += 32) {
    const y0 = f32x4.mul(v128.load(x), factor);
    const y1 = f32x4.mul(v128.load(x, 16), factor);
    v128.store(x, y0);
    v128.store(x, y1, 16);
  }
  for (; k < n; k++, x += 4) store<f32>(x, load<f32>(x) * scale);
}

/** Softmax of each row of (R, N). */
export function softmax(R: i32, N: i32, x: usize, y: usize): void {
  for (let r = 0; r < R; r++) {
    scaleRow(N, y, 1 / expShifted(N, x, y, largest(N, x)));
    x += (<usize>N) << 2;
    y += (<usize>N) << 2;
  }
}

/** dx = y (dy - Σ dy y) of each row. */
export function softmaxGradient(R: i32, N: i32, dy: usize, y: usize, dx: usize): void {
  for (let r = 0; r < R; r++) {
    let sums = splat(0);
    for (let n = 0; n < N; ) {
      const at = (<usize>n) << 2;
      sums = fma(loadUpTo(dy + at, N - n), loadUpTo(y + at, N - n), sums);
      n += stride(N - n);
    }
    const sum = splat(sumOf(sums));
    for (let n = 0; n < N; ) {
      const at = (<usize>n) << 2;
      const d = f32x4.sub(loadUpTo(dy + at, N - n), sum);
      storeUpTo(dx + at, f32x4.mul(loadUpTo(y + at, N - n), d), N - n);
      n += stride(N - n);
    }
    dy += (<usize>N) << 2;
    y += (<usize>N) << 2;
    dx += (<usize>N) << 2;
  }
}

/** dx = scale (softmax(x) - onehot(label)) of each row, the scale being the row's dy. */
export function crossEntropyGradient(R: i32, N: i32, dy: usize, x: usize, labels: usize, dx: usize): void {
  for (let r = 0; r < R; r++) {
    const d = load<f32>(dy + ((<usize>r) << 2));
    scaleRow(N, dx, d / expShifted(N, x, dx, largest(N, x)));
    const at = dx + ((<usize>load<i32>(labels + ((<usize>r) << 2))) << 2);
    store<f32>(at, load<f32>(at) - d);
    x += (<usize>N) << 2;
    dx += (<usize>N) << 2;
  }
}

/** For each row its largest entry, and Σ e^(x - largest), to `shifts` and `sums`; `scratch` takes N floats. */
export function expSums(R: i32, N: i32, x: usize, shifts: usize, sums: usize, scratch: usize): void {
  for (let r = 0; r < R; r++) {
    const shift = largest(N, x);
    store<f32>(shifts + ((<usize>r) << 2), shift);
    store<f32>(sums + ((<usize>r) << 2), expShifted(N, x, scratch, shift));
    x += (<usize>N) << 2;
  }
}

/** Index of the first largest entry of each row, or of the smallest. */
export function argRows(R: i32, N: i32, x: usize, y: usize, smallest: i32): void {
  for (let r = 0; r < R; r++) {
    let best = 0;
    for (let n = 1; n < N; n++) {
      const a = load<f32>(x + ((<usize>n) << 2));
      const b = load<f32>(x + ((<usize>best) << 2));
      if (smallest ? a < b : a > b) best = n;
    }
    store<i32>(y + ((<usize>r) << 2), best);
    x += (<usize>N) << 2;
  }
}

/** Copies rows of `width` floats by number, out of R rows. Gives the place of the first number outside them, or -1. */
export function gather(count: i32, R: i32, width: i32, x: usize, ids: usize, y: usize): i32 {
  const bytes = (<usize>width) << 2;
  for (let i = 0; i < count; i++, y += bytes) {
    const id = load<i32>(ids + ((<usize>i) << 2));
    if (<u32>id >= <u32>R) return i;
    copyBytes(bytes, x + <usize>id * bytes, y);
  }
  return -1;
}

/** Adds rows of dy to the rows of y by number. */
export function scatterAdd(count: i32, width: i32, ids: usize, dy: usize, y: usize): void {
  const bytes = (<usize>width) << 2;
  for (let i = 0; i < count; i++) {
    const to = y + <usize>load<i32>(ids + ((<usize>i) << 2)) * bytes;
    for (let n = 0; n < width; ) {
      const at = (<usize>n) << 2;
      storeUpTo(to + at, f32x4.add(loadUpTo(to + at, width - n), loadUpTo(dy + at, width - n)), width - n);
      n += stride(width - n);
    }
    dy += bytes;
  }
}
