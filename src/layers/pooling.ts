/** Layers that pool the places of a grid, channel by channel: those of each window, or all of them. */

import { averagePool, cast, divide, expandDims, max, maxPool, mean, sum, where } from "../ops/index.ts";
import type { Sliding } from "../ops/windows.ts";
import { type Complete, type Declared, readOptions, type Tensor, takes } from "../tensor/index.ts";
import { layerOptions } from "./config.ts";
import type { CallContext } from "./context.ts";
import {
  type AxisCount,
  axisLengths,
  dataFormats,
  type PerAxis,
  paddings,
  perAxis,
  SpatialLayer,
  type SpatialOptions,
  slidShape,
} from "./spatial.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of `layers.maxPooling1d`, `layers.averagePooling1d` and their 2d and 3d forms. */
export interface PoolingOptions extends SpatialOptions {
  /** Length of the windows, for all axes or each. Default 2. */
  poolSize?: PerAxis | undefined;
  /** Steps from window to window. Default the length of a window. */
  strides?: PerAxis | null | undefined;
  /** "same" lets the last window reach beyond the end. Default "valid". */
  padding?: "valid" | "same" | undefined;
}

const poolingOptions = {
  ...layerOptions,
  poolSize: takes.withDefault(perAxis, 2),
  strides: takes.byDefaultNull(perAxis),
  padding: paddings,
  dataFormat: dataFormats,
} satisfies Declared<PoolingOptions>;

/** Pools the places of each window; see {@link maxPooling1d} and its 2d and 3d forms. */
export class Pooling extends SpatialLayer {
  override readonly className: string;
  override readonly config: Complete<PoolingOptions, typeof poolingOptions>;
  private readonly sliding: Sliding;

  constructor(
    /** The value of a window: its maximum or its mean. */
    readonly kind: "Max" | "Average",
    axes: AxisCount,
    options: PoolingOptions = {},
  ) {
    super(axes);
    this.className = `${kind}Pooling${axes}D`;
    this.config = readOptions(this.className, options, poolingOptions);
    const { poolSize, strides, padding } = this.config;
    const lengths = axisLengths(this.className, "poolSize", poolSize, axes);
    this.sliding = {
      lengths,
      strides: axisLengths(this.className, "strides", strides ?? poolSize, axes),
      dilations: lengths.map(() => 1),
      padding,
    };
  }

  protected override outputShape(x: OpenShape, given: OpenShape): OpenShape {
    const output = slidShape(x, this.sliding, x.at(-1)!);
    if (output) return output;
    throw this.inputError(
      `at least as long as a window, ${this.sliding.lengths.join(" x ")}`,
      given,
      'or padding: "same"',
    );
  }

  protected override compute(x: Tensor): Tensor {
    const { lengths, strides, padding } = this.sliding;
    return (this.kind === "Max" ? maxPool : averagePool)(x, lengths, { strides, padding });
  }
}

/**
 * The largest of each window of a sequence, feature by feature: (batch, time, features) gives (batch, windows, features).
 * As in Keras, the mask is not passed on.
 */
export function maxPooling1d(options?: PoolingOptions): Pooling {
  return new Pooling("Max", 1, options);
}

/**
 * The largest of each window of an image: (batch, height, width, channels) gives (batch, rows, columns, channels).
 * As in Keras, the mask is not passed on.
 */
export function maxPooling2d(options?: PoolingOptions): Pooling {
  return new Pooling("Max", 2, options);
}

/** The largest of each window of a volume, (batch, depth, height, width, channels), as {@link maxPooling2d}. */
export function maxPooling3d(options?: PoolingOptions): Pooling {
  return new Pooling("Max", 3, options);
}

/** The mean of each window of a sequence, as {@link maxPooling1d}; steps beyond the end do not count. */
export function averagePooling1d(options?: PoolingOptions): Pooling {
  return new Pooling("Average", 1, options);
}

/** The mean of each window of an image, as {@link maxPooling2d}; places beyond the end do not count. */
export function averagePooling2d(options?: PoolingOptions): Pooling {
  return new Pooling("Average", 2, options);
}

/** The mean of each window of a volume, as {@link maxPooling3d}; places beyond the end do not count. */
export function averagePooling3d(options?: PoolingOptions): Pooling {
  return new Pooling("Average", 3, options);
}

/** Options of the layers that pool over all places of a grid. */
export interface GlobalPoolingOptions extends SpatialOptions {
  /** Keep the joined axes, with length 1. Default false. */
  keepdims?: boolean | undefined;
}

const globalPoolingOptions = {
  ...layerOptions,
  dataFormat: dataFormats,
  keepdims: false,
} satisfies Declared<GlobalPoolingOptions>;

/** Pools all places; see {@link globalMaxPooling1d} and its 2d and 3d forms. */
export class GlobalPooling extends SpatialLayer {
  override readonly className: string;
  override readonly supportsMasking: boolean;
  override readonly config: Complete<GlobalPoolingOptions, typeof globalPoolingOptions>;

  constructor(
    /** The value of the grid: its maximum or its mean. */
    readonly kind: "Max" | "Average",
    axes: AxisCount,
    options: GlobalPoolingOptions = {},
  ) {
    super(axes);
    this.className = `Global${kind}Pooling${axes}D`;
    this.supportsMasking = kind === "Average" && axes === 1;
    this.config = readOptions(this.className, options, globalPoolingOptions);
  }

  protected override outputShape(x: OpenShape, given: OpenShape): OpenShape {
    if (x.slice(1, -1).includes(0)) throw this.inputError("a place or more on each axis", given);
    return [x[0]!, ...(this.config.keepdims ? x.slice(1, -1).map(() => 1) : []), x.at(-1)!];
  }

  protected override compute(x: Tensor, { masks }: CallContext): Tensor {
    const { keepdims } = this.config;
    const places = [...x.shape.keys()].slice(1, -1);
    if (this.kind === "Max") return max(x, places, keepdims);
    if (!this.supportsMasking || !masks[0]) return mean(x, places, keepdims);
    const counts = expandDims(masks[0], -1);
    return divide(sum(where(counts, x, 0), 1, keepdims), sum(cast(counts, "float32"), 1, keepdims));
  }

  override computeMasks(): (Tensor | undefined)[] {
    return [];
  }
}

/**
 * The largest of each feature over all steps: (batch, time, features) gives (batch, features). As in Keras, the mask is
 * ignored and not passed on.
 */
export function globalMaxPooling1d(options?: GlobalPoolingOptions): GlobalPooling {
  return new GlobalPooling("Max", 1, options);
}

/**
 * The largest of each channel of an image: (batch, height, width, channels) gives (batch, channels). A mask is not
 * passed on.
 */
export function globalMaxPooling2d(options?: GlobalPoolingOptions): GlobalPooling {
  return new GlobalPooling("Max", 2, options);
}

/** The largest of each channel of a volume, (batch, depth, height, width, channels), as {@link globalMaxPooling2d}. */
export function globalMaxPooling3d(options?: GlobalPoolingOptions): GlobalPooling {
  return new GlobalPooling("Max", 3, options);
}

/**
 * The mean of each feature over all steps, or over the unmasked ones: (batch, time, features) gives
 * (batch, features). A row whose steps are all masked gives NaN, as in Keras.
 */
export function globalAveragePooling1d(options?: GlobalPoolingOptions): GlobalPooling {
  return new GlobalPooling("Average", 1, options);
}

/** The mean of each channel of an image: (batch, height, width, channels) gives (batch, channels). A mask is not passed on. */
export function globalAveragePooling2d(options?: GlobalPoolingOptions): GlobalPooling {
  return new GlobalPooling("Average", 2, options);
}

/** The mean of each channel of a volume, (batch, depth, height, width, channels), as {@link globalAveragePooling2d}. */
export function globalAveragePooling3d(options?: GlobalPoolingOptions): GlobalPooling {
  return new GlobalPooling("Average", 3, options);
}
