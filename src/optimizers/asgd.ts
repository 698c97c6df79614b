/** Averaged stochastic gradient descent. */

import type { Variable } from "../autodiff/variable.ts";
import { add, divide, multiply, subtract } from "../ops/index.ts";
import { type Declared, type Tensor, takes } from "../tensor/index.ts";
import { type Move, Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, optimizerOptions, readOptimizerOptions } from "./options.ts";

/** Options of `optimizers.asgd`. It averages weights by its own rule, so there is no moving average to choose. */
export interface ASGDOptions extends Omit<OptimizerOptions, "useEma" | "emaMomentum" | "emaOverwriteFrequency"> {
  /** Share of each weight, times the rate, taken away in each step; it also makes the rate fall. Default 0.0001. */
  lambd?: number | undefined;
  /** Exponent of the rate's decay. Default 0.75. */
  alpha?: number | undefined;
  /** The update after which the average is of several. Default 1,000,000. */
  t0?: number | undefined;
  /** Share of each weight that is added to its gradient (L2). Default 0. */
  weightDecay?: number | undefined;
}

type WholeOptions = Omit<ASGDOptions, "weightDecay"> & OptimizerOptions;

const asgdOptions = {
  .../* @__PURE__ */ optimizerOptions(0.01),
  lambd: takes.withDefault(takes.nonNegativeNumber, 1e-4),
  alpha: takes.withDefault(takes.nonNegativeNumber, 0.75),
  t0: takes.withDefault(takes.nonNegativeNumber, 1e6),
} satisfies Declared<WholeOptions>;

/**
 * w' = (1 - λ η) w - η g, where η = rate / (1 + λ rate t)^α after t updates, and the mean of the weights since update t0, which
 * takes their place when training ends (Polyak & Juditsky, "Acceleration of stochastic approximation by averaging", 1992).
 * @see PyTorch, `torch.optim.ASGD`
 */
export class ASGD extends Optimizer {
  readonly className = "ASGD";
  readonly config;
  protected readonly slotGroups = [["mean"]] as const;

  constructor(options: ASGDOptions = {}) {
    super();
    this.config = readOptimizerOptions<WholeOptions>("asgd", options, asgdOptions);
  }

  /** As in PyTorch, a part of the gradient. */
  protected override decayed(variable: Variable, gradient: Tensor, _rate: number, decay: number): Tensor {
    return add(gradient, multiply(variable.value, decay));
  }

  protected move({ variable, gradient, slots, rate, step }: Move): void {
    const { lambd, alpha, t0 } = this.config as Required<ASGDOptions>;
    const mean = slots[0]!;
    const done = step - 1;
    const eta = rate / (1 + lambd * rate * done) ** alpha;
    variable.assign(subtract(multiply(variable.value, 1 - lambd * eta), multiply(gradient, eta)));
    const averaged = Math.max(1, done - t0);
    const now = variable.value;
    mean.assign(averaged === 1 ? now : add(mean.value, divide(subtract(now, mean.value), averaged)));
  }

  override finalize(): void {
    if (this.iterations === 0) return;
    for (const [variable, mean] of this.slotsNamed("mean")) variable.assign(mean.value);
  }
}
