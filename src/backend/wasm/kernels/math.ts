// The exponential, what is made of it, and the logarithm, each to a few units in the last place.
import { fma } from "./simd";

// e^x = 2^n e^r with n = x / ln 2 rounded and |r| <= ln 2 / 2. `shifted` is n as SHIFT leaves it in the low bits of a float.

const LOG2E: f32 = 1.44269504;
/** Added to a float, 1.5 · 2^23 rounds it to an integer; the 127 more make of it a float's exponent. */
const SHIFT: f32 = 12583039;
/** -ln 2 in two parts, the first so short that its product with n is exact; and in one. */
const LN2_HIGH: f32 = -0.693359375;
const LN2_LOW: f32 = 2.12194440e-4;
const LN2: f32 = -0.69314718;
/** Logarithms of the smallest and the largest normal float. */
const SMALLEST: f32 = -87.33654;
const LARGEST: f32 = 88.72283;
/** Within ±FAR_AWAY the power of two is a normal float. */
const FAR_AWAY: f32 = 87;

/** 2^n. */
@inline
function power(shifted: v128): v128 {
  return i32x4.shl(shifted, 23);
}

/** e^r - 1 for r = x - n ln 2. */
@inline
function restOf(x: v128, shifted: v128, shift: v128): v128 {
  const n = shifted - shift;
  return seriesOf(fma(n, LN2_LOW, fma(n, LN2_HIGH, x)));
}

/** e^r - 1 for |r| <= ln 2 / 2: r + r² p, the polynomial p that makes the relative error of e^r least, 3e-9. */
@inline
function seriesOf(r: v128): v128 {
  const p = polynomial(r, 0.0013813799, 0.008369103, 0.041668426, 0.16666518, 0.49999994);
  return fma(p, r * r, r);
}

/** x between two bounds; NaN stays. */
@inline
export function within(x: v128, low: v128, high: v128): v128 {
  return f32x4.pmin(f32x4.pmax(x, low), high);
}

/** e^x to 1 unit in the last place; 0 below the smallest normal float, infinity above the largest. */
export function exp(x: v128): v128 {
  const near = within(x, SMALLEST, LARGEST);
  const shifted = fma(near, LOG2E, SHIFT);
  const p = restOf(near, shifted, SHIFT) + splat(1);
  // 2^n in two factors, so that 2^128 does not overflow before the product is formed
  const n = i32x4.sub(shifted, i32x4.splat(0x4b400000));
  const half = i32x4.add(i32x4.shr_s(i32x4.sub(n, i32x4.splat(127)), 1), i32x4.splat(127));
  const rest = i32x4.sub(i32x4.add(n, i32x4.splat(127)), half);
  const y = p * i32x4.shl(half, 23) * i32x4.shl(rest, 23);
  const inside = v128.andnot(y, x < SMALLEST);
  return x > LARGEST ? splat(Infinity) : inside;
}

/** e^x for x <= 0, as softmax needs it: to 1 unit in the last place, 0 below the smallest normal float. */
export function expOfNegative(x: v128): v128 {
  const near = f32x4.pmax(x, SMALLEST);
  const shifted = fma(near, LOG2E, SHIFT);
  const scale = power(shifted);
  return v128.andnot(fma(restOf(near, shifted, SHIFT), scale, scale), x < SMALLEST);
}

/** e^x - 1 to 2 units in the last place, x up to FAR_AWAY. */
@inline
export function expm1(x: v128): v128 {
  const near = within(x, -FAR_AWAY, FAR_AWAY);
  const shifted = fma(near, LOG2E, SHIFT);
  const scale = power(shifted);
  return fma(restOf(near, shifted, SHIFT), scale, scale - 1);
}

/** 2^-23: the sigmoid computes with 2^-23 e^x, so that its quotient reaches 0. */
const SIGMOID_ONE: f32 = 1.1920929e-7;
/** SHIFT with 104 for 127. */
const SIGMOID_SHIFT: f32 = 12583016;

/** 1 / (1 + e^-x) to 3 units in the last place; below the smallest normal float to its last place, and 0 from -104 down. */
export function sigmoid(x: v128): v128 {
  const near = within(-x, -71, 104.2);
  const shifted = fma(near, LOG2E, SIGMOID_SHIFT);
  const scale = power(shifted);
  const e = fma(restOf(near, shifted, SIGMOID_SHIFT), scale, scale);
  return SIGMOID_ONE / (SIGMOID_ONE + e);
}

/**
 * tanh x to 3 units in the last place: m / (m + 2) with m = e^2x - 1, which keeps its digits near zero. One part of ln 2 is
 * enough: where n is large, m is too, and its error vanishes in the quotient.
 */
export function tanh(x: v128): v128 {
  const near = within(x + x, -FAR_AWAY, FAR_AWAY);
  const shifted = fma(near, LOG2E, SHIFT);
  const scale = power(shifted);
  const r = fma(shifted - SHIFT, LN2, near);
  const m = fma(seriesOf(r), scale, scale - 1);
  return m / (m + 2);
}

/** ln x for positive normal x: the exponent, and a polynomial around 1 for the rest (S. Moshier, Cephes Mathematical Library). */
export function log(x: v128): v128 {
  let e = i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126));
  let m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), 0.5);
  const low = m < 0.707106781;
  e = i32x4.add(e, low);
  m = m + v128.and(m, low) - 1;
  const z = m * m;
  const p = polynomial(
    m, 7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
    2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
  );
  const n = f32x4.convert_i32x4_s(e);
  const y = fma(z, -0.5, fma(n, -2.12194440e-4, p * m * z));
  return fma(n, 0.693359375, m + y);
}

const SMALLEST_NORMAL: f32 = 1.17549435e-38;
const TWO_23: f32 = 8388608;
const LN_TWO_23: f32 = 15.9423847;

/** ln x for any x: -infinity at zero, NaN below. */
export function logOf(x: v128): v128 {
  const isSmall = x < SMALLEST_NORMAL;
  const y = log(isSmall ? x * TWO_23 : x) - v128.and(splat(LN_TWO_23), isSmall);
  const below = x == 0 ? splat(-Infinity) : splat(NaN);
  return x > 0 ? (x < splat(Infinity) ? y : x) : below;
}

/** The error function: its series around zero, elsewhere from {@link normalCdf}. */
export function erf(x: v128): v128 {
  const size = f32x4.abs(x);
  const z = x * x;
  const p = polynomial(
    z, -1.6365844e-7, 1.6462114e-6, -1.4925651e-5, 1.2055333e-4, -8.5483270e-4, 5.2239776e-3, -2.6866171e-2,
    1.1283792e-1, -3.7612639e-1, 1.1283792,
  );
  const far = 1 - 2 * normalCdf(size * -1.41421356);
  return size < 1 ? p * x : v128.or(far, v128.and(x, i32x4.splat(0x80000000)));
}

/** ln(1 + t) for t >= 0: the logarithm of u = 1 + t as rounded, scaled by t / (u - 1) for what rounding took. */
export function log1p(t: v128): v128 {
  const u = t + 1;
  const rounded = u - 1;
  return rounded == 0 ? t : log(u) * (t / rounded);
}

/**
 * The normal distribution function, erfc(-x / √2) / 2, by a Chebyshev fit of erfc with relative error below 1.2e-7
 * (Press et al., "Numerical Recipes", 2nd edition, 6.2).
 */
export function normalCdf(x: v128): v128 {
  const a = x * -0.707106781;
  const size = f32x4.abs(a);
  const t = 1 / fma(size, 0.5, 1);
  const p = polynomial(
    t, 0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368,
    -1.26551223,
  );
  const erfc = t * exp(p - size * size);
  return 0.5 * (a >= 0 ? erfc : 2 - erfc);
}
