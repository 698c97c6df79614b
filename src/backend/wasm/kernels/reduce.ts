// Sums over axes, and the softmax family over rows.
import { copyBytes } from "./copy";
import { expOfNegative, fma, loadUpTo, splat, storeUpTo, stride, sumOf } from "./simd";

/** Rows that are added up in single precision before their sum is taken to double. */
const BLOCK = 32;

/** y = scale · the sum over the first axis of (R, N), in double precision but for blocks of a few rows. */
export function sumRows(R: i32, N: i32, x: usize, y: usize, scale: f32): void {
  const step = <usize>N << 2;
  let n = 0;
  for (; n + 8 <= N; n += 8) {
    let s0 = f64x2.splat(0), s1 = f64x2.splat(0), s2 = f64x2.splat(0), s3 = f64x2.splat(0);
    let from = x + (<usize>n << 2);
    for (let r = 0; r < R; r += BLOCK) {
      let a = splat(0), b = splat(0);
      for (let left = min(BLOCK, R - r); left > 0; left--, from += step) {
        a = f32x4.add(a, v128.load(from));
        b = f32x4.add(b, v128.load(from, 16));
      }
      s0 = f64x2.add(s0, lowHalf(a));
      s1 = f64x2.add(s1, highHalf(a));
      s2 = f64x2.add(s2, lowHalf(b));
      s3 = f64x2.add(s3, highHalf(b));
    }
    v128.store(y + (<usize>n << 2), joined(s0, s1, scale));
    v128.store(y + (<usize>n << 2), joined(s2, s3, scale), 16);
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

function largest(N: i32, x: usize): f32 {
  let best: f32 = -Infinity;
  let bests = splat(best);
  let n = 0;
  for (; n + 4 <= N; n += 4) bests = f32x4.pmax(bests, v128.load(x + ((<usize>n) << 2)));
  for (; n < N; n++) best = max(best, load<f32>(x + ((<usize>n) << 2)));
  best = max(best, max(f32x4.extract_lane(bests, 0), f32x4.extract_lane(bests, 1)));
  return max(best, max(f32x4.extract_lane(bests, 2), f32x4.extract_lane(bests, 3)));
}

/** y = e^(x - shift), its sum returned. */
function expShifted(N: i32, x: usize, y: usize, shift: f32): f32 {
  let sum: f32 = 0;
  let sums = splat(0);
  for (let n = 0; n < N; ) {
    const left = N - n;
    const e = expOfNegative(f32x4.sub(loadUpTo(x + ((<usize>n) << 2), left), splat(shift)));
    if (left >= 4) sums = f32x4.add(sums, e);
    else sum += f32x4.extract_lane(e, 0);
    storeUpTo(y + ((<usize>n) << 2), e, left);
    n += stride(left);
  }
  return sum + sumOf(sums);
}

/** Softmax of each row of (R, N). */
export function softmax(R: i32, N: i32, x: usize, y: usize): void {
  for (let r = 0; r < R; r++) {
    const scale = splat(1.0 / expShifted(N, x, y, largest(N, x)));
    for (let n = 0; n < N; ) {
      const at = y + ((<usize>n) << 2);
      storeUpTo(at, f32x4.mul(loadUpTo(at, N - n), scale), N - n);
      n += stride(N - n);
    }
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
    const scale = splat(d / expShifted(N, x, dx, largest(N, x)));
    for (let n = 0; n < N; ) {
      const at = dx + ((<usize>n) << 2);
      storeUpTo(at, f32x4.mul(loadUpTo(at, N - n), scale), N - n);
      n += stride(N - n);
    }
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
