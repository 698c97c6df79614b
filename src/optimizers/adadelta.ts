/** Adadelta. */
import { add, divide, multiply, sqrt, square, subtract } from "../ops/index.ts";
import { type Declared, type Tensor, takes } from "../tensor/index.ts";
import { type Move, Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, optimizerOptions, readOptimizerOptions } from "./options.ts";

/** Options of `optimizers.adadelta`: squared gradients and squared moves are averaged. */
export interface AdadeltaOptions extends OptimizerOptions {
  /** Decay of the averages. Default 0.95. */
  rho?: number | undefined;
  /** Added under the roots. Default 1e-7. */
  epsilon?: number | undefined;
}

const adadeltaOptions = {
  .../* @__PURE__ */ optimizerOptions(0.001),
  rho: takes.withDefault(takes.fraction, 0.95),
  epsilon: takes.withDefault(takes.nonNegativeNumber, 1e-7),
} satisfies Declared<AdadeltaOptions>;

/**
 * a' = ρ a + (1 - ρ) g²; d = √(x + ε) / √(a' + ε) g; x' = ρ x + (1 - ρ) d²; w -= rate d (Zeiler 2012, who has rate 1).
 */
export class Adadelta extends Optimizer {
  readonly className = "Adadelta";
  readonly config;
  protected readonly slotGroups = [["accumulated_grad", "accumulated_delta_var"]] as const;

  constructor(options: AdadeltaOptions = {}) {
    super();
    this.config = readOptimizerOptions("adadelta", options, adadeltaOptions);
  }

  protected move({ variable, gradient, slots, rate }: Move): void {
    const { rho, epsilon } = this.config;
    const [a, x] = slots as [Move["variable"], Move["variable"]];
    const root = (t: Tensor) => sqrt(add(t, epsilon));
    a.assign(add(multiply(a.value, rho), multiply(square(gradient), 1 - rho)));
    const delta = divide(multiply(root(x.value), gradient), root(a.value));
    x.assign(add(multiply(x.value, rho), multiply(square(delta), 1 - rho)));
    variable.assign(subtract(variable.value, multiply(delta, rate)));
  }
}
