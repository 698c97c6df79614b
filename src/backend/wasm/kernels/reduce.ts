// Sums over axes; over rows the softmax family and normalization to mean 0 and variance 1; rows by number.
import { copyBytes } from "./copy";
import { expOfNegative, logOf } from "./math";
import { at, fma, largestOf, splat, sumOf } from "./simd";

/** Rows that are added up in single precision before their sum is taken to double. */
const BLOCK = 32;

/** y = scale · the sum over the first axis of (R, N), in double precision except within blocks of a few rows. */
export function sumRows(R: i32, N: i32, x: usize, y: usize, scale: f32): void {
  const whole = N & -16;
  sumBlocks(BLOCK, R, N, whole, x, y, scale);
  sumBlocks(1, R, N, N - whole, at(x, whole), at(y, whole), scale);
}

/** The same for some columns, a cache line of them at a time. */
function sumBlocks(block: i32, R: i32, N: i32, columns: i32, x: usize, y: usize, scale: f32): void {
  for (const n of sixteens(columns)) {
    let low = f64x2.splat(0), high = f64x2.splat(0);
    for (let r = 0, row = x; r < R; ) {
      let sum = splat(0);
      for (const end = min(r + block, R); r < end; r++, row = at(row, N)) sum = sum + row[n];
      low = f64x2.add(low, f64x2.promote_low_f32x4(sum));
      high = f64x2.add(high, f64x2.promote_low_f32x4(v128.shuffle<i64>(sum, sum, 1, 0)));
    }
    y[n] = joined(low, high, scale);
  }
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
  const end = at(x, N), whole = at(x, N & -16);
  for (; x < whole; x += 64) {
    a = f32x4.pmax(a, v128.load(x));
    b = f32x4.pmax(b, v128.load(x, 16));
    c = f32x4.pmax(c, v128.load(x, 32));
    d = f32x4.pmax(d, v128.load(x, 48));
  }
  let best = largestOf(f32x4.pmax(f32x4.pmax(a, b), f32x4.pmax(c, d)));
  for (; x < end; x += 4) best = max(best, load<f32>(x));
  return best;
}

/** y = e^(x - shift), x <= shift, its sum returned. */
function expShifted(N: i32, x: usize, y: usize, shift: f32): f32 {
  const from = splat(shift);
  for (const i of eights(N)) y[i] = expOfNegative(x[i] - from);
  return sumOfRow(N, y);
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
    let sums = splat(0), products = splat(0);
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

/** Index of the first largest entry of each row, or of the smallest. */
export function argRows(R: i32, N: i32, x: usize, y: usize, smallest: i32): void {
  for (let r = 0; r < R; r++, x = at(x, N)) {
    let best = 0;
    for (let n = 1; n < N; n++) {
      const a = load<f32>(at(x, n)), b = load<f32>(at(x, best));
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
