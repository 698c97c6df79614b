// Four numbers at a time: the fused multiply-add and the elementary functions that everything else is made of.
// Constants of exp, tanh and log: S. Moshier, Cephes Mathematical Library (single precision).

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

/** e^x to 1 unit in the last place; 0 below the smallest normal float, infinity above the largest. */
export function exp(x: v128): v128 {
  const inside = v128.and(expWithin(x), f32x4.ge(x, splat(SMALLEST)));
  return v128.bitselect(splat(Infinity), inside, f32x4.gt(x, splat(LARGEST)));
}

/** Logarithms of the smallest and largest normal floats. */
const SMALLEST: f32 = -87.33654;
const LARGEST: f32 = 88.72283;

/** e^x, x moved between the two bounds: 2^n e^r with |r| <= ln 2 / 2, a polynomial for e^r. */
function expWithin(x: v128): v128 {
  x = f32x4.min(f32x4.max(x, splat(SMALLEST)), splat(LARGEST));
  const n = f32x4.nearest(f32x4.mul(x, splat(1.44269504)));
  let r = fma(n, splat(-0.693359375), x);
  r = fma(n, splat(2.12194440e-4), r);
  let p = splat(1.9875691500e-4);
  p = fma(p, r, splat(1.3981999507e-3));
  p = fma(p, r, splat(8.3334519073e-3));
  p = fma(p, r, splat(4.1665795894e-2));
  p = fma(p, r, splat(1.6666665459e-1));
  p = fma(p, r, splat(5.0000001201e-1));
  p = f32x4.add(fma(p, f32x4.mul(r, r), r), splat(1));
  // 2^n in two factors, so that 2^128 does not overflow before the product is formed
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** 1 / (1 + e^-x). */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  return f32x4.div(splat(1), f32x4.add(splat(1), expWithin(f32x4.neg(x))));
}

/** tanh x: an odd polynomial below 0.625, 1 - 2 / (e^2|x| + 1) above. */
export function tanh(x: v128): v128 {
  const z = f32x4.mul(x, x);
  let p = splat(-5.70498872745e-3);
  p = fma(p, z, splat(2.06390887954e-2));
  p = fma(p, z, splat(-5.37397155531e-2));
  p = fma(p, z, splat(1.33314422036e-1));
  p = fma(p, z, splat(-3.33332819422e-1));
  const small = fma(f32x4.mul(p, z), x, x);
  const size = f32x4.abs(x);
  const large = f32x4.sub(splat(1), f32x4.div(splat(2), f32x4.add(expWithin(f32x4.add(size, size)), splat(1))));
  const sign = v128.and(x, i32x4.splat(0x80000000));
  return v128.bitselect(small, v128.or(large, sign), f32x4.lt(size, splat(0.625)));
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
