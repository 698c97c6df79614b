/** Operations on two tensors, element by element with broadcasting. */
import { record } from "../autodiff/tape.ts";
import type { BinaryName } from "../backend/backend.ts";
import { run } from "../backend/current.ts";
import { asTensor, broadcastShapes, type DType, Tensor, type TensorLike, wrap } from "../tensor/index.ts";
import { cast } from "./cast.ts";
import { sumTo } from "./layout.ts";
import { log, negative, reciprocal } from "./unary.ts";

/** a + b. */
export function add(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operands(a, b);
  return record(binary("add", x, y), [x, y], (dz) => [() => sumTo(dz, x.shape), () => sumTo(dz, y.shape)]);
}

/** a - b. */
export function subtract(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operands(a, b);
  return record(binary("subtract", x, y), [x, y], (dz) => [
    () => sumTo(dz, x.shape),
    () => sumTo(negative(dz), y.shape),
  ]);
}

/** a · b. */
export function multiply(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operands(a, b);
  return record(binary("multiply", x, y), [x, y], (dz) => [
    () => sumTo(binary("multiply", dz, y), x.shape),
    () => sumTo(binary("multiply", dz, x), y.shape),
  ]);
}

/** a / b; integers are divided as floats. */
export function divide(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operands(a, b).map((operand) => cast(operand, "float32")) as [Tensor, Tensor];
  const z = binary("divide", x, y);
  return record(z, [x, y], (dz) => [
    () => sumTo(binary("divide", dz, y), x.shape),
    () => sumTo(negative(binary("multiply", binary("multiply", dz, z), reciprocal(y))), y.shape),
  ]);
}

/** The larger of each pair; the gradient goes to the larger, to `a` where both are equal, as on TensorFlow. */
export function maximum(a: TensorLike, b: TensorLike): Tensor {
  return extremum("maximum", "greaterEqual", "less", a, b);
}

/** The smaller of each pair; the gradient goes to the smaller, to `a` where both are equal, as on TensorFlow. */
export function minimum(a: TensorLike, b: TensorLike): Tensor {
  return extremum("minimum", "lessEqual", "greater", a, b);
}

function extremum(name: BinaryName, first: BinaryName, second: BinaryName, a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operands(a, b);
  const share = (dz: Tensor, wins: BinaryName) => binary("multiply", dz, cast(binary(wins, x, y), "float32"));
  return record(binary(name, x, y), [x, y], (dz) => [
    () => sumTo(share(dz, first), x.shape),
    () => sumTo(share(dz, second), y.shape),
  ]);
}

/** a to the power b, with broadcasting; float32. The gradient of b needs a > 0. */
export function power(a: TensorLike, b: TensorLike): Tensor {
  const [x, y] = operands(a, b).map((operand) => cast(operand, "float32")) as [Tensor, Tensor];
  const z = binary("power", x, y);
  return record(z, [x, y], (dz) => [
    () => {
      const slope = binary("multiply", y, binary("power", x, binary("subtract", y, scalar(1))));
      return sumTo(binary("multiply", dz, slope), x.shape);
    },
    () => {
      // below 0, and at it, there is no logarithm: the slope is 0 there
      const has = cast(binary("greater", x, scalar(0)), "float32");
      const base = binary("add", binary("multiply", x, has), binary("subtract", scalar(1), has));
      return sumTo(binary("multiply", dz, binary("multiply", z, log(base))), y.shape);
    },
  ]);
}

/** Where a = b, as `bool`, with broadcasting. */
export const equal = comparison("equal");
/** Where a ≠ b, as `bool`, with broadcasting. */
export const notEqual = comparison("notEqual");
/** Where a > b, as `bool`, with broadcasting. */
export const greater = comparison("greater");
/** Where a ≥ b, as `bool`, with broadcasting. */
export const greaterEqual = comparison("greaterEqual");
/** Where a < b, as `bool`, with broadcasting. */
export const less = comparison("less");
/** Where a ≤ b, as `bool`, with broadcasting. */
export const lessEqual = comparison("lessEqual");

/** Whether both hold, as `bool`. Numbers hold where they are not zero. */
export function logicalAnd(a: TensorLike, b: TensorLike): Tensor {
  return binary("logicalAnd", cast(a, "bool"), cast(b, "bool"));
}

/** Whether either holds, as `bool`. */
export function logicalOr(a: TensorLike, b: TensorLike): Tensor {
  return binary("logicalOr", cast(a, "bool"), cast(b, "bool"));
}

function comparison(name: BinaryName): (a: TensorLike, b: TensorLike) => Tensor {
  return (a, b) => binary(name, ...operands(a, b, "bool"));
}

function binary(name: BinaryName, x: Tensor, y: Tensor): Tensor {
  broadcastShapes(x.shape, y.shape);
  return run((engine) => engine.binary(name, x, y));
}

const scalar = (value: number) => wrap(Float32Array.of(value), [], "float32");
const order: readonly DType[] = ["bool", "int32", "float32"];

/**
 * Both as tensors of one type: the wider of the two, at least `narrowest`; a bare integer takes the type of its partner.
 * Sums and products of booleans are counts, so that arithmetic asks for int32 at least.
 */
function operands(a: TensorLike, b: TensorLike, narrowest: DType = "int32"): [Tensor, Tensor] {
  const x = asTensor(typeof a === "number" && Number.isInteger(a) ? integerLike(a, b) : a);
  const y = asTensor(typeof b === "number" && Number.isInteger(b) ? integerLike(b, a) : b);
  const dtype = order[Math.max(...[x.dtype, y.dtype, narrowest].map((type) => order.indexOf(type)))]!;
  return [cast(x, dtype), cast(y, dtype)];
}

function integerLike(value: number, partner: TensorLike): TensorLike {
  return partner instanceof Tensor && partner.dtype === "int32" ? wrap(Int32Array.of(value), [], "int32") : value;
}
