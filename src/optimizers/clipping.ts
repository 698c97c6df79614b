/** Gradients kept within bounds. */
import type { Gradients } from "../autodiff/grad.ts";
import type { Variable } from "../autodiff/variable.ts";
import { step } from "../backend/current.ts";
import { add, clip, divide, maximum, multiply, sqrt, square, subtract, sum } from "../ops/index.ts";
import { checkOption, isA, type Tensor, takes } from "../tensor/index.ts";
import type { OptimizerConfig } from "./options.ts";

/** A variable with its gradient. */
export interface Pair {
  variable: Variable;
  gradient: Tensor;
}

export const aMap = /* @__PURE__ */ takes.check<Gradients>(
  "a map of gradients by variable, as lossAndGradients gives it",
  (value) => isA("Map", value),
);

/** The length of all gradients together. */
function normOf(gradients: readonly Tensor[]): Tensor {
  return sqrt(gradients.map((gradient) => sum(square(gradient))).reduce((a, b) => add(a, b)));
}

/** The gradient, shortened to `limit` where its norm is longer; not finite everywhere where the norm is not. */
function withinNorm(gradient: Tensor, norm: Tensor, limit: number): Tensor {
  const zeroOrNaN = subtract(norm, norm);
  return multiply(gradient, add(divide(limit, maximum(norm, limit)), zeroOrNaN));
}

/** All gradients scaled together, so that their common length is at most `norm` (the option `globalClipnorm` of optimizers). */
export function clipByGlobalNorm(gradients: Gradients, norm: number): Gradients {
  checkOption("clipByGlobalNorm", "gradients", gradients, aMap);
  checkOption("clipByGlobalNorm", "norm", norm, takes.positiveNumber);
  if (gradients.size === 0) return gradients;
  const clipped = step(() => {
    const all = [...gradients.values()];
    const length = normOf(all);
    return all.map((gradient) => withinNorm(gradient, length, norm));
  });
  return new Map([...gradients.keys()].map((variable, i) => [variable, clipped[i]!]));
}

/** Gradients within the bound that an optimizer's options set, if any: each one's norm, the norm of all, or each number. */
export function clipped(
  pairs: readonly Pair[],
  { clipnorm, globalClipnorm, clipvalue }: OptimizerConfig,
): readonly Pair[] {
  const each = (change: (gradient: Tensor) => Tensor) =>
    pairs.map(({ variable, gradient }) => ({ variable, gradient: change(gradient) }));
  if (clipnorm) return each((gradient) => withinNorm(gradient, normOf([gradient]), clipnorm));
  if (clipvalue) return each((gradient) => clip(gradient, -clipvalue, clipvalue));
  if (!globalClipnorm) return pairs;
  const norm = normOf(pairs.map(({ gradient }) => gradient));
  return each((gradient) => withinNorm(gradient, norm, globalClipnorm));
}
