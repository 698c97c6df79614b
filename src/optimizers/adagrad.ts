/** Adagrad. */
import { add, divide, multiply, sqrt, square, subtract } from "../ops/index.ts";
import { type Declared, takes } from "../tensor/index.ts";
import { type Move, Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, optimizerOptions, readOptimizerOptions } from "./options.ts";

/** Options of `optimizers.adagrad`: the rate falls with the sum of squared gradients. */
export interface AdagradOptions extends OptimizerOptions {
  /** What the sums of squared gradients start from. Default 0.1. */
  initialAccumulatorValue?: number | undefined;
  /** Added under the root. Default 1e-7. */
  epsilon?: number | undefined;
}

const adagradOptions = {
  .../* @__PURE__ */ optimizerOptions(0.001),
  initialAccumulatorValue: takes.withDefault(takes.nonNegativeNumber, 0.1),
  epsilon: takes.withDefault(takes.nonNegativeNumber, 1e-7),
} satisfies Declared<AdagradOptions>;

/** a' = a + g²; w -= rate g / √(a' + ε) (Duchi, Hazan & Singer 2011). */
export class Adagrad extends Optimizer {
  readonly className = "Adagrad";
  readonly config;
  protected readonly slotGroups = [["accumulator"]] as const;

  constructor(options: AdagradOptions = {}) {
    super();
    this.config = readOptimizerOptions("adagrad", options, adagradOptions);
  }

  protected override slotStart(): number {
    return this.config.initialAccumulatorValue;
  }

  protected move({ variable, gradient, slots, rate }: Move): void {
    const a = slots[0]!;
    a.assign(add(a.value, square(gradient)));
    const spread = sqrt(add(a.value, this.config.epsilon));
    variable.assign(subtract(variable.value, divide(multiply(gradient, rate), spread)));
  }
}
