// The functions of one number and their derivatives, by the number of their name (the order of `codes` in ../codes.ts).
import { exp, expm1, fma, log, sigmoid, splat, tanh } from "./simd";

export const LINEAR = 0;
export const TANH = 1;
export const SIGMOID = 2;
const RELU = 3;
const RELU6 = 4;
const LEAKY_RELU = 5;
const ELU = 6;
const SELU = 7;
const SOFTPLUS = 8;
const SOFTSIGN = 9;
const HARD_SIGMOID = 10;
const EXP = 11;
const NEGATIVE = 12;
const SQRT = 13;
const RSQRT = 14;
const RECIPROCAL = 15;
/** From here on the derivative needs the input; before, the output is enough. */
const NEEDS_INPUT = 16;
const SILU = 16;
const HARD_SILU = 17;
const GELU = 18;
const MISH = 19;
const ABS = 20;
export const SQUARE = 21;
const LOG = 22;

const SELU_SCALE: f32 = 1.05070098;
const SELU_ALPHA: f32 = 1.67326324;

/** Whether the derivative of a function is computed from its input. */
// @ts-ignore: decorator
@inline
export function needsInput(code: i32): bool {
  return code >= NEEDS_INPUT;
}

/** The value at x. */
export function value(code: i32, x: v128): v128 {
  switch (code) {
    case TANH:
      return tanh(x);
    case SIGMOID:
      return sigmoid(x);
    case RELU:
      return f32x4.pmax(x, splat(0));
    case RELU6:
      return within(x, 0, 6);
    case LEAKY_RELU:
      return v128.bitselect(x, f32x4.mul(x, splat(0.2)), f32x4.gt(x, splat(0)));
    case ELU:
      return v128.bitselect(x, expm1(x), f32x4.gt(x, splat(0)));
    case SELU: {
      const negative = f32x4.mul(expm1(x), splat(SELU_ALPHA));
      return f32x4.mul(v128.bitselect(x, negative, f32x4.gt(x, splat(0))), splat(SELU_SCALE));
    }
    case SOFTPLUS:
      return softplus(x);
    case SOFTSIGN:
      return f32x4.div(x, f32x4.add(f32x4.abs(x), splat(1)));
    case HARD_SIGMOID:
      return hardSigmoid(x);
    case EXP:
      return exp(x);
    case NEGATIVE:
      return f32x4.neg(x);
    case SQRT:
      return f32x4.sqrt(x);
    case RSQRT:
      return f32x4.div(splat(1), f32x4.sqrt(x));
    case RECIPROCAL:
      return f32x4.div(splat(1), x);
    case SILU:
      return f32x4.mul(x, sigmoid(x));
    case HARD_SILU:
      return f32x4.mul(x, hardSigmoid(x));
    case GELU:
      return f32x4.mul(x, normalCdf(x));
    case MISH:
      return f32x4.mul(x, tanh(softplus(x)));
    case ABS:
      return f32x4.abs(x);
    case SQUARE:
      return f32x4.mul(x, x);
    case LOG:
      return log(x);
    default:
      return x;
  }
}

/** The derivative, from the input x where {@link needsInput}, else from the output y. */
export function slope(code: i32, x: v128, y: v128): v128 {
  const one = splat(1);
  switch (code) {
    case TANH:
      return f32x4.sub(one, f32x4.mul(y, y));
    case SIGMOID:
      return f32x4.mul(y, f32x4.sub(one, y));
    case RELU:
      return v128.and(one, f32x4.gt(y, splat(0)));
    case RELU6:
      return v128.and(one, v128.and(f32x4.gt(y, splat(0)), f32x4.lt(y, splat(6))));
    case LEAKY_RELU:
      return v128.bitselect(one, splat(0.2), f32x4.gt(y, splat(0)));
    case ELU:
      return v128.bitselect(one, f32x4.add(y, one), f32x4.gt(y, splat(0)));
    case SELU:
      return v128.bitselect(splat(SELU_SCALE), f32x4.add(y, splat(SELU_SCALE * SELU_ALPHA)), f32x4.gt(y, splat(0)));
    case SOFTPLUS:
      return f32x4.sub(one, exp(f32x4.neg(y)));
    case SOFTSIGN: {
      const rest = f32x4.sub(one, f32x4.abs(y));
      return f32x4.mul(rest, rest);
    }
    case HARD_SIGMOID:
      return v128.and(splat(1.0 / 6.0), v128.and(f32x4.gt(y, splat(0)), f32x4.lt(y, one)));
    case EXP:
      return y;
    case NEGATIVE:
      return splat(-1);
    case SQRT:
      return f32x4.div(splat(0.5), y);
    case RSQRT:
      return f32x4.mul(f32x4.mul(splat(-0.5), y), f32x4.mul(y, y));
    case RECIPROCAL:
      return f32x4.neg(f32x4.mul(y, y));
    case SILU: {
      const s = sigmoid(x);
      return f32x4.mul(s, fma(x, f32x4.sub(one, s), one));
    }
    case HARD_SILU: {
      const inner = fma(x, splat(1.0 / 3.0), splat(0.5));
      const right = v128.bitselect(one, inner, f32x4.ge(x, splat(3)));
      return v128.andnot(right, f32x4.le(x, splat(-3)));
    }
    case GELU: {
      const density = f32x4.mul(exp(f32x4.mul(f32x4.mul(x, x), splat(-0.5))), splat(0.398942280));
      return fma(x, density, normalCdf(x));
    }
    case MISH: {
      const t = tanh(softplus(x));
      return fma(f32x4.mul(x, f32x4.sub(one, f32x4.mul(t, t))), sigmoid(x), t);
    }
    case ABS:
      return v128.or(v128.and(one, f32x4.ne(x, splat(0))), v128.and(x, i32x4.splat(0x80000000)));
    case SQUARE:
      return f32x4.add(x, x);
    case LOG:
      return f32x4.div(one, x);
    default:
      return one;
  }
}

/** max(x, 0) + ln(1 + e^-|x|). */
function softplus(x: v128): v128 {
  return f32x4.add(f32x4.pmax(x, splat(0)), log1p(exp(f32x4.neg(f32x4.abs(x)))));
}

/** ln(1 + t) for t >= 0: the logarithm of u = 1 + t as rounded, scaled by t / (u - 1) for what rounding took. */
function log1p(t: v128): v128 {
  const u = f32x4.add(splat(1), t);
  const rounded = f32x4.sub(u, splat(1));
  return v128.bitselect(t, f32x4.mul(log(u), f32x4.div(t, rounded)), f32x4.eq(rounded, splat(0)));
}

/** x moved between two bounds; NaN stays. */
// @ts-ignore: decorator
@inline
function within(x: v128, low: f32, high: f32): v128 {
  return f32x4.pmin(f32x4.pmax(x, splat(low)), splat(high));
}

function hardSigmoid(x: v128): v128 {
  return within(fma(x, splat(1.0 / 6.0), splat(0.5)), 0, 1);
}

/**
 * The normal distribution function, erfc(-x / √2) / 2, by a Chebyshev fit of erfc with relative error below 1.2e-7
 * (Press et al., "Numerical Recipes", 2nd edition, 6.2).
 */
function normalCdf(x: v128): v128 {
  const a = f32x4.mul(x, splat(-0.707106781));
  const size = f32x4.abs(a);
  const t = f32x4.div(splat(1), fma(size, splat(0.5), splat(1)));
  let p = splat(0.17087277);
  p = fma(p, t, splat(-0.82215223));
  p = fma(p, t, splat(1.48851587));
  p = fma(p, t, splat(-1.13520398));
  p = fma(p, t, splat(0.27886807));
  p = fma(p, t, splat(-0.18628806));
  p = fma(p, t, splat(0.09678418));
  p = fma(p, t, splat(0.37409196));
  p = fma(p, t, splat(1.00002368));
  p = fma(p, t, splat(-1.26551223));
  const erfc = f32x4.mul(t, exp(f32x4.sub(p, f32x4.mul(size, size))));
  return f32x4.mul(splat(0.5), v128.bitselect(erfc, f32x4.sub(splat(2), erfc), f32x4.ge(a, splat(0))));
}
