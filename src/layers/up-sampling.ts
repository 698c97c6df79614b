/** Layers that make grids finer: each place repeated, or places between by interpolation. */
import { interpolate, repeat } from "../ops/index.ts";
import { type Complete, type Declared, readOptions, type Tensor, takes } from "../tensor/index.ts";
import { type LayerConfig, layerOptions } from "./config.ts";
import {
  type AxisCount,
  axisLengths,
  dataFormats,
  type PerAxis,
  perAxis,
  SpatialLayer,
  type SpatialOptions,
} from "./spatial.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of `layers.upSampling1d`: how often each step repeats, (B, T, F). */
export interface UpSampling1DOptions extends LayerConfig {
  /** How often each step is repeated. Default 2. */
  size?: number | undefined;
}

/** Options of `layers.upSampling3d`: how often each place repeats. */
export interface UpSampling3DOptions extends SpatialOptions {
  /** Factor along all axes, or one for each. Default 2. */
  size?: PerAxis | undefined;
}

/** Options of `layers.upSampling2d`: by how much an image grows, and how. */
export interface UpSampling2DOptions extends UpSampling3DOptions {
  /** "nearest" repeats each place; "bilinear" interpolates between the centers of places. Default "nearest". */
  interpolation?: "nearest" | "bilinear" | undefined;
  /** For "bilinear": false interpolates between upper left corners instead, as TensorFlow.js does. Default true. */
  halfPixelCenters?: boolean | undefined;
}

const sequenceOptions = { ...layerOptions, size: takes.withDefault(perAxis, 2) };

const bodyOptions = {
  ...sequenceOptions,
  dataFormat: dataFormats,
} satisfies Declared<UpSampling3DOptions>;

const imageOptions = {
  ...bodyOptions,
  interpolation: takes.withDefault(takes.oneOf("nearest", "bilinear"), "nearest"),
  halfPixelCenters: true,
} satisfies Declared<UpSampling2DOptions>;

const byAxes = { 1: sequenceOptions, 2: imageOptions, 3: bodyOptions };

/** Makes a grid finer; see {@link upSampling1d} and its 2d and 3d forms. */
export class UpSampling extends SpatialLayer {
  override readonly className: string;
  override readonly config: Complete<UpSampling2DOptions, typeof sequenceOptions>;
  /** The factor along each axis. */
  readonly factors: readonly number[];

  constructor(axes: AxisCount, options: UpSampling2DOptions = {}) {
    super(axes);
    this.className = `UpSampling${axes}D`;
    this.config = readOptions<Pick<UpSampling2DOptions, keyof UpSampling1DOptions>, typeof sequenceOptions>(
      this.className,
      options,
      byAxes[axes],
    );
    this.factors = axisLengths(this.className, "size", this.config.size, axes);
  }

  protected override outputShape(x: OpenShape): OpenShape {
    const lengths = x.slice(1, -1).map((length, axis) => (length === null ? null : length * this.factors[axis]!));
    return [x[0]!, ...lengths, x.at(-1)!];
  }

  protected override compute(x: Tensor): Tensor {
    const { interpolation, halfPixelCenters } = this.config;
    const finer = (y: Tensor, factor: number, axis: number) =>
      interpolation === "bilinear" ? interpolate(y, factor, axis, halfPixelCenters) : repeat(y, factor, axis);
    return this.factors.reduce((y, factor, axis) => finer(y, factor, axis + 1), x);
  }
}

/**
 * Each step of a sequence `size` times: (batch, time, features) gives (batch, time · size, features). As in Keras, the
 * mask is not passed on.
 */
export function upSampling1d(options?: UpSampling1DOptions): UpSampling {
  return new UpSampling(1, options);
}

/**
 * A finer image: (batch, height, width, channels) gives (batch, height · size, width · size, channels). As in Keras,
 * the mask is not passed on.
 */
export function upSampling2d(options?: UpSampling2DOptions): UpSampling {
  return new UpSampling(2, options);
}

/** A finer volume, (batch, depth, height, width, channels), each place repeated. As in Keras, the mask is not passed on. */
export function upSampling3d(options?: UpSampling3DOptions): UpSampling {
  return new UpSampling(3, options);
}
