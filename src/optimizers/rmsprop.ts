/** RMSprop. */
import { backend } from "../backend/current.ts";
import { type Declared, takes } from "../tensor/index.ts";
import { type Move, Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, optimizerOptions, readOptimizerOptions } from "./options.ts";

/** Options of `optimizers.rmsprop`: gradients divided by the root of their average square. */
export interface RMSpropOptions extends OptimizerOptions {
  /** Decay of the average of squared gradients. Default 0.9. */
  rho?: number | undefined;
  /** Momentum: share of the last step that is added. Default 0. */
  momentum?: number | undefined;
  /** Added under the root. Default 1e-7. */
  epsilon?: number | undefined;
  /** Divide by the gradients' standard deviation rather than their root mean square. Default false. */
  centered?: boolean | undefined;
}

const rmspropOptions = {
  .../* @__PURE__ */ optimizerOptions(0.001),
  rho: takes.withDefault(takes.fraction, 0.9),
  momentum: takes.withDefault(takes.fraction, 0),
  epsilon: takes.withDefault(takes.nonNegativeNumber, 1e-7),
  centered: false,
} satisfies Declared<RMSpropOptions>;

/**
 * v' = ρ v + (1 - ρ) g²; w -= rate g / √(v' + ε) (Tieleman & Hinton, lecture 6.5 of "Neural networks for machine
 * learning", 2012). With momentum μ: m' = μ m + rate g / √(v' + ε), w -= m'.
 */
export class RMSprop extends Optimizer {
  readonly className = "RMSprop";
  readonly config;
  protected readonly slotGroups: readonly (readonly string[])[];

  constructor(options: RMSpropOptions = {}) {
    super();
    this.config = readOptimizerOptions("rmsprop", options, rmspropOptions);
    const { momentum, centered } = this.config;
    this.slotGroups = [
      ["velocity"],
      ...(momentum > 0 ? [["momentum"]] : []),
      ...(centered ? [["average_gradient"]] : []),
    ];
  }

  protected move({ variable, gradient, slots, rate }: Move): void {
    const { rho, momentum, epsilon, centered } = this.config;
    const kept = slots.map((slot) => slot.value);
    backend().update({ kind: "rmsprop", rate, rho, momentum, epsilon, centered }, variable.value, gradient, kept);
  }
}
