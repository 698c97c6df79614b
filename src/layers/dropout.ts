/** Layers that drop parts of their input while training (Srivastava et al., "Dropout", 2014). */
import { add, dropout as dropElements, dropoutMask, greater, multiply, where } from "../ops/index.ts";
import {
  type Complete,
  ConfigError,
  type Declared,
  formatShape,
  readOptions,
  type Shape,
  type Tensor,
  takes,
} from "../tensor/index.ts";
import { type LayerConfig, layerOptions, layerSeed } from "./config.ts";
import type { CallContext, RunContext } from "./context.ts";
import { NoiseLayer } from "./elementwise.ts";
import type { Layer } from "./layer.ts";
import { type AxisCount, type DataFormat, dataFormats, SpatialLayer } from "./spatial.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of `layers.dropout`: which fraction to drop while training, and in which pattern. */
export interface DropoutOptions extends LayerConfig {
  /** Fraction of the elements to drop, 0 to 1. */
  rate: number;
  /**
   * Shape of the mask, `null` for the input's own length; along an axis of length 1 all elements are dropped or kept
   * together.
   */
  noiseShape?: OpenShape | null | undefined;
  /** Fixes the masks of this layer, whatever the model's seed. */
  seed?: number | null | undefined;
}

const dropoutOptions = {
  ...layerOptions,
  rate: takes.required(takes.fraction),
  noiseShape: takes.byDefaultNull(takes.listOf(takes.orNull(takes.positiveInteger))),
  seed: layerSeed,
} satisfies Declared<DropoutOptions>;

/** Drops elements while training; see {@link dropout}. */
export class Dropout extends NoiseLayer {
  override readonly className = "Dropout";
  override readonly config: Complete<DropoutOptions, typeof dropoutOptions>;

  constructor(options: DropoutOptions) {
    super();
    this.config = readOptions("Dropout", options, dropoutOptions);
  }

  protected override get strength(): number {
    return this.config.rate;
  }

  protected override disturb(x: Tensor, run: RunContext): Tensor {
    const { rate, seed, noiseShape } = this.config;
    return dropElements(x, rate, run.nextRandom(seed), noiseShapeFor(this, noiseShape, x.shape));
  }
}

function noiseShapeFor({ className, name }: Layer, noiseShape: OpenShape | null, shape: Shape): Shape {
  if (noiseShape === null) return shape;
  const fits = noiseShape.every((length, axis) => length === null || length === 1 || length === shape[axis]);
  if (noiseShape.length === shape.length && fits) return noiseShape.map((length, axis) => length ?? shape[axis]!);
  throw new ConfigError({
    what: `The noiseShape of ${className} "${name}" does not fit its input.`,
    expected: `${shape.length} lengths, each null, 1 or that of the input ${formatShape(shape)}`,
    received: formatShape(noiseShape),
  });
}

/**
 * Sets a fraction `rate` of the elements to zero while training, and scales the others by 1 / (1 - rate).
 *
 * Outside training the input passes unchanged. Input and output of any one shape; a mask passes through unchanged.
 */
export function dropout(options: DropoutOptions): Dropout {
  return new Dropout(options);
}

/** Options of `layers.spatialDropout1d`, which drops whole features. */
export interface SpatialDropout1DOptions extends LayerConfig {
  /** Fraction of the features to drop, 0 to 1. */
  rate: number;
  /** Fixes the masks of this layer, whatever the model's seed. */
  seed?: number | null | undefined;
}

/** Options of `layers.spatialDropout2d` and `layers.spatialDropout3d`, which drop whole channels. */
export interface SpatialDropoutOptions extends SpatialDropout1DOptions {
  /** Where the channels stand. Default "channelsLast". */
  dataFormat?: DataFormat | undefined;
}

const spatialDropout1DOptions = {
  ...layerOptions,
  rate: takes.required(takes.fraction),
  seed: layerSeed,
} satisfies Declared<SpatialDropout1DOptions>;

const spatialDropoutOptions = {
  ...spatialDropout1DOptions,
  dataFormat: dataFormats,
} satisfies Declared<SpatialDropoutOptions>;

/** Drops whole channels while training; see {@link spatialDropout1d} and its 2d and 3d forms. */
export class SpatialDropout extends SpatialLayer {
  override readonly className: string;
  override readonly supportsMasking = true;
  override readonly config: Complete<SpatialDropoutOptions, typeof spatialDropout1DOptions>;

  constructor(axes: AxisCount, options: SpatialDropoutOptions) {
    super(axes);
    this.className = `SpatialDropout${axes}D`;
    const declared = axes === 1 ? spatialDropout1DOptions : spatialDropoutOptions;
    this.config = readOptions<SpatialDropout1DOptions, typeof spatialDropout1DOptions>(
      this.className,
      options,
      declared,
    );
  }

  /** Outside training, steps pass one by one; with `truncate`, each window draws its own mask. */
  override get worksPerStep(): boolean {
    return this.className === "SpatialDropout1D";
  }

  protected override outputShape(x: OpenShape): OpenShape {
    return x;
  }

  protected override compute(x: Tensor, { training, run }: CallContext): Tensor {
    const { rate, seed } = this.config;
    if (!training || rate === 0) return x;
    const shape = x.shape.map((length, axis) => (axis === 0 || axis === x.rank - 1 ? length : 1));
    return dropElements(x, rate, run.nextRandom(seed), shape);
  }
}

/**
 * Drops whole features of a sequence while training: a feature is zero at every step, or at none (Tompson et al. 2015).
 *
 * Input and output (batch, time, features); a mask passes through unchanged.
 */
export function spatialDropout1d(options: SpatialDropout1DOptions): SpatialDropout {
  return new SpatialDropout(1, options);
}

/** Drops whole channels of an image, (batch, height, width, channels), as {@link spatialDropout1d}. */
export function spatialDropout2d(options: SpatialDropoutOptions): SpatialDropout {
  return new SpatialDropout(2, options);
}

/** Drops whole channels of a volume, (batch, depth, height, width, channels), as {@link spatialDropout1d}. */
export function spatialDropout3d(options: SpatialDropoutOptions): SpatialDropout {
  return new SpatialDropout(3, options);
}

/** SELU's limit for very negative numbers: minus its scale times its alpha. */
const SATURATED = -1.0507009873554805 * 1.6732632423543772;

/** Sets elements to SELU's lowest value while training; see {@link alphaDropout}. */
export class AlphaDropout extends NoiseLayer {
  override readonly className = "AlphaDropout";
  override readonly config: Complete<DropoutOptions, typeof dropoutOptions>;

  constructor(options: DropoutOptions) {
    super();
    this.config = readOptions("AlphaDropout", options, dropoutOptions);
    if (this.config.rate < 1) return;
    throw new ConfigError({
      what: "AlphaDropout cannot keep the variance at a rate of 1, where it drops everything.",
      expected: "a number from 0 to below 1",
      received: "1",
    });
  }

  protected override get strength(): number {
    return this.config.rate;
  }

  protected override disturb(x: Tensor, run: RunContext): Tensor {
    const { rate, seed, noiseShape } = this.config;
    const shape = noiseShapeFor(this, noiseShape, x.shape);
    const kept = greater(dropoutMask(shape, rate, run.nextRandom(seed)), 0);
    const factor = ((1 - rate) * (1 + rate * SATURATED ** 2)) ** -0.5;
    return add(multiply(where(kept, x, SATURATED), factor), -factor * SATURATED * rate);
  }
}

/**
 * Sets a fraction `rate` of the elements to the lowest value of SELU while training, and scales and shifts all so that mean and
 * variance stay (Klambauer et al., "Self-normalizing neural networks", 2017).
 *
 * Outside training the input passes unchanged. Input and output of any one shape; a mask passes through unchanged.
 */
export function alphaDropout(options: DropoutOptions): AlphaDropout {
  return new AlphaDropout(options);
}
