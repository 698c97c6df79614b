/* The functions of one number and their derivatives, by their code; as pointwise.ts has them. */
#pragma once

#include "math.h"

#define SELU_SCALE 1.05070098f
#define SELU_ALPHA 1.67326324f

/** Whether the derivative of a function is computed from its input, as of all from SILU on; of the others the output is enough. */
INLINE int needs_input(int code) {
  return code >= SILU;
}

/** max(x, 0) + ln(1 + e^-|x|). */
INLINE vec softplus(vec x) {
  return pmax(x, splat(0)) + log_of_one_plus(exponential(-absolute(x)));
}

INLINE vec hard_sigmoid(vec x) {
  return within(madd(x, splat(1.0f / 6.0f), splat(0.5f)), 0, 1);
}

/** Functions rare enough for a call each. */
static __attribute__((noinline)) vec other_value(int code, vec x) {
  switch (code) {
    case RELU6: return within(x, 0, 6);
    case LEAKY_RELU: return choose(x > splat(0), x, x * splat(0.2f));
    case ELU: return choose(x > splat(0), x, exp_minus_one(x));
    case SELU: return choose(x > splat(0), x, exp_minus_one(x) * splat(SELU_ALPHA)) * splat(SELU_SCALE);
    case SOFTPLUS: return softplus(x);
    case SOFTSIGN: return x / (absolute(x) + splat(1));
    case HARD_SIGMOID: return hard_sigmoid(x);
    case EXP: return exponential(x);
    case NEGATIVE: return -x;
    case SQRT: return square_root(x);
    case RSQRT: return splat(1) / square_root(x);
    case RECIPROCAL: return splat(1) / x;
    case SILU: return x * sigmoid(x);
    case HARD_SILU: return x * hard_sigmoid(x);
    case GELU: return x * normal_cdf(x);
    case MISH: return x * hyperbolic_tangent(softplus(x));
    case ABS: return absolute(x);
    case LOG: return log_of(x);
    case ERF: return error_function(x);
    default: return x;
  }
}

/** The value at x. */
INLINE vec value_at(int code, vec x) {
  switch (code) {
    case LINEAR: return x;
    case TANH: return hyperbolic_tangent(x);
    case SIGMOID: return sigmoid(x);
    case RELU: return pmax(x, splat(0));
    case SQUARE: return x * x;
    default: return other_value(code, x);
  }
}

static __attribute__((noinline)) vec other_slope(int code, vec x, vec y) {
  const vec zero = splat(0), one = splat(1);
  switch (code) {
    case RELU: return bits_and(one, y > zero);
    case RELU6: return bits_and(one, (y > zero) & (y < splat(6)));
    case LEAKY_RELU: return choose(y > zero, one, splat(0.2f));
    case ELU: return choose(y > zero, one, y + one);
    case SELU: return choose(y < zero, y + splat(SELU_SCALE * SELU_ALPHA), splat(SELU_SCALE));
    case SOFTPLUS: return one - exponential(-y);
    case SOFTSIGN: {
      const vec rest = one - absolute(y);
      return rest * rest;
    }
    case HARD_SIGMOID: return bits_and(splat(1.0f / 6.0f), (y > zero) & (y < one));
    case EXP: return y;
    case NEGATIVE: return splat(-1);
    case SQRT: return splat(0.5f) / y;
    case RSQRT: return splat(-0.5f) * y * (y * y);
    case RECIPROCAL: return -(y * y);
    case SILU: {
      const vec s = sigmoid(x);
      return s * madd(x, one - s, one);
    }
    case HARD_SILU: {
      const vec inner = madd(x, splat(1.0f / 3.0f), splat(0.5f));
      return bits_andnot(choose(x >= splat(3), one, inner), x <= splat(-3));
    }
    case GELU: return madd(x, exponential(x * x * splat(-0.5f)) * splat(0.398942280f), normal_cdf(x));
    case MISH: {
      const vec t = hyperbolic_tangent(softplus(x));
      return madd(x * (one - t * t), sigmoid(x), t);
    }
    case ABS: {
      const ivec sign = (ivec)x & isplat((int32_t)0x80000000);
      return (vec)((ivec)bits_and(one, x != zero) | sign | (ivec)bits_and(x, x != x));
    }
    case SQUARE: return x + x;
    case LOG: return one / x;
    case ERF: return exponential(-(x * x)) * splat(1.12837917f);
    default: return one;
  }
}

/** The derivative, from the input x where needs_input, else from the output y. */
INLINE vec slope_at(int code, vec x, vec y) {
  if (code == TANH) return splat(1) - y * y;
  if (code == SIGMOID) return y * (splat(1) - y);
  return other_slope(code, x, y);
}

/** The value of a gate from what is kept of it: the value, or its input where the derivative needs that. */
INLINE vec value_of(int code, vec kept) {
  return needs_input(code) ? value_at(code, kept) : kept;
}
