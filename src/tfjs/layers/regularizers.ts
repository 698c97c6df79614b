/** `tf.regularizers`: penalties on weights. Each has `apply(x)`, which gives the penalty. */
import { regularizers as core } from "../../index.ts";
import { chained, type Tensor } from "../tensors/index.ts";
import type { Scalar } from "../types.ts";
import { given, Rule } from "./rule.ts";

/** A penalty. A class of your own extends it with `apply` and `getConfig`. */
export class Regularizer extends Rule<core.Regularizer> {
  constructor(rule?: core.Regularizer) {
    super(typeof rule?.penalty === "function" ? rule : undefined);
  }
  /** The penalty, a tensor of one number. */
  apply(x: Tensor): Scalar {
    return chained(this.rule!.penalty(x)) as Scalar;
  }
  /** The penalty, a tensor of one number. */
  penalty(x: Parameters<core.Regularizer["penalty"]>[0]): Scalar {
    return this.apply(chained(x));
  }
}

/** A built-in one or a class of your own. */
class BuiltIn extends Regularizer {}

/** The sum of |x| times l1. Default 0.01. */
export const l1 = (config?: { l1?: number } | null) => new BuiltIn(core.l1(given(config)));
/** The sum of squares times l2. Default 0.01. */
export const l2 = (config?: { l2?: number } | null) => new BuiltIn(core.l2(given(config)));
/** Both. Default 0.01 each. */
export const l1l2 = (config?: { l1?: number; l2?: number } | null) =>
  new BuiltIn(core.l1l2({ l1: 0.01, l2: 0.01, ...(given(config) as object) }));
