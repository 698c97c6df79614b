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

export const negative = named("negative");
export const abs = named("abs");
export const sign = named("sign");
export const floor = named("floor");
export const ceil = named("ceil");
/** The nearest whole number; of two as near, the even one. */
export const round = named("round");
export const exp = named("exp");
export const log = named("log");
export const log1p = named("log1p");
export const sqrt = named("sqrt");
export const rsqrt = named("rsqrt");
export const square = named("square");
export const reciprocal = named("reciprocal");
export const sin = named("sin");
export const cos = named("cos");
export const erf = named("erf");
export const tanh = named("tanh");
export const sigmoid = named("sigmoid");
export const relu = named("relu");
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
