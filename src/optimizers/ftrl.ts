/** Follow the regularized leader. */
import { add, clip, divide, multiply, power, square, subtract } from "../ops/index.ts";
import { type Declared, takes } from "../tensor/index.ts";
import { type Move, Optimizer } from "./optimizer.ts";
import { type OptimizerOptions, optimizerOptions, readOptimizerOptions } from "./options.ts";

/** Options of `optimizers.ftrl`: how the rate falls, and penalties on the weights. */
export interface FtrlOptions extends OptimizerOptions {
  /** How the learning rate falls with the sum of squared gradients; 0 for a fixed rate. Default -0.5. */
  learningRatePower?: number | undefined;
  /** What the sums of squared gradients start from. Default 0.1. */
  initialAccumulatorValue?: number | undefined;
  /** How strongly small weights are held at 0, an L1 penalty. Default 0. */
  l1RegularizationStrength?: number | undefined;
  /** How strongly weights are drawn to 0, an L2 penalty. Default 0. */
  l2RegularizationStrength?: number | undefined;
  /** An L2 penalty on the size of the step rather than the weight. */
  l2ShrinkageRegularizationStrength?: number | undefined;
  /** Added, over the learning rate, to what weights are divided by. Default 0. */
  beta?: number | undefined;
}

const ftrlOptions = {
  .../* @__PURE__ */ optimizerOptions(0.001),
  learningRatePower: takes.withDefault(
    takes.check<number>("a finite number of 0 or less", (power) => Number.isFinite(power) && power <= 0),
    -0.5,
  ),
  initialAccumulatorValue: takes.withDefault(takes.nonNegativeNumber, 0.1),
  l1RegularizationStrength: takes.withDefault(takes.nonNegativeNumber, 0),
  l2RegularizationStrength: takes.withDefault(takes.nonNegativeNumber, 0),
  l2ShrinkageRegularizationStrength: takes.withDefault(takes.nonNegativeNumber, 0),
  beta: 0,
} satisfies Declared<FtrlOptions>;

/**
 * With p = -learningRatePower: a' = a + g²; z' = z + g + 2 s w - (a'ᵖ - aᵖ) / rate w;
 * w = (clip(z', ±l1) - z') / (a'ᵖ / rate + 2 l2 + beta / rate) (McMahan et al., "Ad click prediction", 2013).
 */
export class Ftrl extends Optimizer {
  readonly className = "Ftrl";
  readonly config;
  protected readonly slotGroups = [["accumulator", "linear"]] as const;

  constructor(options: FtrlOptions = {}) {
    super();
    this.config = readOptimizerOptions("ftrl", options, ftrlOptions);
  }

  protected override slotStart(name: string): number {
    return name === "accumulator" ? this.config.initialAccumulatorValue : 0;
  }

  protected move({ variable, gradient, slots, rate }: Move): void {
    const { learningRatePower, beta, l1RegularizationStrength: l1, l2RegularizationStrength: l2 } = this.config;
    const [a, z] = slots as [Move["variable"], Move["variable"]];
    const w = variable.value;
    const total = add(a.value, square(gradient));
    const [before, after] = [power(a.value, -learningRatePower), power(total, -learningRatePower)];
    const shrunk = add(gradient, multiply(w, 2 * this.config.l2ShrinkageRegularizationStrength));
    z.assign(add(z.value, subtract(shrunk, multiply(divide(subtract(after, before), rate), w))));
    const quadratic = add(divide(after, rate), 2 * l2 + beta / rate);
    variable.assign(divide(subtract(clip(z.value, -l1, l1), z.value), quadratic));
    a.assign(total);
  }
}
