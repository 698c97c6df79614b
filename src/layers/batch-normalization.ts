/** The layer that normalizes each feature over a batch (Ioffe & Szegedy, "Batch normalization", 2015). */
import { withoutTape } from "../autodiff/tape.ts";
import type { Variable } from "../autodiff/variable.ts";
import type { InitializerSpec } from "../initializers/index.ts";
import {
  add,
  broadcastTo,
  cast,
  divide,
  expandDims,
  mean,
  multiply,
  reshape,
  rsqrt,
  square,
  subtract,
  sum,
  where,
} from "../ops/index.ts";
import {
  type Complete,
  type Declared,
  formatShape,
  normalizeAxis,
  readOptions,
  ShapeError,
  sameShape,
  type Tensor,
  takes,
} from "../tensor/index.ts";
import { initializer, knownLength } from "./config.ts";
import type { CallContext } from "./context.ts";
import { type ScaleAndShiftOptions, ScalesAndShifts, scaleAndShiftOptions } from "./scale-and-shift.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of `layers.batchNormalization`: the axis, the moving averages, and what is learned. */
export interface BatchNormalizationOptions extends ScaleAndShiftOptions {
  /** The axis of the features, each of which is normalized over all others. Default -1. */
  axis?: number | undefined;
  /** How much of the moving statistics a training step keeps, 0 to 1. Default 0.99. */
  momentum?: number | undefined;
  /** Added to the variance. Default 0.001. */
  epsilon?: number | undefined;
  /** Default "zeros". */
  movingMeanInitializer?: InitializerSpec | undefined;
  /** Default "ones". */
  movingVarianceInitializer?: InitializerSpec | undefined;
}

const batchNormalizationOptions = {
  ...scaleAndShiftOptions,
  axis: takes.withDefault(takes.integer, -1),
  momentum: takes.withDefault(takes.fraction, 0.99),
  epsilon: takes.withDefault(takes.nonNegativeNumber, 0.001),
  movingMeanInitializer: initializer("zeros"),
  movingVarianceInitializer: initializer("ones"),
} satisfies Declared<BatchNormalizationOptions>;

/** Keras's smallest divisor: a batch whose steps are all masked has statistics of 0 instead of 0 / 0. */
const LEAST = 1e-7;

/** Normalizes each feature; see {@link batchNormalization}. */
export class BatchNormalization extends ScalesAndShifts<
  Complete<BatchNormalizationOptions, typeof batchNormalizationOptions>
> {
  override readonly className = "BatchNormalization";
  private movingMean!: Variable;
  private movingVariance!: Variable;

  constructor(options: BatchNormalizationOptions = {}) {
    super(readOptions("BatchNormalization", options, batchNormalizationOptions));
  }

  override get worksPerStep(): boolean {
    return this.config.axis === -1;
  }

  override mixesRows(training: boolean): boolean {
    return training && this.isTrainable();
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const features = x![normalizeAxis(this.config.axis, x!.length)]!;
    if (this.built && features !== this.movingMean.size) {
      throw this.inputError(`${this.movingMean.size} features on axis ${this.config.axis}, as the weights have`, x!);
    }
    return [x!];
  }

  protected override build([x]: readonly OpenShape[]): void {
    const { config } = this;
    const length = x![normalizeAxis(config.axis, x!.length)];
    const shape = [knownLength(length, `BatchNormalization "${this.name}"`)];
    this.addScaleAndShift(shape);
    const fixed = { trainable: false };
    this.movingMean = this.addWeight("moving_mean", shape, { initializer: config.movingMeanInitializer, ...fixed });
    this.movingVariance = this.addWeight("moving_variance", shape, {
      initializer: config.movingVarianceInitializer,
      ...fixed,
    });
  }

  override call([x]: readonly Tensor[], { training, masks }: CallContext): Tensor[] {
    const axis = normalizeAxis(this.config.axis, x!.rank);
    const along = x!.shape.map((length, i) => (i === axis ? length : 1));
    const shaped = (weight: Variable) => reshape(weight.value, along);
    const statistics =
      training && this.isTrainable()
        ? this.ofBatch(x!, this.checkMask(masks[0], x!), axis)
        : { mean: shaped(this.movingMean), variance: shaped(this.movingVariance) };
    const inverse = rsqrt(add(statistics.variance, this.config.epsilon));
    const scale = this.gamma ? multiply(inverse, shaped(this.gamma)) : inverse;
    const scaled = multiply(subtract(x!, statistics.mean), scale);
    return [this.beta ? add(scaled, shaped(this.beta)) : scaled];
  }

  /** Mean and variance of each feature over the batch; the moving averages are updated from them. */
  private ofBatch(x: Tensor, mask: Tensor | undefined, axis: number): { mean: Tensor; variance: Tensor } {
    const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
    const counts = mask && broadcastTo(expandDims(mask, -1), x.shape);
    const count = counts && add(sum(cast(counts, "float32"), others, true), LEAST);
    const average = (values: Tensor) =>
      counts ? divide(sum(where(counts, values, 0), others, true), count!) : mean(values, others, true);
    const center = average(x);
    const variance = average(square(subtract(x, center)));
    withoutTape(() => {
      this.follow(this.movingMean, center);
      this.follow(this.movingVariance, variance);
    });
    return { mean: center, variance };
  }

  private follow(moving: Variable, value: Tensor): void {
    const { momentum } = this.config;
    moving.assign(add(multiply(moving.value, momentum), multiply(reshape(value, moving.shape), 1 - momentum)));
  }

  private checkMask(mask: Tensor | undefined, x: Tensor): Tensor | undefined {
    if (!mask || sameShape(mask.shape, x.shape.slice(0, -1))) return mask;
    throw new ShapeError({
      what: `The mask of BatchNormalization "${this.name}" does not fit its input.`,
      expected: `shape ${formatShape(x.shape.slice(0, -1))}, one entry for each vector of features`,
      received: `shape ${formatShape(mask.shape)}`,
    });
  }
}

/**
 * Each feature shifted and scaled to mean 0 and variance 1, then scaled by γ and shifted by β, which are learned:
 * γ (x - mean) / √(variance + epsilon) + β.
 *
 * While training, mean and variance are those of the batch, over all axes but `axis`, without the steps that a mask leaves
 * out; the moving ones then follow, moving = momentum · moving + (1 - momentum) · batch. Otherwise, and where the layer is
 * not trainable, the moving ones are taken. Input and output of any one shape; a mask passes through unchanged.
 */
export function batchNormalization(options?: BatchNormalizationOptions): BatchNormalization {
  return new BatchNormalization(options);
}
