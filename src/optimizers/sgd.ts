/** Stochastic gradient descent. */
import type { UpdateRule } from "../backend/backend.ts";
import { Optimizer, type OptimizerOptions, optimizerConfig, type Schedule } from "./optimizer.ts";

export interface SGDOptions extends OptimizerOptions {
  /** Share of the last move that goes on. Default 0. */
  momentum?: number;
  /** Look ahead along the move (Nesterov 1983). Default false. */
  nesterov?: boolean;
}

const defaults = { learningRate: 0.01 as number | Schedule, momentum: 0, nesterov: false };

/** w -= rate g; with momentum μ: m' = μ m - rate g, w += m' (nesterov: w += μ m' - rate g). */
export class SGD extends Optimizer {
  readonly className = "SGD";
  readonly config;
  protected readonly slotNames: readonly string[];

  constructor(options: SGDOptions = {}) {
    super();
    this.config = optimizerConfig("sgd", options, defaults);
    this.slotNames = this.config.momentum > 0 ? ["momentum"] : [];
    this.checkClipping();
  }

  protected rule(rate: number): UpdateRule {
    const { momentum, nesterov } = this.config;
    return { kind: "sgd", rate, momentum, nesterov };
  }
}
