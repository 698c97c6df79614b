/** Layers that slide learned windows over a sequence, an image or a volume. */
import type { Variable } from "../autodiff/variable.ts";
import type { ConstraintSpec } from "../constraints/index.ts";
import type { InitializerSpec } from "../initializers/index.ts";
import { conv } from "../ops/index.ts";
import type { Padding } from "../ops/windows.ts";
import type { RegularizerSpec } from "../regularizers/index.ts";
import { type Complete, ConfigError, type Declared, readOptions, shown, type Tensor, takes } from "../tensor/index.ts";
import { constraint, initializer, knownLength, regularizer } from "./config.ts";
import { LearnedWindows, type LearnedWindowsOptions, learnedWindowsOptions } from "./learned-windows.ts";
import { type AxisCount, slidShape } from "./spatial.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of `layers.conv2d` and `layers.conv3d`: filters, windows, activation. */
export interface ConvolutionOptions extends LearnedWindowsOptions {
  /** Number of learned windows: the width of the output. */
  filters: number;
  /** Number of groups; each has its own share of the channels and filters. Default 1. */
  groups?: number | undefined;
  /** Initializer of the weights (...window, channels / groups, filters). Default "glorotUniform". */
  kernelInitializer?: InitializerSpec | undefined;
  /** Penalty on the kernel, added to the loss. Default none. */
  kernelRegularizer?: RegularizerSpec | undefined;
  /** Constraint on the kernel, applied after each update. Default none. */
  kernelConstraint?: ConstraintSpec | undefined;
}

/** Options of `layers.conv1d`: filters, windows over time, activation. */
export interface Conv1DOptions extends Omit<ConvolutionOptions, "padding"> {
  /** Padding of the input; "causal": zeros before it, so that no step sees the future. Default "valid". */
  padding?: Padding | undefined;
}

const convolutionOptions = {
  ...learnedWindowsOptions,
  filters: takes.required(takes.positiveInteger),
  groups: takes.withDefault(takes.positiveInteger, 1),
  kernelInitializer: initializer("glorotUniform"),
  kernelRegularizer: regularizer,
  kernelConstraint: constraint,
} satisfies Declared<ConvolutionOptions>;

const conv1DOptions = {
  ...convolutionOptions,
  padding: takes.withDefault(takes.oneOf<Padding>("valid", "same", "causal"), "valid"),
} satisfies Declared<Conv1DOptions>;

/** Slides learned windows; see {@link conv1d}, {@link conv2d} and {@link conv3d}. */
export class Convolution extends LearnedWindows<Complete<Conv1DOptions, typeof conv1DOptions>> {
  private kernel!: Variable;

  constructor(axes: AxisCount, options: Conv1DOptions) {
    const className = `Conv${axes}D`;
    super(className, axes, readOptions(className, options, axes === 1 ? conv1DOptions : convolutionOptions));
    const { filters, groups } = this.config;
    if (filters % groups !== 0) {
      throw new ConfigError({
        what: `${this.className}: the groups must share the filters evenly.`,
        expected: `a multiple of ${groups} filters`,
        received: shown(filters),
      });
    }
  }

  protected override outputShape(x: OpenShape, given: OpenShape): OpenShape {
    if (this.built) this.checkChannels(x, this.kernel.shape.at(-2)! * this.config.groups, given);
    return slidShape(x, this.sliding, this.config.filters) ?? this.refuseShort(given);
  }

  protected override build([x]: readonly OpenShape[]): void {
    const { config } = this;
    const channels = knownLength(this.lastOf(x!).at(-1), `${this.className} "${this.name}"`);
    if (channels % config.groups !== 0) {
      throw this.inputError(`channels that ${config.groups} groups share evenly`, x!);
    }
    this.kernel = this.addWeight("kernel", [...this.sliding.lengths, channels / config.groups, config.filters], {
      initializer: config.kernelInitializer,
      regularizer: config.kernelRegularizer,
      constraint: config.kernelConstraint,
    });
    this.addBias(config.filters);
  }

  protected override compute(x: Tensor): Tensor {
    const { strides, padding, dilations } = this.sliding;
    return conv(x, this.kernel.value, { strides, padding, dilationRate: dilations, bias: this.bias?.value });
  }
}

/**
 * Learned windows that slide over a sequence: act(Σ_k x[t · stride + k · dilation] W[k] + b).
 *
 * Input (batch, time, channels); output (batch, windows, filters), as long as the input with padding "same" or "causal" and
 * stride 1. As in Keras, the mask is not passed on.
 */
export function conv1d(options: Conv1DOptions): Convolution {
  return new Convolution(1, options);
}

/**
 * Learned windows that slide over an image. Input (batch, height, width, channels); output (batch, rows, columns, filters).
 * As in Keras, the mask is not passed on.
 */
export function conv2d(options: ConvolutionOptions): Convolution {
  return new Convolution(2, options);
}

/** Learned windows that slide over a volume, (batch, depth, height, width, channels), as {@link conv2d}. */
export function conv3d(options: ConvolutionOptions): Convolution {
  return new Convolution(3, options);
}
