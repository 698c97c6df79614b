/* The exponential, what is made of it, and the logarithm, each to a few units in the last place; as math.ts has them. */
#pragma once

#include "vector.h"

#define LOG2E 1.44269504f
/** Added to a float, 1.5 · 2^23 rounds it to an integer; the 127 more make of it a float's exponent. */
#define SHIFT 12583039.0f
/** -ln 2 in two parts, the first so short that its product with n is exact; and in one. */
#define LN2_HIGH -0.693359375f
#define LN2_LOW 2.12194440e-4f
#define LN2 -0.69314718f
/** Logarithms of the smallest and the largest normal float. */
#define SMALLEST -87.33654f
#define LARGEST 88.72283f
/** Within ±FAR_AWAY the power of two is a normal float. */
#define FAR_AWAY 87.0f

INLINE vec shifted_of(vec x, float shift) {
  return madd(x, splat(LOG2E), splat(shift));
}

/** 2^n. */
INLINE vec power(vec shifted) {
  return (vec)((ivec)shifted << 23);
}

/** e^r - 1 for |r| <= ln 2 / 2. */
INLINE vec series_of(vec r) {
  vec p = madd(splat(0.0013813799f), r, splat(0.008369103f));
  p = madd(p, r, splat(0.041668426f));
  p = madd(p, r, splat(0.16666518f));
  p = madd(p, r, splat(0.49999994f));
  return madd(p, r * r, r);
}

/** e^r - 1 for r = x - n ln 2. */
INLINE vec rest_of(vec x, vec shifted, float shift) {
  const vec n = shifted - splat(shift);
  return series_of(madd(n, splat(LN2_LOW), madd(n, splat(LN2_HIGH), x)));
}

/** x between two bounds; NaN stays. */
INLINE vec within(vec x, float low, float high) {
  return pmin(pmax(x, splat(low)), splat(high));
}

/** e^x; 0 below the smallest normal float, infinity above the largest. */
INLINE vec exponential(vec x) {
  const vec near = within(x, SMALLEST, LARGEST);
  const vec shifted = shifted_of(near, SHIFT);
  const vec p = rest_of(near, shifted, SHIFT) + splat(1);
  // 2^n in two factors, so that 2^128 does not overflow before the product is formed
  const ivec n = (ivec)shifted - 0x4b400000;
  const ivec half = ((n - 127) >> 1) + 127;
  const ivec rest = n + 127 - half;
  const vec y = p * (vec)(half << 23) * (vec)(rest << 23);
  const vec inside = bits_andnot(y, x < splat(SMALLEST));
  return choose(x > splat(LARGEST), splat(__builtin_inff()), inside);
}

/** e^x for x <= 0; 0 below the smallest normal float. */
INLINE vec exp_of_negative(vec x) {
  const vec near = pmax(x, splat(SMALLEST));
  const vec shifted = shifted_of(near, SHIFT);
  const vec scale = power(shifted);
  return bits_andnot(madd(rest_of(near, shifted, SHIFT), scale, scale), x < splat(SMALLEST));
}

/** e^x - 1, x up to FAR_AWAY. */
INLINE vec exp_minus_one(vec x) {
  const vec near = within(x, -FAR_AWAY, FAR_AWAY);
  const vec shifted = shifted_of(near, SHIFT);
  const vec scale = power(shifted);
  return madd(rest_of(near, shifted, SHIFT), scale, scale - splat(1));
}

/** 2^-23: the sigmoid computes with 2^-23 e^x, so that its quotient reaches 0. */
#define SIGMOID_ONE 1.1920929e-7f
/** SHIFT with 104 for 127. */
#define SIGMOID_SHIFT 12583016.0f

/** 1 / (1 + e^-x). */
INLINE vec sigmoid(vec x) {
  const vec near = within(-x, -71, 104.2f);
  const vec shifted = shifted_of(near, SIGMOID_SHIFT);
  const vec scale = power(shifted);
  const vec e = madd(rest_of(near, shifted, SIGMOID_SHIFT), scale, scale);
  return splat(SIGMOID_ONE) / (splat(SIGMOID_ONE) + e);
}

/** m / (m + 2) with m = e^2x - 1. */
INLINE vec hyperbolic_tangent(vec x) {
  const vec near = within(x + x, -FAR_AWAY, FAR_AWAY);
  const vec shifted = shifted_of(near, SHIFT);
  const vec scale = power(shifted);
  const vec r = madd(shifted - splat(SHIFT), splat(LN2), near);
  const vec m = madd(series_of(r), scale, scale - splat(1));
  return m / (m + splat(2));
}

/** ln x for positive normal x. */
INLINE vec logarithm(vec x) {
  ivec e = (((ivec)x >> 23) & 0x1ff) - 126;
  vec m = (vec)(((ivec)x & 0x007fffff) | (ivec)splat(0.5f));
  const ivec low = m < splat(0.707106781f);
  e = e + low;
  m = m + bits_and(m, low) - splat(1);
  const vec z = m * m;
  vec p = madd(splat(7.0376836292e-2f), m, splat(-1.1514610310e-1f));
  p = madd(p, m, splat(1.1676998740e-1f));
  p = madd(p, m, splat(-1.2420140846e-1f));
  p = madd(p, m, splat(1.4249322787e-1f));
  p = madd(p, m, splat(-1.6668057665e-1f));
  p = madd(p, m, splat(2.0000714765e-1f));
  p = madd(p, m, splat(-2.4999993993e-1f));
  p = madd(p, m, splat(3.3333331174e-1f));
  const vec n = __builtin_convertvector(e, vec);
  const vec y = madd(z, splat(-0.5f), madd(n, splat(-2.12194440e-4f), p * m * z));
  return madd(n, splat(0.693359375f), m + y);
}

/** ln x for any x: -infinity at zero, NaN below. */
INLINE vec log_of(vec x) {
  // denormal numbers times 2^23
  const ivec is_small = x < splat(1.17549435e-38f);
  const vec y = logarithm(choose(is_small, x * splat(8388608.0f), x)) - bits_and(splat(15.9423847f), is_small);
  const vec below = choose(x == splat(0), splat(-__builtin_inff()), splat(__builtin_nanf("")));
  return choose(x > splat(0), choose(x < splat(__builtin_inff()), y, x), below);
}

/** ln(1 + t) for t >= 0. */
INLINE vec log_of_one_plus(vec t) {
  const vec u = t + splat(1);
  const vec rounded = u - splat(1);
  return choose(rounded == splat(0), t, logarithm(u) * (t / rounded));
}

/** The normal distribution function. */
INLINE vec normal_cdf(vec x) {
  const vec a = x * splat(-0.707106781f);
  const vec size = absolute(a);
  const vec t = splat(1) / madd(size, splat(0.5f), splat(1));
  vec p = madd(splat(0.17087277f), t, splat(-0.82215223f));
  p = madd(p, t, splat(1.48851587f));
  p = madd(p, t, splat(-1.13520398f));
  p = madd(p, t, splat(0.27886807f));
  p = madd(p, t, splat(-0.18628806f));
  p = madd(p, t, splat(0.09678418f));
  p = madd(p, t, splat(0.37409196f));
  p = madd(p, t, splat(1.00002368f));
  p = madd(p, t, splat(-1.26551223f));
  const vec erfc = t * exponential(p - size * size);
  return splat(0.5f) * choose(a >= splat(0), erfc, splat(2) - erfc);
}

/** The error function: its series around zero, elsewhere from normal_cdf. */
INLINE vec error_function(vec x) {
  const vec size = absolute(x), z = x * x;
  vec p = madd(splat(-1.6365844e-7f), z, splat(1.6462114e-6f));
  p = madd(p, z, splat(-1.4925651e-5f));
  p = madd(p, z, splat(1.2055333e-4f));
  p = madd(p, z, splat(-8.5483270e-4f));
  p = madd(p, z, splat(5.2239776e-3f));
  p = madd(p, z, splat(-2.6866171e-2f));
  p = madd(p, z, splat(1.1283792e-1f));
  p = madd(p, z, splat(-3.7612639e-1f));
  p = madd(p, z, splat(1.1283792f));
  const vec far = splat(1) - splat(2) * normal_cdf(size * splat(-1.41421356f));
  const vec signed_far = (vec)((ivec)far | ((ivec)x & isplat((int32_t)0x80000000)));
  return choose(size < splat(1), p * x, signed_far);
}
