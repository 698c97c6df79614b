/** Adam. */
import { backend } from "../backend/current.ts";
import { type Declared, takes } from "../tensor/index.ts";
import { type Move, Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, optimizerOptions, readOptimizerOptions } from "./options.ts";

/** Options of `optimizers.adam`, and with a decoupled weight decay of `optimizers.adamw`. */
export interface AdamOptions extends OptimizerOptions {
  /** Decay of the average gradient. Default 0.9. */
  beta1?: number | undefined;
  /** Decay of the average of squared gradients. Default 0.999. */
  beta2?: number | undefined;
  /** Added to the root. Default 1e-7. */
  epsilon?: number | undefined;
  /** Divide by the largest average so far (Reddi, Kale & Kumar 2018). Default false. */
  amsgrad?: boolean | undefined;
}

/** The checks of options of optimizers with moving averages of gradients and their squares. */
export const momentsOptions = {
  .../* @__PURE__ */ optimizerOptions(0.001),
  beta1: takes.withDefault(takes.fraction, 0.9),
  beta2: takes.withDefault(takes.fraction, 0.999),
  epsilon: takes.withDefault(takes.nonNegativeNumber, 1e-7),
} satisfies Declared<Omit<AdamOptions, "amsgrad">>;

const adamOptions = { ...momentsOptions, amsgrad: false } satisfies Declared<AdamOptions>;

/**
 * m' = β₁ m + (1 - β₁) g; v' = β₂ v + (1 - β₂) g²; w -= rate √(1 - β₂ᵗ) / (1 - β₁ᵗ) m' / (√v' + ε) at update t
 * (Kingma & Ba, "Adam: a method for stochastic optimization", 2014).
 */
export class Adam extends Optimizer {
  readonly className: string = "Adam";
  readonly config;
  protected readonly slotGroups: readonly (readonly string[])[];

  constructor(options: AdamOptions = {}, name = "adam") {
    super();
    this.config = readOptimizerOptions(name, options, adamOptions);
    this.slotGroups = [["momentum", "velocity"], ...(this.config.amsgrad ? [["velocity_hat"]] : [])];
  }

  protected move({ variable, gradient, slots, rate, step }: Move): void {
    const { beta1, beta2, epsilon, amsgrad } = this.config;
    const corrected = (rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
    const kept = slots.map((slot) => slot.value);
    backend().update({ kind: "adam", rate: corrected, beta1, beta2, epsilon, amsgrad }, variable.value, gradient, kept);
  }
}
