// Sums over axes, and the softmax family over rows.
import { copyBytes } from "./copy";
import { expOfNegative, logOf } from "./math";
import { at, fma, splat, sumOf } from "./simd";

/** Rows that are added up in single precision before their sum is taken to double. */
const BLOCK = 32;

/** y = scale · the sum over the first axis of (R, N), in double precision except within blocks of a few rows. */
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

@inline
function lowHalf(x: v128): v128 {
  return f64x2.promote_low_f32x4(x);
}

@inline
function highHalf(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 0));
}

/** scale · (low, high) as four floats. */
@inline
function joined(low: v128, high: v128, scale: f32): v128 {
  const factor = f64x2.splat(<f64>scale);
  const a = f32x4.demote_f64x2_zero(f64x2.mul(low, factor));
  const b = f32x4.demote_f64x2_zero(f64x2.mul(high, factor));
  return v128.shuffle<i64>(a, b, 0, 2);
}

/** The sum of n, in one chain. */
export function sum(n: i32, x: usize): f32 {
  let sums = splat(0);
  for (const i of fours(n)) sums = sums + x[i];
  return sumOf(sums);
}

/** y = scale · the sum over the last axis of (R, N), in double precision across blocks, so that a long row keeps its digits. */
export function sumColumns(R: i32, N: i32, x: usize, y: usize, scale: f32): void {
  for (let r = 0; r < R; r++, y += 4) {
    let total: f64 = 0;
    for (let left = N; left > 0; left -= 256) {
      const block = min(left, 256);
      total += sum(block, x);
      x = at(x, block);
    }
    store<f32>(y, <f32>(total * scale));
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

/** y = e^(x - shift), x <= shift, its sum returned. */
function expShifted(N: i32, x: usize, y: usize, shift: f32): f32 {
  expRow(N, x, y, shift);
  return sumOfRow(N, y);
}

/** y = e^(x - shift); n elements. */
export function expRow(n: i32, x: usize, y: usize, shift: f32): void {
  const from = splat(shift);
  for (const i of eights(n)) y[i] = expOfNegative(x[i] - from);
}

/** The sum of n, in four chains. */
function sumOfRow(n: i32, x: usize): f32 {
  let a = splat(0), b = a, c = a, d = a;
  const end = at(x, n & -8);
  for (; x + 64 <= end; x += 64) {
    a = a + v128.load(x);
    b = b + v128.load(x, 16);
    c = c + v128.load(x, 32);
    d = d + v128.load(x, 48);
  }
  if (x < end) {
    a = a + v128.load(x);
    b = b + v128.load(x, 16);
  }
  let sum = sumOf(a + b + (c + d));
  for (const i of fours(n & 7)) sum = sum + sumOf(end[i]);
  return sum;
}

/** x = scale x, n elements. */
function scaleRow(n: i32, x: usize, scale: f32): void {
  const factor = splat(scale);
  for (const i of eights(n)) x[i] = x[i] * factor;
}

/** Softmax of each row of (R, N). */
export function softmax(R: i32, N: i32, x: usize, y: usize): void {
  for (let r = 0; r < R; r++, x = at(x, N), y = at(y, N)) scaleRow(N, y, 1 / expShifted(N, x, y, largest(N, x)));
}

/** dx = y (dy - Σ dy y) of each row. */
export function softmaxGradient(R: i32, N: i32, dy: usize, y: usize, dx: usize): void {
  for (let r = 0; r < R; r++, dy = at(dy, N), y = at(y, N), dx = at(dx, N)) {
    let sums = splat(0);
    for (const n of fours(N)) sums = fma(dy[n], y[n], sums);
    const total = splat(sumOf(sums));
    for (const n of fours(N)) dx[n] = y[n] * (dy[n] - total);
  }
}

/** The logarithm of the softmax of each row. */
export function logSoftmax(R: i32, N: i32, x: usize, y: usize): void {
  for (let r = 0; r < R; r++, x = at(x, N), y = at(y, N)) {
    const shift = largest(N, x);
    const rest = logOf(splat(expShifted(N, x, y, shift)));
    for (const n of fours(N)) y[n] = x[n] - splat(shift) - rest;
  }
}

/** dx = dy - e^y Σ dy of each row, y its logarithm. */
export function logSoftmaxGradient(R: i32, N: i32, dy: usize, y: usize, dx: usize): void {
  for (let r = 0; r < R; r++, dy = at(dy, N), y = at(y, N), dx = at(dx, N)) {
    const total = splat(sum(N, dy));
    for (const n of fours(N)) dx[n] = dy[n] - expOfNegative(y[n]) * total;
  }
}

/** dx = scale (softmax(x) - onehot(label)) of each row, the scale being the row's dy. */
export function crossEntropyGradient(R: i32, N: i32, dy: usize, x: usize, labels: usize, dx: usize): void {
  for (let r = 0; r < R; r++, x = at(x, N), dx = at(dx, N)) {
    const d = load<f32>(at(dy, r));
    scaleRow(N, dx, d / expShifted(N, x, dx, largest(N, x)));
    const own = at(dx, load<i32>(at(labels, r)));
    store<f32>(own, load<f32>(own) - d);
  }
}

/** For each row its largest entry, and Σ e^(x - largest), to `shifts` and `sums`; `scratch` takes N floats. */
export function expSums(R: i32, N: i32, x: usize, shifts: usize, sums: usize, scratch: usize): void {
  for (let r = 0; r < R; r++, x = at(x, N)) {
    const shift = largest(N, x);
    store<f32>(at(shifts, r), shift);
    store<f32>(at(sums, r), expShifted(N, x, scratch, shift));
  }
}

/** Index of the first largest entry of each row, or of the smallest. */
export function argRows(R: i32, N: i32, x: usize, y: usize, smallest: i32): void {
  for (let r = 0; r < R; r++, x = at(x, N)) {
    let best = 0;
    for (let n = 1; n < N; n++) {
      const a = load<f32>(at(x, n));
      const b = load<f32>(at(x, best));
      if (smallest ? a < b : a > b) best = n;
    }
    store<i32>(at(y, r), best);
  }
}

/** Copies rows of `width` floats by number, out of R rows. Gives the place of the first number outside them, or -1. */
export function gather(count: i32, R: i32, width: i32, x: usize, ids: usize, y: usize): i32 {
  for (let i = 0; i < count; i++, y = at(y, width)) {
    const id = load<i32>(at(ids, i));
    if (<u32>id >= <u32>R) return i;
    copyBytes(<usize>width << 2, x + ((<usize>id * width) << 2), y);
  }
  return -1;
}

/** Adds rows of dy to the rows of y by number. */
export function scatterAdd(count: i32, width: i32, ids: usize, dy: usize, y: usize): void {
  for (let i = 0; i < count; i++, dy = at(dy, width)) {
    const to = y + ((<usize>load<i32>(at(ids, i)) * width) << 2);
    for (const n of fours(width)) to[n] = to[n] + dy[n];
  }
}
