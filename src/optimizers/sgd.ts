/** Stochastic gradient descent. */
import { backend } from "../backend/current.ts";
import { type Declared, takes } from "../tensor/index.ts";
import { type Move, Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, optimizerOptions, readOptimizerOptions } from "./options.ts";

/** Options of `optimizers.sgd`: momentum, and whether it is Nesterov's. */
export interface SGDOptions extends OptimizerOptions {
  /** Momentum: share of the last step that is added, 0 to 1. Default 0. */
  momentum?: number | undefined;
  /** Nesterov's momentum (1983). Default false. */
  nesterov?: boolean | undefined;
}

const sgdOptions = {
  .../* @__PURE__ */ optimizerOptions(0.01),
  momentum: takes.withDefault(takes.fraction, 0),
  nesterov: false,
} satisfies Declared<SGDOptions>;

/** w -= rate g; with momentum μ: m' = μ m - rate g, w += m' (nesterov: w += μ m' - rate g). */
export class SGD extends Optimizer {
  readonly className = "SGD";
  readonly config;
  protected readonly slotGroups: readonly (readonly string[])[];

  constructor(options: SGDOptions = {}) {
    super();
    this.config = readOptimizerOptions("sgd", options, sgdOptions);
    this.slotGroups = this.config.momentum > 0 ? [["momentum"]] : [];
  }

  protected move({ variable, gradient, slots, rate }: Move): void {
    const { momentum, nesterov } = this.config;
    const kept = slots.map((slot) => slot.value);
    backend().update({ kind: "sgd", rate, momentum, nesterov }, variable.value, gradient, kept);
  }
}
