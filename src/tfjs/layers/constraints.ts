/** `tf.constraints`: what weights are brought back to. Each has `apply(w)`, which gives the weight within its bounds. */
import { constraints as core } from "../../index.ts";
import { chained, type Tensor } from "../tensors/index.ts";
import { given, Rule } from "./rule.ts";

/** A constraint. A class of your own extends it with `apply` and `getConfig`. */
export class Constraint extends Rule<core.Constraint> {
  constructor(rule?: core.Constraint) {
    super(typeof rule?.project === "function" ? rule : undefined);
  }
  /** The weight within its bounds. */
  apply(w: Tensor): Tensor {
    return chained(this.rule!.project(w));
  }
  /** The weight within its bounds. */
  project(w: Parameters<core.Constraint["project"]>[0]): Tensor {
    return this.apply(chained(w));
  }
}

/** A built-in one or a class of your own. */
class BuiltIn extends Constraint {}

/** Norms of at most maxValue. */
export const maxNorm = (args: { maxValue?: number; axis?: number }) => new BuiltIn(core.maxNorm(given(args)));
/** Norms of 1. */
export const unitNorm = (args: { axis?: number }) => new BuiltIn(core.unitNorm(given(args)));
/** No element below 0. */
export const nonNeg = () => new BuiltIn(core.nonNeg());
/** Norms from minValue to maxValue. */
export const minMaxNorm = (config: { minValue?: number; maxValue?: number; axis?: number; rate?: number }) =>
  new BuiltIn(core.minMaxNorm(given(config)));
