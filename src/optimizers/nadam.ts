/** Nadam. */
import { add, divide, multiply, sqrt, square, subtract } from "../ops/index.ts";
import { tensor } from "../tensor/index.ts";
import { type AdamOptions, momentsOptions } from "./adam.ts";
import { type Move, Optimizer, type OptimizerVariable } from "./optimizer.ts";
import { readOptimizerOptions } from "./options.ts";

/** Options of `optimizers.nadam`: Adam's, without `amsgrad`. */
export type NadamOptions = Omit<AdamOptions, "amsgrad">;

/**
 * Adam with Nesterov's momentum (Dozat, "Incorporating Nesterov momentum into Adam", 2016). With
 * μₜ = β₁ (1 - 0.96ᵗ / 2) and Πₜ = μ₁ ... μₜ: w -= rate m̂ / (√(v' / (1 - β₂ᵗ)) + ε), where
 * m̂ = μₜ₊₁ m' / (1 - Πₜ₊₁) + (1 - μₜ) g / (1 - Πₜ).
 */
export class Nadam extends Optimizer {
  readonly className = "Nadam";
  readonly config;
  protected readonly slotGroups = [["momentum", "velocity"]] as const;
  private product = 1;
  private counted = 0;

  constructor(options: NadamOptions = {}) {
    super();
    this.config = readOptimizerOptions("nadam", options, momentsOptions);
  }

  protected move({ variable, gradient, slots, rate, step }: Move): void {
    const { beta1, beta2, epsilon } = this.config;
    const [m, v] = slots as [Move["variable"], Move["variable"]];
    m.assign(add(m.value, multiply(subtract(gradient, m.value), 1 - beta1)));
    v.assign(add(v.value, multiply(subtract(square(gradient), v.value), 1 - beta2)));
    const [now, next] = [this.momentumAt(step), this.momentumAt(step + 1)];
    const product = this.productAt(step);
    const ahead = multiply(m.value, next / (1 - product * next));
    const direction = add(ahead, multiply(gradient, (1 - now) / (1 - product)));
    const spread = add(sqrt(divide(v.value, 1 - beta2 ** step)), epsilon);
    variable.assign(subtract(variable.value, divide(multiply(direction, rate), spread)));
  }

  /** Πₜ, which Keras's files hold; the count of updates gives it, so that a value read back needs no place. */
  protected override extraVariables(): readonly OptimizerVariable[] {
    const value = tensor(this.productAt(this.iterations));
    return [{ name: `${this.config.name}/variable`, value, assign: () => {} }];
  }

  private momentumAt(step: number): number {
    return this.config.beta1 * (1 - 0.5 * 0.96 ** step);
  }

  private productAt(step: number): number {
    if (step < this.counted) [this.product, this.counted] = [1, 0];
    while (this.counted < step) this.product *= this.momentumAt(++this.counted);
    return this.product;
  }
}
