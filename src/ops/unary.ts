/** Functions of one number, element by element. Equations and derivatives stand in `backend/pointwise.ts`. */
import { record } from "../autodiff/tape.ts";
import { run } from "../backend/current.ts";
import { pointwise, type UnaryName } from "../backend/pointwise.ts";
import { asTensor, checkOption, hasName, type Tensor, type TensorLike, takes, unknownName } from "../tensor/index.ts";
import { cast } from "./cast.ts";

/** The function `name` of every element; the result has the shape of x and is float32. */
export function unary(name: UnaryName, x: TensorLike): Tensor {
  if (!hasName(pointwise, name)) throw unknownName("function", name, Object.keys(pointwise));
  const input = cast(asTensor(x), "float32");
  const output = run((engine) => engine.unary(name, input));
  return record(output, [input], (dy) => [() => run((engine) => engine.unaryGradient(name, dy, input, output))]);
}

const named = (name: UnaryName) => (x: TensorLike) => unary(name, x);

/** -x of each element. Result of x's shape, float32, like all functions of one number. */
export const negative = named("negative");
/** |x| of each element. */
export const abs = named("abs");
/** -1, 0 or 1: the sign of each element. Its gradient is 0. */
export const sign = named("sign");
/** The largest whole number that is not above the element. Its gradient is 0. */
export const floor = named("floor");
/** The smallest whole number that is not below the element. Its gradient is 0. */
export const ceil = named("ceil");
/** The nearest whole number; of two as near, the even one. */
export const round = named("round");
/** e to the power of each element. */
export const exp = named("exp");
/** The natural logarithm of each element; -Infinity at 0, NaN below. */
export const log = named("log");
/** log(1 + x) of each element, exact also near 0. */
export const log1p = named("log1p");
/** The square root of each element; NaN below 0. */
export const sqrt = named("sqrt");
/** 1 / √x of each element. */
export const rsqrt = named("rsqrt");
/** x² of each element. */
export const square = named("square");
/** 1 / x of each element. */
export const reciprocal = named("reciprocal");
/** The sine of each element, in radians. */
export const sin = named("sin");
/** The cosine of each element, in radians. */
export const cos = named("cos");
/** exp(x) - 1 of each element, exact also near 0. */
export const expm1 = named("expm1");
/** The tangent of each element, in radians. */
export const tan = named("tan");
/** The angle of which each element is the sine, from -π/2 to π/2; NaN outside -1 to 1. */
export const arcsin = named("asin");
/** The angle of which each element is the cosine, from 0 to π; NaN outside -1 to 1. */
export const arccos = named("acos");
/** The angle of which each element is the tangent, from -π/2 to π/2. */
export const arctan = named("atan");
/** The hyperbolic sine of each element. */
export const sinh = named("sinh");
/** The hyperbolic cosine of each element. */
export const cosh = named("cosh");
/** The inverse of the hyperbolic sine, of each element. */
export const arcsinh = named("asinh");
/** The inverse of the hyperbolic cosine, of each element; NaN below 1. */
export const arccosh = named("acosh");
/** The inverse of the hyperbolic tangent, of each element; NaN outside -1 to 1. */
export const arctanh = named("atanh");
/** The error function of each element: 2 / √π ∫₀ˣ exp(-t²) dt. */
export const erf = named("erf");
/** The hyperbolic tangent of each element. */
export const tanh = named("tanh");
/** 1 / (1 + exp(-x)) of each element. */
export const sigmoid = named("sigmoid");
/** max(x, 0) of each element; its gradient at 0 is 0. */
export const relu = named("relu");
/** log(1 + exp(x)) of each element; large x do not overflow. */
export const softplus = named("softplus");

/** Whether an element is zero, as `bool`. */
export function logicalNot(x: TensorLike): Tensor {
  const input = cast(x, "bool");
  return cast(
    run((engine) => engine.unary("logicalNot", input)),
    "bool",
  );
}

const bound = /* @__PURE__ */ takes.check<number>(
  "a number",
  (value) => typeof value === "number" && !Number.isNaN(value),
);

/** Elements below `low` raised to it, above `high` lowered to it; no gradient flows where an element was moved. */
export function clip(x: TensorLike, low: number, high: number): Tensor {
  const input = cast(asTensor(x), "float32");
  checkOption("clip", "low", low, bound);
  checkOption("clip", "high", high, bound);
  const output = run((engine) =>
    engine.binary("minimum", engine.binary("maximum", input, asTensor(low)), asTensor(high)),
  );
  return record(output, [input], (dy) => [
    () => run((engine) => engine.binary("multiply", dy, engine.cast(engine.binary("equal", input, output), "float32"))),
  ]);
}
