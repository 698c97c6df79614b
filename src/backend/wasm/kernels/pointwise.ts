// The functions of one number and their derivatives.
import { erf, exp, expm1, log1p, logOf, normalCdf, sigmoid, tanh, within } from "./math";
import { fma } from "./simd";

const SELU_SCALE: f32 = 1.05070098;
const SELU_ALPHA: f32 = 1.67326324;

/** By code: the value at x, and the derivative there, from the output y alone for those before `silu`. */
export const unary = {
  linear: [x, 1],
  tanh: [tanh(x), 1 - y * y],
  sigmoid: [sigmoid(x), y * (1 - y)],
  relu: [f32x4.pmax(x, 0), v128.and(1, y > 0)],
  relu6: [within(x, 0, 6), v128.and(1, v128.and(y > 0, y < 6))],
  leakyRelu: [x > 0 ? x : x * 0.2, y > 0 ? splat(1) : 0.2],
  elu: [x > 0 ? x : expm1(x), y > 0 ? 1 : y + 1],
  selu: [(x > 0 ? x : expm1(x) * SELU_ALPHA) * SELU_SCALE, y < 0 ? y + splat(SELU_SCALE * SELU_ALPHA) : SELU_SCALE],
  softplus: [softplus(x), 1 - exp(-y)],
  softsign: [x / (f32x4.abs(x) + 1), (1 - f32x4.abs(y)) * (1 - f32x4.abs(y))],
  hardSigmoid: [hardSigmoid(x), v128.and(splat(1.0 / 6.0), v128.and(y > 0, y < 1))],
  exp: [exp(x), y],
  negative: [-x, -1],
  sqrt: [f32x4.sqrt(x), 0.5 / y],
  rsqrt: [1 / f32x4.sqrt(x), -0.5 * y * (y * y)],
  reciprocal: [1 / x, -(y * y)],
  silu: [x * sigmoid(x), siluSlope(x, sigmoid(x))],
  hardSilu: [x * hardSigmoid(x), v128.andnot(x >= 3 ? 1 : fma(x, splat(1.0 / 3.0), 0.5), x <= -3)],
  gelu: [x * normalCdf(x), fma(x, exp(x * x * -0.5) * 0.398942280, normalCdf(x))],
  mish: [x * tanh(softplus(x)), mishSlope(x, tanh(softplus(x)))],
  abs: [f32x4.abs(x), v128.or(v128.and(1, x != 0), v128.or(v128.and(x, i32x4.splat(0x80000000)), v128.and(x, x != x)))],
  square: [x * x, x + x],
  log: [logOf(x), 1 / x],
  erf: [erf(x), exp(-(x * x)) * 1.12837917],
};

/** Whether the derivative of a function is computed from its input. */
@inline
export function needsInput(code: i32): bool {
  return code >= SILU;
}

export function value(code: i32, x: v128): v128 {
  return unary[code][0];
}

/** The derivative, from the input x where {@link needsInput}, else from the output y. */
@inline
export function slope(code: i32, x: v128, y: v128): v128 {
  if (code == TANH) return 1 - y * y;
  if (code == SIGMOID) return y * (1 - y);
  return otherSlope(code, x, y);
}

function otherSlope(code: i32, x: v128, y: v128): v128 {
  return unary[code][1];
}

/** The value of a gate from what is kept of it: the value, or its input where the derivative needs that. */
@inline
export function valueOf(code: i32, kept: v128): v128 {
  if (code < SILU) return kept;
  return value(code, kept);
}

/** max(x, 0) + ln(1 + e^-|x|). */
function softplus(x: v128): v128 {
  return f32x4.pmax(x, 0) + log1p(exp(-f32x4.abs(x)));
}

function hardSigmoid(x: v128): v128 {
  return within(fma(x, splat(1.0 / 6.0), 0.5), 0, 1);
}

function siluSlope(x: v128, s: v128): v128 {
  return s * fma(x, 1 - s, 1);
}

function mishSlope(x: v128, t: v128): v128 {
  return fma(x * (1 - t * t), sigmoid(x), t);
}
