/** Adamax. */
import { abs, add, divide, maximum, multiply, subtract } from "../ops/index.ts";
import { type AdamOptions, momentsOptions } from "./adam.ts";
import { type Move, Optimizer } from "./optimizer.ts";
import { readOptimizerOptions } from "./options.ts";

/** Options of `optimizers.adamax`: Adam's, without `amsgrad`. */
export type AdamaxOptions = Omit<AdamOptions, "amsgrad">;

/**
 * Adam in the infinity norm: m' = β₁ m + (1 - β₁) g; u' = max(β₂ u, |g|); w -= rate m' / ((1 - β₁ᵗ)(u' + ε))
 * (Kingma & Ba 2014, section 7).
 */
export class Adamax extends Optimizer {
  readonly className = "Adamax";
  readonly config;
  protected readonly slotGroups = [["momentum", "norm"]] as const;

  constructor(options: AdamaxOptions = {}) {
    super();
    this.config = readOptimizerOptions("adamax", options, momentsOptions);
  }

  protected move({ variable, gradient, slots, rate, step }: Move): void {
    const { beta1, beta2, epsilon } = this.config;
    const [m, u] = slots as [Move["variable"], Move["variable"]];
    m.assign(add(m.value, multiply(subtract(gradient, m.value), 1 - beta1)));
    u.assign(maximum(multiply(u.value, beta2), abs(gradient)));
    const share = rate / (1 - beta1 ** step);
    variable.assign(subtract(variable.value, divide(multiply(m.value, share), add(u.value, epsilon))));
  }
}
