/** Operators that work element by element: arithmetic, comparison, logic, functions of one number. */

import { record } from "../../../autodiff/tape.ts";
import type { UnaryName } from "../../../backend/pointwise.ts";
import { bent } from "../../../ops/bent.ts";
import {
  add,
  broadcastTo,
  cast,
  clip,
  divide,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalNot,
  logicalOr,
  maximum,
  minimum,
  multiply,
  notEqual,
  power,
  sigmoid,
  subtract,
  tanh,
  unary,
  where,
} from "../../../ops/index.ts";
import { broadcastShapes, type Tensor, wrap } from "../../../tensor/index.ts";
import { negativePart, onnxActivation } from "./activations.ts";
import type { Call, Operator } from "./call.ts";
import { isIntegral, mapIntegers, zipIntegers } from "./integers.ts";
import { checkMade } from "./limits.ts";

/** A function of one number that has a kernel; of integers, by its own formula on the host. */
const kernel =
  (name: UnaryName, ofInteger?: (value: number) => number): Operator =>
  (call) => {
    const x = call.input(0);
    return ofInteger && isIntegral(x) ? mapIntegers(x, ofInteger) : unary(name, x);
  };

/** A function of one number without a kernel: its value, and its derivative where x and the value are known. */
const formula =
  (value: (x: number) => number, derivative: (x: number, y: number) => number): Operator =>
  (call) => {
    const x = call.input(0);
    if (isIntegral(x)) return mapIntegers(x, value);
    const y = wrap(Float32Array.from(x.read(), value), x.shape, "float32");
    return record(y, [x], (dy) => [
      () => {
        const slopes = y.read();
        return multiply(
          dy,
          wrap(
            Float32Array.from(x.read(), (at, i) => derivative(at, slopes[i]!)),
            x.shape,
            "float32",
          ),
        );
      },
    ]);
  };

/** A test of each element. */
const test =
  (holds: (call: Call) => (x: number) => boolean): Operator =>
  (call) => {
    const x = call.input(0);
    const is = holds(call);
    return wrap(
      Uint8Array.from(x.read(), (value) => (is(value) ? 1 : 0)),
      x.shape,
      "bool",
    );
  };

/** Arithmetic on two tensors: floats by an operation, integers on the host. */
const binary =
  (ofFloats: (a: Tensor, b: Tensor) => Tensor, ofIntegers: (a: number, b: number) => number): Operator =>
  (call) =>
    pair(call.input(0), call.input(1), ofFloats, ofIntegers);

function pair(
  a: Tensor,
  b: Tensor,
  ofFloats: (a: Tensor, b: Tensor) => Tensor,
  ofIntegers: (a: number, b: number) => number,
): Tensor {
  checkMade(broadcastShapes(a.shape, b.shape));
  return isIntegral(a) && isIntegral(b) ? zipIntegers(a, b, ofIntegers) : ofFloats(a, b);
}

/** Joins any number of tensors, two at a time. */
const variadic =
  (ofFloats: (a: Tensor, b: Tensor) => Tensor, ofIntegers: (a: number, b: number) => number): Operator =>
  (call) => {
    call.input(0);
    return call.inputs.reduce((a, b) => pair(a, b, ofFloats, ofIntegers));
  };

const compare =
  (holds: (a: Tensor, b: Tensor) => Tensor): Operator =>
  (call) => {
    const [a, b] = [call.input(0), call.input(1)];
    checkMade(broadcastShapes(a.shape, b.shape));
    return holds(a, b);
  };

/** An activation that recurrent operators have too, with the parameters of the node. */
const activation =
  (name: string): Operator =>
  (call) => {
    const parameter = (which: string) => (call.attributes.has(which) ? call.attributes.float(which) : undefined);
    return onnxActivation(name, parameter("alpha"), parameter("beta")).apply(call.input(0));
  };

/**
 * The rest of a division, on the host: with the sign of the dividend where `fmod` is 1, else with that of the divisor. No
 * gradient flows through it.
 */
function modulo(call: Call): Tensor {
  const [a, b] = [call.input(0), call.input(1)];
  const likeC = call.attributes.int("fmod", 0) !== 0;
  const rest = (x: number, y: number) => {
    const own = x % y;
    return likeC || own === 0 || own < 0 === y < 0 ? own : own + y;
  };
  if (isIntegral(a) && isIntegral(b)) return zipIntegers(a, b, (x, y) => (y === 0 ? 0 : rest(x, y)));
  const shape = checkMade(broadcastShapes(a.shape, b.shape));
  const [x, y] = [broadcastTo(a, shape), broadcastTo(b, shape)];
  const divisors = y.read();
  return wrap(
    Float32Array.from(x.read(), (value, i) => rest(value, divisors[i]!)),
    shape,
    "float32",
  );
}

/** Elements moved into bounds, which are attributes before operator set 11 and inputs since. */
function clipped(call: Call): Tensor {
  const x = call.input(0);
  const bound = (index: number, name: string, otherwise: number) =>
    call.attributes.has(name) ? call.attributes.float(name) : call.number(index, otherwise);
  const low = bound(1, "min", Number.NEGATIVE_INFINITY);
  const high = bound(2, "max", Number.POSITIVE_INFINITY);
  // where the bounds cross, the upper one holds
  return isIntegral(x) ? mapIntegers(x, (value) => Math.min(Math.max(value, low), high)) : clip(x, low, high);
}

function selu(call: Call): Tensor {
  const x = call.input(0);
  const alpha = call.attributes.float("alpha", 1.6732632423543772);
  const gamma = call.attributes.float("gamma", 1.0507009873554805);
  return multiply(add(unary("relu", x), multiply(negativePart(x), alpha)), gamma);
}

function gelu(call: Call): Tensor {
  const x = call.input(0);
  if (call.attributes.string("approximate", "none") === "none") return unary("gelu", x);
  const inner = multiply(add(x, multiply(power(x, 3), 0.044715)), Math.sqrt(2 / Math.PI));
  return multiply(multiply(x, 0.5), add(tanh(inner), 1));
}

function shrink(call: Call): Tensor {
  const x = cast(call.input(0), "float32");
  const bias = call.attributes.float("bias", 0);
  const lambda = call.attributes.float("lambd", 0.5);
  return where(less(x, -lambda), add(x, bias), where(greater(x, lambda), subtract(x, bias), 0));
}

function isInfinite(call: Call): (x: number) => boolean {
  const positive = call.attributes.int("detect_positive", 1) !== 0;
  const negative = call.attributes.int("detect_negative", 1) !== 0;
  return (x) => (positive && x === Number.POSITIVE_INFINITY) || (negative && x === Number.NEGATIVE_INFINITY);
}

/** Elements of two tensors, as a third says. */
function chosen(call: Call): Tensor {
  const [condition, a, b] = [call.input(0), call.input(1), call.input(2)];
  checkMade(broadcastShapes(condition.shape, broadcastShapes(a.shape, b.shape)));
  return where(condition, a, b);
}

/** Operators that work element by element. */
export const elementwise: Readonly<Record<string, Operator>> = {
  Abs: kernel("abs", Math.abs),
  Acos: formula(Math.acos, (x) => -1 / Math.sqrt(1 - x * x)),
  Acosh: formula(Math.acosh, (x) => 1 / Math.sqrt(x * x - 1)),
  Add: binary(add, (a, b) => a + b),
  And: compare(logicalAnd),
  Asin: formula(Math.asin, (x) => 1 / Math.sqrt(1 - x * x)),
  Asinh: formula(Math.asinh, (x) => 1 / Math.sqrt(x * x + 1)),
  Atan: formula(Math.atan, (x) => 1 / (1 + x * x)),
  Atanh: formula(Math.atanh, (x) => 1 / (1 - x * x)),
  BitwiseAnd: (call) => zipIntegers(call.input(0), call.input(1), (a, b) => a & b),
  BitwiseOr: (call) => zipIntegers(call.input(0), call.input(1), (a, b) => a | b),
  BitwiseXor: (call) => zipIntegers(call.input(0), call.input(1), (a, b) => a ^ b),
  Ceil: kernel("ceil", (x) => x),
  Celu: activation("celu"),
  Clip: clipped,
  Cos: kernel("cos"),
  Cosh: formula(Math.cosh, (x) => Math.sinh(x)),
  Div: binary(divide, (a, b) => (b === 0 ? 0 : Math.trunc(a / b))),
  Elu: activation("elu"),
  Equal: compare(equal),
  Erf: kernel("erf"),
  Exp: kernel("exp"),
  Floor: kernel("floor", (x) => x),
  Gelu: gelu,
  Greater: compare(greater),
  GreaterOrEqual: compare(greaterEqual),
  HardSigmoid: activation("hardsigmoid"),
  HardSwish: kernel("hardSilu"),
  IsInf: test(isInfinite),
  IsNaN: test(() => Number.isNaN),
  LeakyRelu: activation("leakyrelu"),
  Less: compare(less),
  LessOrEqual: compare(lessEqual),
  Log: kernel("log"),
  Max: variadic(maximum, Math.max),
  Mean: (call) =>
    divide(
      call.inputs.reduce((a, b) => add(a, b)),
      call.inputs.length,
    ),
  Min: variadic(minimum, Math.min),
  Mish: kernel("mish"),
  Mod: modulo,
  Mul: binary(multiply, (a, b) => a * b),
  Neg: kernel("negative", (x) => -x),
  Not: (call) => logicalNot(call.input(0)),
  Or: compare(logicalOr),
  PRelu: (call) => {
    const x = call.input(0);
    checkMade(broadcastShapes(x.shape, call.input(1).shape));
    return bent(x, x, call.input(1));
  },
  Pow: (call) => {
    const [a, b] = [call.input(0), call.input(1)];
    checkMade(broadcastShapes(a.shape, b.shape));
    if (isIntegral(a) && isIntegral(b)) return zipIntegers(a, b, (x, y) => Math.trunc(x ** y));
    return cast(power(a, b), a.dtype);
  },
  Reciprocal: kernel("reciprocal"),
  Relu: kernel("relu", (x) => Math.max(x, 0)),
  Round: kernel("round", (x) => x),
  Selu: selu,
  Shrink: shrink,
  Sigmoid: kernel("sigmoid"),
  Sign: kernel("sign", Math.sign),
  Sin: kernel("sin"),
  Sinh: formula(Math.sinh, (x) => Math.cosh(x)),
  Softplus: kernel("softplus"),
  Softsign: kernel("softsign"),
  Sqrt: kernel("sqrt"),
  Sub: binary(subtract, (a, b) => a - b),
  Sum: variadic(add, (a, b) => a + b),
  Swish: (call) => {
    const x = call.input(0);
    return multiply(x, sigmoid(multiply(x, call.attributes.float("alpha", 1))));
  },
  Tan: formula(Math.tan, (_, y) => 1 + y * y),
  Tanh: kernel("tanh"),
  ThresholdedRelu: activation("thresholdedrelu"),
  Where: chosen,
  Xor: compare((a, b) => notEqual(cast(a, "bool"), cast(b, "bool"))),
};
