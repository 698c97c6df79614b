// Four numbers at a time: the fused multiply-add and the elementary functions that everything else is made of.
// Constants of log: S. Moshier, Cephes Mathematical Library (single precision).

/** a * b + c: one rounding where the engine has relaxed SIMD, two where it has not. */
// @ts-ignore: decorator
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// @ts-ignore: decorator
@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** Four floats, or one where only `left` elements are left: the others are then zero. */
// @ts-ignore: decorator
@inline
export function loadUpTo(from: usize, left: i32): v128 {
  return left >= 4 ? v128.load(from) : v128.load32_zero(from);
}

/** Stores what {@link loadUpTo} loaded. */
// @ts-ignore: decorator
@inline
export function storeUpTo(to: usize, x: v128, left: i32): void {
  if (left >= 4) v128.store(to, x);
  else v128.store_lane<f32>(to, x, 0);
}

/** How far to go on after {@link loadUpTo}. */
// @ts-ignore: decorator
@inline
export function stride(left: i32): i32 {
  return left >= 4 ? 4 : 1;
}


/**
 * Constants of the exponential, in memory: an engine builds one that stands in the code anew at each use, and loads one from
 * memory in one instruction.
 */
const CONSTANTS: usize = memory.data<f32>([
  -87, 87, 1.44269504, 12583039, -0.693359375, 2.12194440e-4, -0.69314718, 0.0013813799, 0.008369103, 0.041668426,
  0.16666518, 0.49999994, 1, 2, -87.33654, 88.72283, -71, 104.2, 12583016, 1.1920929e-7,
], 16);

export const MINUS_FAR = 0;
/** Within ±FAR_AWAY the power of two of {@link power} is a normal float. */
export const FAR_AWAY = 1;
export const LOG2E = 2;
/** Added to a float, 1.5 · 2^23 rounds it to an integer n and leaves n in the low bits; 127 makes it a float's exponent. */
export const SHIFT = 3;
/** -ln 2 in two parts, the first so short that its product with n is exact. */
export const LN2_HIGH = 4;
export const LN2_LOW = 5;
/** -ln 2 in one. */
export const LN2 = 6;
/** The polynomial (e^r - 1 - r) / r², highest power first, that makes the relative error of e^r least, 3e-9. */
export const P6 = 7;
export const P5 = 8;
export const P4 = 9;
export const P3 = 10;
export const P2 = 11;
export const ONE = 12;
export const TWO = 13;
/** Logarithms of the smallest and largest normal floats. */
export const SMALLEST = 14;
const LARGEST = 15;
// The sigmoid computes with 2^-23 e^x, so that its quotient reaches 0: the bounds of x, SHIFT with 104 for 127, and 2^-23.
export const SIGMOID_LEAST = 16;
export const SIGMOID_MOST = 17;
export const SIGMOID_SHIFT = 18;
export const SIGMOID_ONE = 19;

/** A constant, four times. */
// @ts-ignore: decorator
@inline
export function constant(which: usize): v128 {
  return v128.load32_splat(CONSTANTS + 4 * which);
}

// e^x = 2^n e^r with n = x / ln 2 rounded and |r| <= ln 2 / 2. The three steps share `shifted`, n as SHIFT leaves it.

// @ts-ignore: decorator
@inline
function shiftedOf(x: v128, shift: usize = SHIFT): v128 {
  return fma(x, constant(LOG2E), constant(shift));
}

/** 2^n. */
// @ts-ignore: decorator
@inline
function power(shifted: v128): v128 {
  return i32x4.shl(shifted, 23);
}

/** e^r - 1 for r = x - n ln 2. */
// @ts-ignore: decorator
@inline
function restOf(x: v128, shifted: v128, shift: usize = SHIFT): v128 {
  const n = f32x4.sub(shifted, constant(shift));
  return seriesOf(fma(n, constant(LN2_LOW), fma(n, constant(LN2_HIGH), x)));
}

/** e^r - 1 for |r| <= ln 2 / 2: r + r² times the polynomial. */
// @ts-ignore: decorator
@inline
function seriesOf(r: v128): v128 {
  let p = fma(constant(P6), r, constant(P5));
  p = fma(p, r, constant(P4));
  p = fma(p, r, constant(P3));
  p = fma(p, r, constant(P2));
  return fma(p, f32x4.mul(r, r), r);
}

/** x moved within ±FAR_AWAY; NaN stays (the engine has one instruction for each of these, unlike min and max). */
// @ts-ignore: decorator
@inline
function within(x: v128): v128 {
  return f32x4.pmin(f32x4.pmax(x, constant(MINUS_FAR)), constant(FAR_AWAY));
}

/** e^x to 1 unit in the last place; 0 below the smallest normal float, infinity above the largest. */
export function exp(x: v128): v128 {
  const near = f32x4.pmin(f32x4.pmax(x, constant(SMALLEST)), constant(LARGEST));
  const shifted = shiftedOf(near);
  const p = f32x4.add(restOf(near, shifted), splat(1));
  // 2^n in two factors, so that 2^128 does not overflow before the product is formed
  const n = i32x4.sub(shifted, i32x4.splat(0x4b400000));
  const half = i32x4.add(i32x4.shr_s(i32x4.sub(n, i32x4.splat(127)), 1), i32x4.splat(127));
  const rest = i32x4.sub(i32x4.add(n, i32x4.splat(127)), half);
  const y = f32x4.mul(f32x4.mul(p, i32x4.shl(half, 23)), i32x4.shl(rest, 23));
  const inside = v128.andnot(y, f32x4.lt(x, constant(SMALLEST)));
  return v128.bitselect(splat(Infinity), inside, f32x4.gt(x, constant(LARGEST)));
}

/** e^x for x <= 0, as softmax needs it: to 1 unit in the last place, 0 below the smallest normal float. */
// @ts-ignore: decorator
@inline
export function expOfNegative(x: v128): v128 {
  const near = f32x4.pmax(x, constant(SMALLEST));
  const shifted = shiftedOf(near);
  const scale = power(shifted);
  return v128.andnot(fma(restOf(near, shifted), scale, scale), f32x4.lt(x, constant(SMALLEST)));
}

/** e^x - 1 to 2 units in the last place, x up to FAR_AWAY. */
// @ts-ignore: decorator
@inline
export function expm1(x: v128): v128 {
  const near = within(x);
  const shifted = shiftedOf(near);
  const scale = power(shifted);
  return fma(restOf(near, shifted), scale, f32x4.sub(scale, splat(1)));
}

/** 1 / (1 + e^-x) to 3 units in the last place; below the smallest normal float to its last place, and 0 from -104 down. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const near = f32x4.pmin(f32x4.pmax(f32x4.neg(x), constant(SIGMOID_LEAST)), constant(SIGMOID_MOST));
  const shifted = shiftedOf(near, SIGMOID_SHIFT);
  const scale = power(shifted);
  const e = fma(restOf(near, shifted, SIGMOID_SHIFT), scale, scale);
  return f32x4.div(constant(SIGMOID_ONE), f32x4.add(constant(SIGMOID_ONE), e));
}

/**
 * tanh x to 3 units in the last place: m / (m + 2) with m = e^2x - 1, which keeps its digits near zero. One part of ln 2 is
 * enough: where n is large, m is too, and its error vanishes in the quotient.
 */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const near = within(f32x4.add(x, x));
  const shifted = shiftedOf(near);
  const scale = power(shifted);
  const r = fma(f32x4.sub(shifted, constant(SHIFT)), constant(LN2), near);
  const m = fma(seriesOf(r), scale, f32x4.sub(scale, constant(ONE)));
  return f32x4.div(m, f32x4.add(m, constant(TWO)));
}

/** ln x for positive normal x: the exponent, and a polynomial around 1 for the rest. */
export function log(x: v128): v128 {
  let e = i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126));
  let m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), splat(0.5));
  const low = f32x4.lt(m, splat(0.707106781));
  e = i32x4.add(e, low);
  m = f32x4.sub(f32x4.add(m, v128.and(m, low)), splat(1));
  const z = f32x4.mul(m, m);
  let p = splat(7.0376836292e-2);
  p = fma(p, m, splat(-1.1514610310e-1));
  p = fma(p, m, splat(1.1676998740e-1));
  p = fma(p, m, splat(-1.2420140846e-1));
  p = fma(p, m, splat(1.4249322787e-1));
  p = fma(p, m, splat(-1.6668057665e-1));
  p = fma(p, m, splat(2.0000714765e-1));
  p = fma(p, m, splat(-2.4999993993e-1));
  p = fma(p, m, splat(3.3333331174e-1));
  const n = f32x4.convert_i32x4_s(e);
  let y = f32x4.mul(f32x4.mul(p, m), z);
  y = fma(n, splat(-2.12194440e-4), y);
  y = fma(z, splat(-0.5), y);
  return fma(n, splat(0.693359375), f32x4.add(m, y));
}

/** The sum of the four. */
// @ts-ignore: decorator
@inline
export function sumOf(x: v128): f32 {
  const pairs = f32x4.add(x, i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}
