/** Adam, and AdamW, which is Adam with weight decay. */
import type { UpdateRule } from "../backend/backend.ts";
import { Optimizer, type OptimizerOptions, optimizerConfig, type Schedule } from "./optimizer.ts";

export interface AdamOptions extends OptimizerOptions {
  /** How slowly the average gradient moves. Default 0.9. */
  beta1?: number;
  /** How slowly the average of squared gradients moves. Default 0.999. */
  beta2?: number;
  /** Added beside the root. Default 1e-7. */
  epsilon?: number;
  /** Divide by the largest average so far (Reddi, Kale & Kumar 2018). Default false. */
  amsgrad?: boolean;
}

const defaults = { learningRate: 0.001 as number | Schedule, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, amsgrad: false };

/** m' = β₁ m + (1 - β₁) g; v' = β₂ v + (1 - β₂) g²; w -= rate √(1 - β₂ᵗ) / (1 - β₁ᵗ) m' / (√v' + ε) (Kingma & Ba 2014). */
export class Adam extends Optimizer {
  readonly className: string = "Adam";
  readonly config: ReturnType<typeof optimizerConfig<typeof defaults>>;
  protected readonly slotNames: readonly string[];

  constructor(options: AdamOptions = {}) {
    super();
    this.config = optimizerConfig("adam", options, defaults);
    this.slotNames = ["momentum", "velocity", ...(this.config.amsgrad ? ["velocity_hat"] : [])];
    this.checkClipping();
  }

  protected rule(rate: number, step: number): UpdateRule {
    const { beta1, beta2, epsilon, amsgrad } = this.config;
    const corrected = (rate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
    return { kind: "adam", rate: corrected, beta1, beta2, epsilon, amsgrad };
  }
}

/** Adam that takes `weightDecay` (default 0.004) of each weight away before its step (Loshchilov & Hutter 2019). */
export class AdamW extends Adam {
  override readonly className = "AdamW";

  constructor(options: AdamOptions = {}) {
    super({ ...options, weightDecay: options.weightDecay ?? 0.004 });
  }
}
