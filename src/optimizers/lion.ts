/** Lion. */
import { add, multiply, sign, subtract } from "../ops/index.ts";
import { type Declared, takes } from "../tensor/index.ts";
import { type Move, Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, optimizerOptions, readOptimizerOptions } from "./options.ts";

/** Options of `optimizers.lion`: moves by the sign of an average gradient. */
export interface LionOptions extends OptimizerOptions {
  /** Share of the average gradient in the direction of a step. Default 0.9. */
  beta1?: number | undefined;
  /** Decay of the average gradient. Default 0.99. */
  beta2?: number | undefined;
}

const lionOptions = {
  .../* @__PURE__ */ optimizerOptions(0.001),
  beta1: takes.withDefault(takes.fraction, 0.9),
  beta2: takes.withDefault(takes.fraction, 0.99),
} satisfies Declared<LionOptions>;

/** w -= rate sign(β₁ m + (1 - β₁) g); m' = β₂ m + (1 - β₂) g (Chen et al., "Symbolic discovery of optimization algorithms", 2023). */
export class Lion extends Optimizer {
  readonly className = "Lion";
  readonly config;
  protected readonly slotGroups = [["momentum"]] as const;

  constructor(options: LionOptions = {}) {
    super();
    this.config = readOptimizerOptions("lion", options, lionOptions);
  }

  protected move({ variable, gradient, slots, rate }: Move): void {
    const { beta1, beta2 } = this.config;
    const m = slots[0]!;
    const direction = sign(add(multiply(m.value, beta1), multiply(gradient, 1 - beta1)));
    variable.assign(subtract(variable.value, multiply(direction, rate)));
    m.assign(add(multiply(m.value, beta2), multiply(gradient, 1 - beta2)));
  }
}
