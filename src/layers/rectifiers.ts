/** Activations with parameters, as layers: rectifiers whose slopes and limits are options, or learned. */

import type { Variable } from "../autodiff/variable.ts";
import type { ConstraintSpec } from "../constraints/index.ts";
import type { InitializerSpec } from "../initializers/index.ts";
import { bent } from "../ops/bent.ts";
import { clip, greater, multiply, negative, relu, subtract, unary, where } from "../ops/index.ts";
import type { RegularizerSpec } from "../regularizers/index.ts";
import { type Complete, type Declared, formatShape, readOptions, type Tensor, takes } from "../tensor/index.ts";
import { constraint, initializer, knownLength, type LayerConfig, layerOptions, regularizer } from "./config.ts";
import { ElementwiseLayer } from "./elementwise.ts";
import { listOf, type OpenShape } from "./symbolic.ts";

/** Options of `layers.reLU`: the limit, the threshold and the slope below it. */
export interface ReLUOptions extends LayerConfig {
  /** The largest result. Default `null`: no limit. */
  maxValue?: number | null | undefined;
  /** Slope below the threshold. Default 0. */
  negativeSlope?: number | undefined;
  /** From here on numbers pass unchanged. Default 0. */
  threshold?: number | undefined;
}

const reLUOptions = {
  ...layerOptions,
  maxValue: takes.byDefaultNull(takes.nonNegativeNumber),
  negativeSlope: takes.withDefault(takes.nonNegativeNumber, 0),
  threshold: takes.withDefault(takes.nonNegativeNumber, 0),
} satisfies Declared<ReLUOptions>;

/** The layer of {@link reLU}. */
export class ReLU extends ElementwiseLayer {
  override readonly className = "ReLU";
  override readonly config: Complete<ReLUOptions, typeof reLUOptions>;

  constructor(options: ReLUOptions = {}) {
    super();
    this.config = readOptions("ReLU", options, reLUOptions);
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    const { maxValue, negativeSlope, threshold } = this.config;
    // as in Keras, whose functions for these cases have derivatives of their own at 0 and 6
    if (threshold === 0 && maxValue === null && negativeSlope !== 0) return [bent(x!, x!, negativeSlope)];
    const rectifier = maxValue === 6 ? "relu6" : "relu";
    const kept = threshold === 0 ? unary(rectifier, x!) : where(greater(x!, threshold), x!, 0);
    const limited = maxValue === null ? kept : clip(kept, 0, maxValue);
    if (negativeSlope === 0) return [limited];
    return [subtract(limited, multiply(relu(subtract(threshold, x!)), negativeSlope))];
  }
}

/**
 * x from `threshold` on, at most `maxValue`, and negativeSlope · (x - threshold) below. Input and output of any one shape;
 * a mask passes through unchanged.
 */
export function reLU(options?: ReLUOptions): ReLU {
  return new ReLU(options);
}

/** Options of `layers.leakyReLU`: the slope below 0. */
export interface LeakyReLUOptions extends LayerConfig {
  /** Slope below 0. Default 0.3. */
  negativeSlope?: number | undefined;
}

const leakyReLUOptions = {
  ...layerOptions,
  negativeSlope: takes.withDefault(takes.nonNegativeNumber, 0.3),
} satisfies Declared<LeakyReLUOptions>;

/** The layer of {@link leakyReLU}. */
export class LeakyReLU extends ElementwiseLayer {
  override readonly className = "LeakyReLU";
  override readonly config: Complete<LeakyReLUOptions, typeof leakyReLUOptions>;

  constructor(options: LeakyReLUOptions = {}) {
    super();
    this.config = readOptions("LeakyReLU", options, leakyReLUOptions);
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    return [bent(x!, x!, this.config.negativeSlope)];
  }
}

/** x from 0 on, negativeSlope · x below. Input and output of any one shape; a mask passes through unchanged. */
export function leakyReLU(options?: LeakyReLUOptions): LeakyReLU {
  return new LeakyReLU(options);
}

/** Options of `layers.pReLU`, whose slopes are learned. */
export interface PReLUOptions extends LayerConfig {
  /** Initializer of the slopes. Default "zeros". */
  alphaInitializer?: InitializerSpec | undefined;
  /** Penalty on the slopes, added to the loss. Default none. */
  alphaRegularizer?: RegularizerSpec | undefined;
  /** Constraint on the slopes, applied after each update. Default none. */
  alphaConstraint?: ConstraintSpec | undefined;
  /** Axes, counted from 1 without the batch axis, along which all places share one slope. Default none. */
  sharedAxes?: number | readonly number[] | null | undefined;
}

const pReLUOptions = {
  ...layerOptions,
  alphaInitializer: initializer("zeros"),
  alphaRegularizer: regularizer,
  alphaConstraint: constraint,
  sharedAxes: takes.byDefaultNull(takes.either(takes.positiveInteger, takes.listOf(takes.positiveInteger))),
} satisfies Declared<PReLUOptions>;

/** The layer of {@link pReLU}. */
export class PReLU extends ElementwiseLayer {
  override readonly className = "PReLU";
  override readonly config: Complete<PReLUOptions, typeof pReLUOptions>;
  private alpha!: Variable;

  constructor(options: PReLUOptions = {}) {
    super();
    this.config = readOptions("PReLU", options, pReLUOptions);
  }

  override get worksPerStep(): boolean {
    return this.sharedAxes.includes(1);
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const own = this.built && this.alpha.shape;
    if (own && (x!.length !== own.length + 1 || own.some((length, i) => length !== 1 && length !== x![i + 1]))) {
      throw this.inputError(
        `samples of ${formatShape(own)}, as the slopes were made for, 1 standing for any length`,
        x!,
      );
    }
    return [x!];
  }

  protected override build([x]: readonly OpenShape[]): void {
    const { alphaInitializer, alphaRegularizer, alphaConstraint } = this.config;
    const shared = this.sharedAxes;
    if (shared.some((axis) => axis >= x!.length))
      throw this.inputError(`the axes ${shared.join(", ")}, to share slopes`, x!);
    const shape = x!
      .slice(1)
      .map((length, i) => (shared.includes(i + 1) ? 1 : knownLength(length, `PReLU "${this.name}"`)));
    this.alpha = this.addWeight("alpha", shape, {
      initializer: alphaInitializer,
      regularizer: alphaRegularizer,
      constraint: alphaConstraint,
    });
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    return [subtract(relu(x!), multiply(this.alpha.value, relu(negative(x!))))];
  }

  private get sharedAxes(): readonly number[] {
    return listOf(this.config.sharedAxes ?? undefined);
  }
}

/**
 * x from 0 on, α · x below, α learned (He et al., "Delving deep into rectifiers", 2015). Input and output of any one shape;
 * α has the shape of a sample, 1 along `sharedAxes`; a mask passes through unchanged.
 */
export function pReLU(options?: PReLUOptions): PReLU {
  return new PReLU(options);
}

/** Options of `layers.eLU`: the limit below 0. */
export interface ELUOptions extends LayerConfig {
  /** How far below 0 the results go. Default 1. */
  alpha?: number | undefined;
}

const eLUOptions = { ...layerOptions, alpha: 1 } satisfies Declared<ELUOptions>;

/** The layer of {@link eLU}. */
export class ELU extends ElementwiseLayer {
  override readonly className = "ELU";
  override readonly config: Complete<ELUOptions, typeof eLUOptions>;

  constructor(options: ELUOptions = {}) {
    super();
    this.config = readOptions("ELU", options, eLUOptions);
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    return [bent(x!, unary("elu", x!), this.config.alpha)];
  }
}

/**
 * x from 0 on, alpha · (exp(x) - 1) below (Clevert et al., "Fast and accurate deep network learning by exponential linear
 * units", 2016). Input and output of any one shape; a mask passes through unchanged.
 */
export function eLU(options?: ELUOptions): ELU {
  return new ELU(options);
}
