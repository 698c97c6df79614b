/** The functions of one number: value and derivative. The `js` backend computes with them; kernels are tested against them. */
import { roundHalfToEven } from "../tensor/index.ts";

interface Pointwise {
  value(x: number): number;
  /** The derivative at x, where y is the value there. */
  derivative(x: number, y: number): number;
  /** Whether the derivative reads x; if not, y alone gives it and x need not be kept. */
  needsInput: boolean;
}

const fromOutput = (value: (x: number) => number, derivative: (y: number) => number): Pointwise => ({
  value,
  derivative: (_, y) => derivative(y),
  needsInput: false,
});
const fromInput = (value: (x: number) => number, derivative: (x: number, y: number) => number): Pointwise => ({
  value,
  derivative,
  needsInput: true,
});

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
/** Klambauer et al., "Self-normalizing neural networks", 2017. */
const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;
const LEAKY_SLOPE = 0.2;

/** Cumulative and density functions of the standard normal distribution, for gelu. */
const normalCdf = (x: number) => 0.5 * (1 + erf(x / Math.SQRT2));
const normalPdf = (x: number) => Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);

/** Every function by name. Activations carry Keras's names in camelCase. */
export const pointwise = {
  linear: fromOutput(
    (x) => x,
    () => 1,
  ),
  negative: fromOutput(
    (x) => -x,
    () => -1,
  ),
  abs: fromInput(Math.abs, Math.sign),
  sign: fromOutput(Math.sign, () => 0),
  floor: fromOutput(Math.floor, () => 0),
  ceil: fromOutput(Math.ceil, () => 0),
  round: fromOutput(roundHalfToEven, () => 0),
  exp: fromOutput(Math.exp, (y) => y),
  log: fromInput(Math.log, (x) => 1 / x),
  log1p: fromInput(Math.log1p, (x) => 1 / (1 + x)),
  sqrt: fromOutput(Math.sqrt, (y) => 0.5 / y),
  rsqrt: fromOutput(
    (x) => 1 / Math.sqrt(x),
    (y) => -0.5 * y * y * y,
  ),
  square: fromInput(
    (x) => x * x,
    (x) => 2 * x,
  ),
  reciprocal: fromOutput(
    (x) => 1 / x,
    (y) => -y * y,
  ),
  sin: fromInput(Math.sin, Math.cos),
  cos: fromInput(Math.cos, (x) => -Math.sin(x)),
  expm1: fromOutput(Math.expm1, (y) => y + 1),
  tan: fromOutput(Math.tan, (y) => 1 + y * y),
  asin: fromInput(Math.asin, (x) => 1 / Math.sqrt(1 - x * x)),
  acos: fromInput(Math.acos, (x) => -1 / Math.sqrt(1 - x * x)),
  atan: fromInput(Math.atan, (x) => 1 / (1 + x * x)),
  sinh: fromInput(Math.sinh, Math.cosh),
  cosh: fromInput(Math.cosh, Math.sinh),
  asinh: fromInput(Math.asinh, (x) => 1 / Math.sqrt(1 + x * x)),
  acosh: fromInput(Math.acosh, (x) => 1 / Math.sqrt(x * x - 1)),
  atanh: fromInput(Math.atanh, (x) => 1 / (1 - x * x)),
  erf: fromInput(erf, (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x)),
  logicalNot: fromOutput(
    (x) => (x === 0 ? 1 : 0),
    () => 0,
  ),
  tanh: fromOutput(Math.tanh, (y) => 1 - y * y),
  sigmoid: fromOutput(sigmoid, (y) => y * (1 - y)),
  relu: fromOutput(
    (x) => Math.max(x, 0),
    (y) => (y > 0 ? 1 : 0),
  ),
  relu6: fromOutput(
    (x) => Math.min(Math.max(x, 0), 6),
    (y) => (y > 0 && y < 6 ? 1 : 0),
  ),
  leakyRelu: fromOutput(
    (x) => (x > 0 ? x : LEAKY_SLOPE * x),
    (y) => (y > 0 ? 1 : LEAKY_SLOPE),
  ),
  elu: fromOutput(
    (x) => (x > 0 ? x : Math.expm1(x)),
    (y) => (y > 0 ? 1 : y + 1),
  ),
  selu: fromOutput(
    (x) => SELU_SCALE * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
    (y) => (y < 0 ? y + SELU_SCALE * SELU_ALPHA : SELU_SCALE),
  ),
  softplus: fromOutput(softplus, (y) => -Math.expm1(-y)),
  softsign: fromOutput(
    (x) => x / (1 + Math.abs(x)),
    (y) => (1 - Math.abs(y)) ** 2,
  ),
  hardSigmoid: fromOutput(
    (x) => Math.min(Math.max(x / 6 + 0.5, 0), 1),
    (y) => (y > 0 && y < 1 ? 1 / 6 : 0),
  ),
  silu: fromInput(
    (x) => x * sigmoid(x),
    (x) => sigmoid(x) * (1 + x * (1 - sigmoid(x))),
  ),
  hardSilu: fromInput(
    (x) => x * Math.min(Math.max(x / 6 + 0.5, 0), 1),
    (x) => (x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5),
  ),
  gelu: fromInput(
    (x) => x * normalCdf(x),
    (x) => normalCdf(x) + x * normalPdf(x),
  ),
  mish: fromInput(
    (x) => x * Math.tanh(softplus(x)),
    (x) => {
      const t = Math.tanh(softplus(x));
      return t + x * (1 - t * t) * sigmoid(x);
    },
  ),
} as const satisfies Record<string, Pointwise>;

/** The name of a function of one number. */
export type UnaryName = keyof typeof pointwise;

/**
 * The error function to about 1e-12: its Maclaurin series near zero, elsewhere the continued fraction of erfc
 * (Abramowitz & Stegun, 7.1.5 and 7.1.14).
 */
function erf(x: number): number {
  const a = Math.abs(x);
  if (a > 6) return Math.sign(x);
  if (a < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return (2 / Math.sqrt(Math.PI)) * sum;
  }
  let fraction = 0;
  for (let k = 60; k >= 1; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / Math.sqrt(Math.PI) / (a + fraction));
}
