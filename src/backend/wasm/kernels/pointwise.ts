// The functions of one number and their derivatives, by their code (the order of `unaryCodes` in ../codes.ts).
import { exp, expm1, log, log1p, normalCdf, sigmoid, tanh, within } from "./math";
import { fma } from "./simd";

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
@inline
export function needsInput(code: i32): bool {
  return code >= NEEDS_INPUT;
}

/** The value at x. */
export function value(code: i32, x: v128): v128 {
  switch (code) {
    case TANH: return tanh(x);
    case SIGMOID: return sigmoid(x);
    case RELU: return f32x4.pmax(x, 0);
    case RELU6: return within(x, 0, 6);
    case LEAKY_RELU: return x > 0 ? x : x * 0.2;
    case ELU: return x > 0 ? x : expm1(x);
    case SELU: return (x > 0 ? x : expm1(x) * SELU_ALPHA) * SELU_SCALE;
    case SOFTPLUS: return softplus(x);
    case SOFTSIGN: return x / (f32x4.abs(x) + 1);
    case HARD_SIGMOID: return hardSigmoid(x);
    case EXP: return exp(x);
    case NEGATIVE: return -x;
    case SQRT: return f32x4.sqrt(x);
    case RSQRT: return 1 / f32x4.sqrt(x);
    case RECIPROCAL: return 1 / x;
    case SILU: return x * sigmoid(x);
    case HARD_SILU: return x * hardSigmoid(x);
    case GELU: return x * normalCdf(x);
    case MISH: return x * tanh(softplus(x));
    case ABS: return f32x4.abs(x);
    case SQUARE: return x * x;
    case LOG: return log(x);
    default: return x;
  }
}

/** The derivative, from the input x where {@link needsInput}, else from the output y. */
@inline
export function slope(code: i32, x: v128, y: v128): v128 {
  if (code == TANH) return 1 - y * y;
  if (code == SIGMOID) return y * (1 - y);
  return otherSlope(code, x, y);
}

export function otherSlope(code: i32, x: v128, y: v128): v128 {
  const one = splat(1);
  switch (code) {
    case RELU: return v128.and(one, y > 0);
    case RELU6: return v128.and(one, v128.and(y > 0, y < 6));
    case LEAKY_RELU: return y > 0 ? one : 0.2;
    case ELU: return y > 0 ? one : y + 1;
    case SELU: return y > 0 ? SELU_SCALE : y + splat(SELU_SCALE * SELU_ALPHA);
    case SOFTPLUS: return 1 - exp(-y);
    case SOFTSIGN: {
      const rest = 1 - f32x4.abs(y);
      return rest * rest;
    }
    case HARD_SIGMOID: return v128.and(splat(1.0 / 6.0), v128.and(y > 0, y < 1));
    case EXP: return y;
    case NEGATIVE: return splat(-1);
    case SQRT: return 0.5 / y;
    case RSQRT: return -0.5 * y * (y * y);
    case RECIPROCAL: return -(y * y);
    case SILU: {
      const s = sigmoid(x);
      return s * fma(x, 1 - s, 1);
    }
    case HARD_SILU: {
      const inner = fma(x, splat(1.0 / 3.0), 0.5);
      return v128.andnot(x >= 3 ? one : inner, x <= -3);
    }
    case GELU: return fma(x, exp(x * x * -0.5) * 0.398942280, normalCdf(x));
    case MISH: {
      const t = tanh(softplus(x));
      return fma(x * (1 - t * t), sigmoid(x), t);
    }
    case ABS: return v128.or(v128.and(one, x != 0), v128.and(x, i32x4.splat(0x80000000)));
    case SQUARE: return x + x;
    case LOG: return 1 / x;
    default: return one;
  }
}

/** The value of a gate from what is kept of it: the value, or its input where the derivative needs that. */
@inline
export function valueOf(code: i32, kept: v128): v128 {
  if (code < NEEDS_INPUT) return kept;
  return value(code, kept);
}

/** max(x, 0) + ln(1 + e^-|x|). */
function softplus(x: v128): v128 {
  return f32x4.pmax(x, 0) + log1p(exp(-f32x4.abs(x)));
}

function hardSigmoid(x: v128): v128 {
  return within(fma(x, splat(1.0 / 6.0), 0.5), 0, 1);
}
