/** `tf.train`: optimizers by position of their options, with TensorFlow.js's defaults and formulas. */
import { optimizers } from "../../index.ts";
import { checkOption, takes, unknownName } from "../../tensor/index.ts";
import { Optimizer } from "./optimizer.ts";
import { CorrectedAdam, LateAdadelta, SumsOfGradients } from "./rules.ts";

export { Optimizer } from "./optimizer.ts";

const EPSILON = 1e-7;

/** w -= rate g. */
export class SGDOptimizer extends Optimizer {
  static override readonly className: string = "SGD";
  static override readonly options: (typeof Optimizer)["options"] = { learningRate: takes.finiteNumber };
  constructor(learningRate: number) {
    super(optimizers.sgd({ learningRate }));
  }
  /** The learning rate. */
  getConfig(): Record<string, any> {
    return { learningRate: this.learningRate };
  }
}

/** m' = momentum m + g; w -= rate m', or with Nesterov rate (g + momentum m'). */
export class MomentumOptimizer extends Optimizer {
  static override readonly className: string = "Momentum";
  static override readonly options: (typeof Optimizer)["options"] = {
    learningRate: takes.finiteNumber,
    momentum: takes.finiteNumber,
    useNesterov: takes.flag,
  };
  constructor(
    learningRate: number,
    private momentum: number,
    private readonly useNesterov = false,
  ) {
    super(new SumsOfGradients({ learningRate, momentum, nesterov: useNesterov }));
  }
  /** Sets the momentum of the next update. */
  setMomentum(momentum: number): void {
    checkOption("setMomentum", "momentum", momentum, takes.finiteNumber);
    (this.core as SumsOfGradients).momentum = momentum;
    this.momentum = momentum;
  }
  protected override readonly kept = [["momentum", "momentum"]] as const;
  /** Learning rate, momentum, and whether it is Nesterov's. */
  getConfig(): Record<string, any> {
    return { learningRate: this.learningRate, momentum: this.momentum, useNesterov: this.useNesterov };
  }
}

/** Divides gradients by the root of their average square, which moves by 1 - decay. */
export class RMSPropOptimizer extends Optimizer {
  static override readonly className: string = "RMSProp";
  static override readonly options: (typeof Optimizer)["options"] = {
    learningRate: takes.finiteNumber,
    decay: takes.finiteNumber,
    momentum: takes.finiteNumber,
    epsilon: takes.orNull(takes.finiteNumber),
    centered: takes.flag,
  };
  constructor(
    learningRate: number,
    private readonly decay = 0.9,
    private readonly momentum = 0,
    private readonly epsilon: number | null = EPSILON,
    private readonly centered = false,
  ) {
    checkOption("rmsprop", "learningRate", learningRate, takes.required(takes.finiteNumber));
    // without momentum, too, TensorFlow.js keeps the last move: a share that is 0 in float32 makes a place for it
    const share = momentum === 0 ? Number.MIN_VALUE : momentum;
    super(optimizers.rmsprop({ learningRate, rho: decay, momentum: share, epsilon: epsilon ?? EPSILON, centered }));
    this.kept = [
      ["velocity", "rms"],
      ["momentum", "momentum"],
      ...(centered ? [["average_gradient", "mg"] as const] : []),
    ];
  }
  protected override readonly kept: Optimizer["kept"];
  /** Learning rate, decay, momentum, epsilon, and whether the average gradient is taken off. */
  getConfig(): Record<string, any> {
    const { decay, momentum, epsilon, centered } = this;
    return { learningRate: this.learningRate, decay, momentum, epsilon: epsilon ?? EPSILON, centered };
  }
}

/** Adam (Kingma & Ba, 2014). */
export class AdamOptimizer extends Optimizer {
  static override readonly className: string = "Adam";
  static override readonly options: (typeof Optimizer)["options"] = {
    learningRate: takes.finiteNumber,
    beta1: takes.finiteNumber,
    beta2: takes.finiteNumber,
    epsilon: takes.orNull(takes.finiteNumber),
  };
  constructor(
    learningRate = 0.001,
    private readonly beta1 = 0.9,
    private readonly beta2 = 0.999,
    private readonly epsilon: number | null = EPSILON,
  ) {
    super(new CorrectedAdam({ learningRate, beta1, beta2, epsilon: epsilon ?? EPSILON }));
  }
  protected override readonly kept = [
    ["momentum", "m"],
    ["velocity", "v"],
  ] as const;
  /** Learning rate, betas and epsilon. */
  getConfig(): Record<string, any> {
    return { learningRate: this.learningRate, beta1: this.beta1, beta2: this.beta2, epsilon: this.epsilon ?? EPSILON };
  }
}

/** Adam with the largest recent gradient in place of the average square; the rate falls as rate / (1 + decay · updates). */
export class AdamaxOptimizer extends Optimizer {
  static override readonly className: string = "Adamax";
  static override readonly options: (typeof Optimizer)["options"] = {
    learningRate: takes.finiteNumber,
    beta1: takes.finiteNumber,
    beta2: takes.finiteNumber,
    epsilon: takes.orNull(takes.finiteNumber),
    decay: takes.finiteNumber,
  };
  private readonly rate: { first: number };
  constructor(
    learningRate = 0.002,
    private readonly beta1 = 0.9,
    private readonly beta2 = 0.999,
    private readonly epsilon: number | null = EPSILON,
    private readonly decay = 0,
  ) {
    checkOption("adamax", "decay", decay, takes.nonNegativeNumber);
    const rate = { first: learningRate };
    const falling = (step: number) => rate.first / (1 + decay * step);
    const options = { beta1, beta2, epsilon: epsilon ?? EPSILON };
    super(optimizers.adamax({ learningRate: decay === 0 ? learningRate : falling, ...options }));
    this.rate = rate;
  }
  /** The learning rate before it falls. */
  override get learningRate(): number {
    return this.rate.first;
  }
  override set learningRate(rate: number) {
    this.rate.first = rate;
    if (this.decay === 0) this.core.learningRate = rate;
  }
  protected override readonly kept = [
    ["momentum", "m"],
    ["norm", "v"],
  ] as const;
  /** Learning rate, betas, epsilon and decay. */
  getConfig(): Record<string, any> {
    const { beta1, beta2, epsilon, decay } = this;
    return { learningRate: this.learningRate, beta1, beta2, epsilon: epsilon ?? EPSILON, decay };
  }
}

/** Divides gradients by the root of the sum of their squares. */
export class AdagradOptimizer extends Optimizer {
  static override readonly className: string = "Adagrad";
  static override readonly options: (typeof Optimizer)["options"] = {
    learningRate: takes.finiteNumber,
    initialAccumulatorValue: takes.finiteNumber,
  };
  constructor(
    learningRate: number,
    private readonly initialAccumulatorValue = 0.1,
  ) {
    super(optimizers.adagrad({ learningRate, initialAccumulatorValue }));
  }
  protected override readonly kept = [["accumulator", "accumulator"]] as const;
  /** Learning rate, and the sum's first value. */
  getConfig(): Record<string, any> {
    return { learningRate: this.learningRate, initialAccumulatorValue: this.initialAccumulatorValue };
  }
}

/** Averages squared gradients and squared moves; `rho` is how slowly the averages move. */
export class AdadeltaOptimizer extends Optimizer {
  static override readonly className: string = "Adadelta";
  static override readonly options: (typeof Optimizer)["options"] = {
    learningRate: takes.finiteNumber,
    rho: takes.finiteNumber,
    epsilon: takes.orNull(takes.finiteNumber),
  };
  constructor(
    learningRate = 0.001,
    private readonly rho = 0.95,
    private readonly epsilon: number | null = EPSILON,
  ) {
    super(new LateAdadelta({ learningRate, rho, epsilon: epsilon ?? EPSILON }));
  }
  protected override readonly kept = [
    ["accumulated_grad", "accum_grad"],
    ["accumulated_delta_var", "accum_var"],
  ] as const;
  /** Learning rate, rho and epsilon. */
  getConfig(): Record<string, any> {
    return { learningRate: this.learningRate, rho: this.rho, epsilon: this.epsilon ?? EPSILON };
  }
}

/** The classes of optimizers, each with the name that files have. */
export const optimizerClasses = [
  SGDOptimizer,
  MomentumOptimizer,
  RMSPropOptimizer,
  AdamOptimizer,
  AdamaxOptimizer,
  AdagradOptimizer,
  AdadeltaOptimizer,
] as const;

/** Optimizers by TensorFlow.js's names, with its argument order and defaults. */
export const train = {
  /** Stochastic gradient descent. */
  sgd: (learningRate: number) => new SGDOptimizer(learningRate),
  /** Gradient descent that keeps a share `momentum` of its last move. */
  momentum: (learningRate: number, momentum: number, useNesterov = false) =>
    new MomentumOptimizer(learningRate, momentum, useNesterov),
  /** Divides gradients by the root of their average square; `decay` is how slowly the average moves. */
  rmsprop: (learningRate: number, decay?: number, momentum?: number, epsilon?: number | null, centered?: boolean) =>
    new RMSPropOptimizer(learningRate, decay, momentum, epsilon, centered),
  /** Adam; `beta1` and `beta2` are how slowly its two averages move. */
  adam: (learningRate?: number, beta1?: number, beta2?: number, epsilon?: number | null) =>
    new AdamOptimizer(learningRate, beta1, beta2, epsilon),
  /** Adam with the largest recent gradient in place of the average square. */
  adamax: (learningRate?: number, beta1?: number, beta2?: number, epsilon?: number | null, decay?: number) =>
    new AdamaxOptimizer(learningRate, beta1, beta2, epsilon, decay),
  /** Divides gradients by the root of the sum of their squares. */
  adagrad: (learningRate: number, initialAccumulatorValue?: number) =>
    new AdagradOptimizer(learningRate, initialAccumulatorValue),
  /** Averages squared gradients and squared moves. */
  adadelta: (learningRate?: number, rho?: number, epsilon?: number | null) =>
    new AdadeltaOptimizer(learningRate, rho, epsilon),
};

/** Optimizers given by name, with the learning rates that models take. */
const byName: Readonly<Record<string, () => Optimizer>> = {
  sgd: () => train.sgd(0.01),
  adam: () => train.adam(0.001),
  rmsprop: () => train.rmsprop(0.001),
  adagrad: () => train.adagrad(0.01),
  adamax: () => train.adamax(0.002),
  adadelta: () => train.adadelta(1),
};

/** The optimizer of a name ("adam", "RMSProp"); others unchanged. @throws ConfigError for an unknown name */
export function optimizerNamed<O>(spec: O): Exclude<O, string> | Optimizer {
  if (typeof spec !== "string") return spec as Exclude<O, string>;
  const name = spec.toLowerCase();
  if (!Object.hasOwn(byName, name)) throw unknownName("optimizer", spec, Object.keys(byName));
  return byName[name]!();
}

/** The core's optimizer of a TensorFlow.js optimizer or name; others unchanged. */
export function optimizerOf<O>(spec: O): Exclude<O, string | Optimizer> | optimizers.Optimizer {
  const optimizer = optimizerNamed(spec);
  return optimizer instanceof Optimizer ? optimizer.core : (optimizer as Exclude<O, string | Optimizer>);
}
