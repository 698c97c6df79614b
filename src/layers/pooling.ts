/** Layers that join the steps of a sequence: those of each window, or all of them. */
import { averagePool, cast, divide, expandDims, max, maxPool, mean, sum, where } from "../ops/index.ts";
import type { Sliding } from "../ops/windows.ts";
import { type Tensor, takes } from "../tensor/index.ts";
import { type LayerConfig, withDefaults } from "./config.ts";
import type { CallContext } from "./context.ts";
import { axisLengths, type PerAxis, perAxis, slidShape } from "./convolution.ts";
import { Layer } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

export interface Pooling1DOptions extends LayerConfig {
  /** Length of the windows. Default 2. */
  poolSize?: PerAxis;
  /** Steps from window to window. Default the length of a window. */
  strides?: PerAxis | null;
  /** "same" lets the last window reach beyond the end. Default "valid". */
  padding?: "valid" | "same";
}

const poolingDefaults = {
  poolSize: 2 as PerAxis,
  strides: null as PerAxis | null,
  padding: "valid" as "valid" | "same",
};

abstract class Pooling1D extends Layer {
  override readonly config: Readonly<typeof poolingDefaults & LayerConfig>;
  private readonly sliding: Sliding;

  constructor(
    className: string,
    options: Pooling1DOptions,
    private readonly pool: typeof maxPool,
  ) {
    super();
    this.config = withDefaults(className, options, poolingDefaults, {
      poolSize: perAxis,
      strides: takes.orNull(perAxis),
      padding: takes.oneOf("valid", "same"),
    });
    const { poolSize, strides, padding } = this.config;
    this.sliding = {
      lengths: axisLengths(className, "poolSize", poolSize, 1),
      strides: axisLengths(className, "strides", strides ?? poolSize, 1),
      dilations: [1],
      padding,
    };
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const output = x!.length === 3 ? slidShape(x!, this.sliding, x!.at(-1)!) : undefined;
    if (output) return [output];
    throw this.inputError(`3 axes (batch, time, features), ${this.sliding.lengths[0]} steps or more`, x!);
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    const { lengths, strides, padding } = this.sliding;
    return [this.pool(x!, lengths, { strides, padding })];
  }
}

/** The layer of {@link maxPooling1d}. */
export class MaxPooling1D extends Pooling1D {
  override readonly className = "MaxPooling1D";
  constructor(options: Pooling1DOptions = {}) {
    super("MaxPooling1D", options, maxPool);
  }
}

/** The layer of {@link averagePooling1d}. */
export class AveragePooling1D extends Pooling1D {
  override readonly className = "AveragePooling1D";
  constructor(options: Pooling1DOptions = {}) {
    super("AveragePooling1D", options, averagePool);
  }
}

/**
 * The largest of each window of a sequence, feature by feature: (batch, time, features) gives (batch, windows, features).
 * As in Keras, a mask ends here.
 */
export function maxPooling1d(options?: Pooling1DOptions): MaxPooling1D {
  return new MaxPooling1D(options);
}

/** The mean of each window, as {@link maxPooling1d}; steps beyond the end do not count. */
export function averagePooling1d(options?: Pooling1DOptions): AveragePooling1D {
  return new AveragePooling1D(options);
}

export interface GlobalPooling1DOptions extends LayerConfig {
  /** Keep the time axis, with length 1. Default false. */
  keepdims?: boolean;
}

const globalPoolingDefaults = { keepdims: false };

abstract class GlobalPooling1D extends Layer {
  override readonly config: Readonly<typeof globalPoolingDefaults & LayerConfig>;

  constructor(className: string, options: GlobalPooling1DOptions) {
    super();
    this.config = withDefaults(className, options, globalPoolingDefaults);
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    if (x!.length !== 3 || x![1] === 0) throw this.inputError("3 axes (batch, time, features), a step or more", x!);
    return [this.config.keepdims ? [x![0]!, 1, x![2]!] : [x![0]!, x![2]!]];
  }
}

/** The layer of {@link globalMaxPooling1d}. */
export class GlobalMaxPooling1D extends GlobalPooling1D {
  override readonly className = "GlobalMaxPooling1D";
  constructor(options: GlobalPooling1DOptions = {}) {
    super("GlobalMaxPooling1D", options);
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    return [max(x!, 1, this.config.keepdims)];
  }
}

/** The layer of {@link globalAveragePooling1d}. */
export class GlobalAveragePooling1D extends GlobalPooling1D {
  override readonly className = "GlobalAveragePooling1D";
  override readonly supportsMasking = true;
  constructor(options: GlobalPooling1DOptions = {}) {
    super("GlobalAveragePooling1D", options);
  }

  override call([x]: readonly Tensor[], { masks }: CallContext): Tensor[] {
    const { keepdims } = this.config;
    if (!masks[0]) return [mean(x!, 1, keepdims)];
    const counts = expandDims(masks[0], -1);
    const total = sum(where(counts, x!, 0), 1, keepdims);
    return [divide(total, sum(cast(counts, "float32"), 1, keepdims))];
  }

  override computeMasks(): (Tensor | undefined)[] {
    return [];
  }
}

/**
 * The largest of each feature over all steps: (batch, time, features) gives (batch, features). As in Keras, a mask is not
 * looked at and ends here.
 */
export function globalMaxPooling1d(options?: GlobalPooling1DOptions): GlobalMaxPooling1D {
  return new GlobalMaxPooling1D(options);
}

/**
 * The mean of each feature over all steps, or over those that a mask lets count: (batch, time, features) gives
 * (batch, features). A row without a step that counts gives NaN, as in Keras.
 */
export function globalAveragePooling1d(options?: GlobalPooling1DOptions): GlobalAveragePooling1D {
  return new GlobalAveragePooling1D(options);
}
