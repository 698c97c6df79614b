/** Operations of Keras on single numbers and on pairs of them. */
import { type ActivationName, resolveActivation } from "../../../activations.ts";
import {
  abs,
  add,
  arccos,
  arccosh,
  arcsin,
  arcsinh,
  arctan,
  arctan2,
  arctanh,
  cast,
  ceil,
  cosh,
  divide,
  equal,
  erf,
  exp,
  expm1,
  floor,
  greater,
  isFinite as isFiniteNumber,
  isNaN as isNotANumber,
  less,
  lessEqual,
  log,
  logicalAnd,
  logicalOr,
  maximum,
  minimum,
  multiply,
  negative,
  notEqual,
  power,
  round,
  sign,
  sin,
  sinh,
  softplus,
  sqrt,
  square,
  subtract,
  tan,
  unary,
  where,
} from "../../../ops/index.ts";
import type { Tensor, TensorLike } from "../../../tensor/index.ts";
import { type Compute, one, two } from "./compute.ts";
import { integerIn, numberIn, numeric, tensorIn } from "./values.ts";

const { POSITIVE_INFINITY: INFINITY, NEGATIVE_INFINITY } = Number;
const LARGEST = 3.4028234663852886e38;

/** Towards 0. */
const truncated = (x: TensorLike) => multiply(sign(x), floor(abs(x)));

/** a, or b where a is not a number. */
const unlessNaN = (a: TensorLike, b: TensorLike) => where(isNotANumber(a), b, a);

/** log(e^a + e^b), with no exponential that overflows. */
const logAddExp = (a: TensorLike, b: TensorLike) => add(maximum(a, b), softplus(negative(abs(subtract(a, b)))));

/** sin(πx) / πx, and 1 at 0. */
function sinc(x: Tensor): Tensor {
  const isZero = equal(x, 0);
  const angle = multiply(where(isZero, 1, x), Math.PI);
  return where(isZero, 1, divide(sin(angle), angle));
}

/** Rounds to a decimal place, halves to the even number. */
const rounded: Compute = ([x], { decimals }) => {
  const input = tensorIn(x);
  const digits = decimals === null || decimals === undefined ? 0 : integerIn(decimals);
  if (digits === 0) return round(input);
  const factor = 10 ** digits;
  return cast(divide(round(multiply(input, factor)), factor), input.dtype);
};

/** The linear unit of an exponential below 0: x, and α (e^(x/α) - 1). */
const celu: Compute = ([x], { alpha }) => {
  const [input, a] = [tensorIn(x), numberIn(alpha ?? 1)];
  return where(greater(input, 0), input, multiply(unary("elu", divide(input, a)), a));
};

/** x outside ±threshold, less by the threshold where `shift`, else 0. */
const shrunk =
  (shift: boolean): Compute =>
  ([x], { threshold }) => {
    const [input, limit] = [tensorIn(x), numberIn(threshold ?? 0.5)];
    const left = shift ? subtract(input, multiply(sign(input), limit)) : input;
    return where(greater(abs(input), limit), left, 0);
  };

const isNear: Compute = ([a, b, rtol, atol], options) => {
  const [x, y] = [numeric(a), numeric(b)];
  const relative = numberIn(options.rtol ?? rtol ?? 1e-5);
  const absolute = numberIn(options.atol ?? atol ?? 1e-8);
  const near = lessEqual(abs(subtract(x, y)), add(multiply(abs(y), relative), absolute));
  const found = logicalOr(logicalAnd(near, isFiniteNumber(y)), equal(x, y));
  return options.equal_nan === true ? logicalOr(found, logicalAnd(isNotANumber(x), isNotANumber(y))) : found;
};

const finite: Compute = ([x], { nan, posinf, neginf }) => {
  const number = (value: typeof nan, otherwise: number) =>
    value === null || value === undefined ? otherwise : numberIn(value);
  const input = tensorIn(x);
  const whole = where(isNotANumber(input), number(nan, 0), input);
  const below = where(equal(whole, INFINITY), number(posinf, LARGEST), whole);
  return where(equal(below, NEGATIVE_INFINITY), number(neginf, -LARGEST), below);
};

/** Of Keras's module `numpy`. */
export const numpyElementwise = {
  Arccos: one(arccos),
  Arccosh: one(arccosh),
  Arcsin: one(arcsin),
  Arcsinh: one(arcsinh),
  Arctan: one(arctan),
  Arctan2: two(arctan2),
  Arctanh: one(arctanh),
  Cbrt: one((x) => multiply(sign(x), power(abs(x), 1 / 3))),
  Ceil: one(ceil),
  Conj: one((x) => x),
  Conjugate: one((x) => x),
  Copy: one((x) => x),
  Cosh: one(cosh),
  Deg2rad: one((x) => multiply(x, Math.PI / 180)),
  DivideNoNan: two((a, b) => {
    const isZero = equal(b, 0);
    return where(isZero, 0, divide(a, where(isZero, 1, b)));
  }),
  Exp2: one((x) => exp(multiply(x, Math.LN2))),
  Expm1: one(expm1),
  Fabs: one(abs),
  Fmax: two((a, b) => maximum(unlessNaN(a, b), unlessNaN(b, a))),
  Fmin: two((a, b) => minimum(unlessNaN(a, b), unlessNaN(b, a))),
  Fmod: two((a, b) => subtract(a, multiply(truncated(divide(a, b)), b))),
  Heaviside: two((a, b) => where(equal(a, 0), b, cast(greater(a, 0), "float32"))),
  Hypot: two((a, b) => sqrt(add(square(a), square(b)))),
  Isclose: isNear,
  Isfinite: one(isFiniteNumber),
  Isinf: one((x) => equal(abs(x), INFINITY)),
  Isnan: one(isNotANumber),
  Isneginf: one((x) => equal(x, NEGATIVE_INFINITY)),
  Isposinf: one((x) => equal(x, INFINITY)),
  Log10: one((x) => multiply(log(x), Math.LOG10E)),
  Log2: one((x) => multiply(log(x), Math.LOG2E)),
  Logaddexp: two(logAddExp),
  Logaddexp2: two((a, b) => divide(logAddExp(multiply(a, Math.LN2), multiply(b, Math.LN2)), Math.LN2)),
  LogicalXor: two((a, b) => notEqual(cast(a, "bool"), cast(b, "bool"))),
  NanToNum: finite,
  Rad2deg: one((x) => multiply(x, 180 / Math.PI)),
  Real: one((x) => x),
  Round: rounded,
  Signbit: one((x) => less(x, 0)),
  Sinc: one(sinc),
  Sinh: one(sinh),
  Tan: one(tan),
  Trunc: one(truncated),
} as const satisfies Record<string, Compute>;

/** An activation that takes no parameters. */
const activation = (name: ActivationName) => one((x) => resolveActivation(name).apply(x));

/** Of Keras's module `nn`. */
export const nnElementwise = {
  Celu: celu,
  HardShrink: shrunk(false),
  HardSilu: activation("hardSilu"),
  HardTanh: activation("hardTanh"),
  LogSigmoid: activation("logSigmoid"),
  SoftShrink: shrunk(true),
  SparsePlus: activation("sparsePlus"),
  SparseSigmoid: activation("sparseSigmoid"),
  Squareplus: ([x, b], options) => {
    const input = tensorIn(x);
    return multiply(add(input, sqrt(add(square(input), numberIn(options.b ?? b ?? 4)))), 0.5);
  },
  TanhShrink: activation("tanhShrink"),
  Threshold: ([x, limit, otherwise], options) => {
    const input = tensorIn(x);
    const least = numberIn(options.threshold ?? limit);
    return where(greater(input, least), input, numberIn(options.default_value ?? otherwise));
  },
} as const satisfies Record<string, Compute>;

/** Of Keras's module `math`. */
export const mathElementwise = {
  Erfc: one((x) => subtract(1, erf(x))),
} as const satisfies Record<string, Compute>;
