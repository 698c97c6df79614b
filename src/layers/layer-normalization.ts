/** The layer that normalizes each sample (Ba, Kiros & Hinton, "Layer normalization", 2016). */
import { add, layerNorm, mean, multiply, reshape, rsqrt, square, subtract } from "../ops/index.ts";
import {
  type Complete,
  type Declared,
  formatShape,
  normalizeAxis,
  readOptions,
  type Tensor,
  takes,
} from "../tensor/index.ts";
import { knownLength } from "./config.ts";
import { type ScaleAndShiftOptions, ScalesAndShifts, scaleAndShiftOptions } from "./scale-and-shift.ts";
import { listOf, type OpenShape } from "./symbolic.ts";

/** Options of `layers.layerNormalization`: axes that are normalized within each sample. */
export interface LayerNormalizationOptions extends ScaleAndShiftOptions {
  /** The axes over which each sample is normalized. Default -1. */
  axis?: number | readonly number[] | undefined;
  /** Added to the variance. Default 0.001. */
  epsilon?: number | undefined;
  /**
   * Divide by √(variance + epsilon) without taking the mean away, and learn no shift: what `rms_scaling=True` computes in files of
   * Keras. For the root mean square use {@link rmsNormalization}. Default false.
   */
  rmsScaling?: boolean | undefined;
}

const layerNormalizationOptions = {
  ...scaleAndShiftOptions,
  axis: takes.withDefault(takes.axes, -1),
  epsilon: takes.withDefault(takes.nonNegativeNumber, 0.001),
  rmsScaling: takes.flag,
} satisfies Declared<LayerNormalizationOptions>;

/** Normalizes each sample; see {@link layerNormalization}. */
export class LayerNormalization extends ScalesAndShifts<
  Complete<LayerNormalizationOptions, typeof layerNormalizationOptions>
> {
  override readonly className = "LayerNormalization";

  constructor(options: LayerNormalizationOptions = {}) {
    super(readOptions("LayerNormalization", options, layerNormalizationOptions));
  }

  override get worksPerStep(): boolean {
    return this.config.axis === -1;
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const lengths = this.axes(x!.length).map((axis) => x![axis]!);
    const made = (this.gamma ?? this.beta)?.shape;
    if (made?.some((length, i) => lengths[i] !== length)) {
      throw this.inputError(`${formatShape(made)} on the normalized axes, as the weights were made for`, x!);
    }
    return [x!];
  }

  protected override build([x]: readonly OpenShape[]): void {
    const shape = this.axes(x!.length).map((axis) => knownLength(x![axis], `LayerNormalization "${this.name}"`));
    const { scale, center, rmsScaling } = this.config;
    this.addScaleAndShift(shape, rmsScaling ? { scale: true, center: false } : { scale, center });
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    const axes = this.axes(x!.rank);
    // the learned vectors along the normalized axes, 1 along the others
    const along = x!.shape.map((length, axis) => (axes.includes(axis) ? length : 1));
    const gamma = this.gamma && reshape(this.gamma.value, along);
    const beta = this.beta && reshape(this.beta.value, along);
    const { epsilon, rmsScaling } = this.config;
    if (!rmsScaling) return [layerNorm(x!, { axes, epsilon, gamma, beta })];
    const spread = mean(square(subtract(x!, mean(x!, axes, true))), axes, true);
    return [multiply(multiply(x!, rsqrt(add(spread, epsilon))), gamma!)];
  }

  private axes(rank: number): number[] {
    return listOf(this.config.axis)
      .map((axis) => normalizeAxis(axis, rank))
      .sort((a, b) => a - b);
  }
}

/**
 * Each step of each sample shifted and scaled to mean 0 and variance 1, then scaled by γ and shifted by β, which are
 * learned: γ (x - mean) / √(variance + epsilon) + β.
 *
 * Input and output of any one shape; γ and β have the lengths of the normalized axes; a mask passes through unchanged.
 */
export function layerNormalization(options?: LayerNormalizationOptions): LayerNormalization {
  return new LayerNormalization(options);
}
