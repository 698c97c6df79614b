/** RMSprop. */
import type { UpdateRule } from "../backend/backend.ts";
import { Optimizer, type OptimizerOptions, optimizerConfig, type Schedule } from "./optimizer.ts";

export interface RMSpropOptions extends OptimizerOptions {
  /** How slowly the average of squared gradients moves. Default 0.9. */
  rho?: number;
  momentum?: number;
  /** Added under the root. Default 1e-7. */
  epsilon?: number;
  /** Divide by the gradients' standard deviation rather than their root mean square. Default false. */
  centered?: boolean;
}

const defaults = { learningRate: 0.001 as number | Schedule, rho: 0.9, momentum: 0, epsilon: 1e-7, centered: false };

/** v' = ρ v + (1 - ρ) g²; w -= rate g / √(v' + ε) (Tieleman & Hinton, lecture 6.5 of "Neural networks for machine learning", 2012). */
export class RMSprop extends Optimizer {
  readonly className = "RMSprop";
  readonly config;
  protected readonly slotNames: readonly string[];

  constructor(options: RMSpropOptions = {}) {
    super();
    this.config = optimizerConfig("rmsprop", options, defaults);
    const { momentum, centered } = this.config;
    this.slotNames = ["velocity", ...(momentum > 0 ? ["momentum"] : []), ...(centered ? ["average_gradient"] : [])];
    this.checkClipping();
  }

  protected rule(rate: number): UpdateRule {
    const { rho, momentum, epsilon, centered } = this.config;
    return { kind: "rmsprop", rate, rho, momentum, epsilon, centered };
  }
}
