/**
 * Layers whose windows see one channel each (Chollet, "Xception", 2017), with or without a product that then joins the
 * channels.
 */
import type { Variable } from "../autodiff/variable.ts";
import type { ConstraintSpec } from "../constraints/index.ts";
import type { InitializerSpec } from "../initializers/index.ts";
import { conv, reshape } from "../ops/index.ts";
import type { Sliding } from "../ops/windows.ts";
import type { RegularizerSpec } from "../regularizers/index.ts";
import { type Complete, type Declared, readOptions, type Tensor, takes } from "../tensor/index.ts";
import { constraint, initializer, knownLength, regularizer } from "./config.ts";
import { LearnedWindows, type LearnedWindowsOptions, learnedWindowsOptions } from "./learned-windows.ts";
import { slidShape } from "./spatial.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of windows that see one channel each. */
interface DepthwiseOptions extends LearnedWindowsOptions {
  /** Number of windows per channel. Default 1. */
  depthMultiplier?: number | undefined;
  /** Initializer of the weights (...window, channels, depthMultiplier). Default "glorotUniform". */
  depthwiseInitializer?: InitializerSpec | undefined;
  /** Penalty on the depthwise kernel, added to the loss. Default none. */
  depthwiseRegularizer?: RegularizerSpec | undefined;
  /** Constraint on the depthwise kernel, applied after each update. Default none. */
  depthwiseConstraint?: ConstraintSpec | undefined;
}
/** Options of `layers.depthwiseConv1d` and `layers.depthwiseConv2d`: windows over each channel alone. */
export interface DepthwiseConvolutionOptions extends DepthwiseOptions {}

/** Options of `layers.separableConv1d` and `layers.separableConv2d`: windows over each channel, then a product that joins the channels. */
export interface SeparableConvolutionOptions extends DepthwiseOptions {
  /** Width of the output. */
  filters: number;
  /**
   * Initializer of the weights (1, ..., channels · depthMultiplier, filters) that join the channels. Default
   * "glorotUniform".
   */
  pointwiseInitializer?: InitializerSpec | undefined;
  /** Penalty on the pointwise kernel, added to the loss. Default none. */
  pointwiseRegularizer?: RegularizerSpec | undefined;
  /** Constraint on the pointwise kernel, applied after each update. Default none. */
  pointwiseConstraint?: ConstraintSpec | undefined;
}

const depthwiseOptions = {
  ...learnedWindowsOptions,
  depthMultiplier: takes.withDefault(takes.positiveInteger, 1),
  depthwiseInitializer: initializer("glorotUniform"),
  depthwiseRegularizer: regularizer,
  depthwiseConstraint: constraint,
} satisfies Declared<DepthwiseOptions>;

const separableOptions = {
  ...depthwiseOptions,
  filters: takes.required(takes.positiveInteger),
  pointwiseInitializer: initializer("glorotUniform"),
  pointwiseRegularizer: regularizer,
  pointwiseConstraint: constraint,
} satisfies Declared<SeparableConvolutionOptions>;

/** Each channel's own windows: x (B, ...S, C) and kernel (...window, C, M) give (B, ...O, C · M). */
function depthwise(x: Tensor, kernel: Tensor, { strides, padding, dilations }: Sliding, bias?: Tensor): Tensor {
  const [channels, multiplier] = kernel.shape.slice(-2) as [number, number];
  const grouped = reshape(kernel, [...kernel.shape.slice(0, -2), 1, channels * multiplier]);
  return conv(x, grouped, { strides, padding, dilationRate: dilations, bias });
}

/** What layers share whose windows see one channel each. */
abstract class Depthwise<C extends Complete<DepthwiseOptions, typeof depthwiseOptions>> extends LearnedWindows<C> {
  /** Kernel of the windows, (...window, C, depthMultiplier). Set by `build`. */
  protected depthwiseKernel!: Variable;

  constructor(className: string, axes: 1 | 2, config: Readonly<C>) {
    super(className, axes, config, true);
  }

  /** Makes the windows. Returns the number of channels after them. */
  protected addDepthwise(name: string, x: OpenShape): number {
    const { depthMultiplier, depthwiseInitializer, depthwiseRegularizer, depthwiseConstraint } = this.config;
    const channels = knownLength(this.lastOf(x).at(-1), `${this.className} "${this.name}"`);
    this.depthwiseKernel = this.addWeight(name, [...this.sliding.lengths, channels, depthMultiplier], {
      initializer: depthwiseInitializer,
      regularizer: depthwiseRegularizer,
      constraint: depthwiseConstraint,
    });
    return channels * depthMultiplier;
  }

  /** The output shape of windows that slide over x, with this width. @throws ShapeError when x is too short or has other channels than the weights */
  protected slid(x: OpenShape, given: OpenShape, width: number | null): OpenShape {
    if (this.built) this.checkChannels(x, this.depthwiseKernel.shape.at(-2)!, given);
    return slidShape(x, this.sliding, width) ?? this.refuseShort(given);
  }
}

/** Windows over each channel alone; see {@link depthwiseConv1d} and {@link depthwiseConv2d}. */
export class DepthwiseConvolution extends Depthwise<Complete<DepthwiseOptions, typeof depthwiseOptions>> {
  constructor(axes: 1 | 2, options: DepthwiseConvolutionOptions) {
    super(`DepthwiseConv${axes}D`, axes, readOptions(`DepthwiseConv${axes}D`, options, depthwiseOptions));
  }

  protected override outputShape(x: OpenShape, given: OpenShape): OpenShape {
    const channels = x.at(-1)!;
    return this.slid(x, given, channels === null ? null : channels * this.config.depthMultiplier);
  }

  protected override build([x]: readonly OpenShape[]): void {
    this.addBias(this.addDepthwise("kernel", x!));
  }

  protected override compute(x: Tensor): Tensor {
    return depthwise(x, this.depthwiseKernel.value, this.sliding, this.bias?.value);
  }
}

/** Windows over each channel alone, then all channels joined; see {@link separableConv1d} and {@link separableConv2d}. */
export class SeparableConvolution extends Depthwise<Complete<SeparableConvolutionOptions, typeof separableOptions>> {
  private pointwiseKernel!: Variable;

  constructor(axes: 1 | 2, options: SeparableConvolutionOptions) {
    super(`SeparableConv${axes}D`, axes, readOptions(`SeparableConv${axes}D`, options, separableOptions));
  }

  protected override outputShape(x: OpenShape, given: OpenShape): OpenShape {
    return this.slid(x, given, this.config.filters);
  }

  protected override build([x]: readonly OpenShape[]): void {
    const { config } = this;
    const width = this.addDepthwise("depthwise_kernel", x!);
    const ones = this.sliding.lengths.map(() => 1);
    this.pointwiseKernel = this.addWeight("pointwise_kernel", [...ones, width, config.filters], {
      initializer: config.pointwiseInitializer,
      regularizer: config.pointwiseRegularizer,
      constraint: config.pointwiseConstraint,
    });
    this.addBias(config.filters);
  }

  protected override compute(x: Tensor): Tensor {
    const apart = depthwise(x, this.depthwiseKernel.value, this.sliding);
    return conv(apart, this.pointwiseKernel.value, { bias: this.bias?.value });
  }
}

/**
 * Learned windows over each feature of a sequence alone: (batch, time, channels) gives
 * (batch, windows, channels · depthMultiplier). As in Keras, the mask is not passed on.
 */
export function depthwiseConv1d(options: DepthwiseConvolutionOptions): DepthwiseConvolution {
  return new DepthwiseConvolution(1, options);
}

/**
 * Learned windows over each channel of an image alone: (batch, height, width, channels) gives
 * (batch, rows, columns, channels · depthMultiplier). As in Keras, the mask is not passed on.
 */
export function depthwiseConv2d(options: DepthwiseConvolutionOptions): DepthwiseConvolution {
  return new DepthwiseConvolution(2, options);
}

/**
 * {@link depthwiseConv1d}, then a dense layer over the channels of each window: (batch, time, channels) gives
 * (batch, windows, filters). As in Keras, the mask is not passed on.
 */
export function separableConv1d(options: SeparableConvolutionOptions): SeparableConvolution {
  return new SeparableConvolution(1, options);
}

/** {@link depthwiseConv2d}, then a dense layer over the channels of each window, as {@link separableConv1d}. */
export function separableConv2d(options: SeparableConvolutionOptions): SeparableConvolution {
  return new SeparableConvolution(2, options);
}
