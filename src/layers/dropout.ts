/** Layers that drop parts of their input while training (Srivastava et al., "Dropout", 2014). */
import { dropout as dropElements } from "../ops/index.ts";
import { ConfigError, formatShape, type Shape, type Tensor, takes } from "../tensor/index.ts";
import { type LayerConfig, withDefaults } from "./config.ts";
import type { CallContext } from "./context.ts";
import { Layer } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

export interface DropoutOptions extends LayerConfig {
  /** Fraction of the elements to drop, 0 to 1. */
  rate: number;
  /** Shape of the mask, `null` for the input's own length; along an axis of length 1 all share one fate. */
  noiseShape?: OpenShape | null;
  /** Fixes the masks of this layer, whatever the model's seed. */
  seed?: number | null;
}

const dropoutDefaults = {
  rate: undefined as unknown as number,
  noiseShape: null as OpenShape | null,
  seed: null as number | null,
};

/** Drops elements while training; see {@link dropout}. */
export class Dropout extends Layer {
  override readonly className = "Dropout";
  override readonly supportsMasking = true;
  override readonly config: Readonly<typeof dropoutDefaults & LayerConfig>;

  constructor(options: DropoutOptions) {
    super();
    this.config = withDefaults("Dropout", options, dropoutDefaults, {
      rate: takes.required(takes.fraction),
      noiseShape: takes.orNull(takes.listOf(takes.orNull(takes.positiveInteger))),
    });
  }

  override get worksPerStep(): boolean {
    return true;
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    return [x!];
  }

  override call([x]: readonly Tensor[], { training, run }: CallContext): Tensor[] {
    const { rate, seed } = this.config;
    if (!training || rate === 0) return [x!];
    return [dropElements(x!, rate, run.nextRandom(seed), this.noiseShapeFor(x!.shape))];
  }

  private noiseShapeFor(shape: Shape): Shape {
    const { noiseShape } = this.config;
    if (noiseShape === null) return shape;
    const fits = noiseShape.every((length, axis) => length === null || length === 1 || length === shape[axis]);
    if (noiseShape.length === shape.length && fits) return noiseShape.map((length, axis) => length ?? shape[axis]!);
    throw new ConfigError({
      what: `The noiseShape of Dropout "${this.name}" does not fit its input.`,
      expected: `${shape.length} lengths, each null, 1 or that of the input ${formatShape(shape)}`,
      received: formatShape(noiseShape),
    });
  }
}

/**
 * Sets a fraction `rate` of the elements to zero while training, and scales the others by 1 / (1 - rate).
 *
 * Outside training the input passes unchanged. Input and output of any one shape; a mask goes on unchanged.
 */
export function dropout(options: DropoutOptions): Dropout {
  return new Dropout(options);
}

export interface SpatialDropout1DOptions extends LayerConfig {
  /** Fraction of the features to drop, 0 to 1. */
  rate: number;
  /** Fixes the masks of this layer, whatever the model's seed. */
  seed?: number | null;
}

const spatialDropoutDefaults = { rate: undefined as unknown as number, seed: null as number | null };

/** Drops whole features while training; see {@link spatialDropout1d}. */
export class SpatialDropout1D extends Layer {
  override readonly className = "SpatialDropout1D";
  override readonly supportsMasking = true;
  override readonly config: Readonly<typeof spatialDropoutDefaults & LayerConfig>;

  constructor(options: SpatialDropout1DOptions) {
    super();
    this.config = withDefaults("SpatialDropout1D", options, spatialDropoutDefaults, {
      rate: takes.required(takes.fraction),
    });
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    if (x!.length !== 3) throw this.inputError("3 axes (batch, time, features)", x!);
    return [x!];
  }

  override call([x]: readonly Tensor[], { training, run }: CallContext): Tensor[] {
    const { rate, seed } = this.config;
    if (!training || rate === 0) return [x!];
    const [batch, , features] = x!.shape as [number, number, number];
    return [dropElements(x!, rate, run.nextRandom(seed), [batch, 1, features])];
  }
}

/**
 * Drops whole features of a sequence while training: a feature is zero at every step, or at none (Tompson et al. 2015).
 *
 * Input and output (batch, time, features); a mask goes on unchanged.
 */
export function spatialDropout1d(options: SpatialDropout1DOptions): SpatialDropout1D {
  return new SpatialDropout1D(options);
}
