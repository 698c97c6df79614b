/** Layers that spread learned windows: the way back through a convolution, from its output to its input. */
import type { Variable } from "../autodiff/variable.ts";
import type { ConstraintSpec } from "../constraints/index.ts";
import type { InitializerSpec } from "../initializers/index.ts";
import { convTranspose } from "../ops/index.ts";
import { transposedLength } from "../ops/transposed-convolution.ts";
import { forEachAxis } from "../ops/windows.ts";
import type { RegularizerSpec } from "../regularizers/index.ts";
import { type Complete, ConfigError, type Declared, readOptions, shown, type Tensor, takes } from "../tensor/index.ts";
import { constraint, initializer, knownLength, regularizer } from "./config.ts";
import { LearnedWindows, type LearnedWindowsOptions, learnedWindowsOptions } from "./learned-windows.ts";
import type { AxisCount, PerAxis } from "./spatial.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of `layers.conv2dTranspose` and its 1d and 3d forms: filters, windows, activation. */
export interface TransposedConvolutionOptions extends LearnedWindowsOptions {
  /** Number of learned windows: the width of the output. */
  filters: number;
  /**
   * Extra length of the output, less than the strides. Default `null`: as much as a convolution over the output needs
   * to have as many windows as the input has places.
   */
  outputPadding?: PerAxis | null | undefined;
  /** Initializer of the weights (...window, filters, channels). Default "glorotUniform". */
  kernelInitializer?: InitializerSpec | undefined;
  /** Penalty on the kernel, added to the loss. Default none. */
  kernelRegularizer?: RegularizerSpec | undefined;
  /** Constraint on the kernel, applied after each update. Default none. */
  kernelConstraint?: ConstraintSpec | undefined;
}

const transposedOptions = {
  ...learnedWindowsOptions,
  filters: takes.required(takes.positiveInteger),
  outputPadding: takes.byDefaultNull(takes.either(takes.nonNegativeInteger, takes.listOf(takes.nonNegativeInteger))),
  kernelInitializer: initializer("glorotUniform"),
  kernelRegularizer: regularizer,
  kernelConstraint: constraint,
} satisfies Declared<TransposedConvolutionOptions>;

/** Spreads learned windows; see {@link conv1dTranspose} and its 2d and 3d forms. */
export class TransposedConvolution extends LearnedWindows<
  Complete<TransposedConvolutionOptions, typeof transposedOptions>
> {
  private readonly outputPadding: readonly number[] | undefined;
  private kernel!: Variable;

  constructor(axes: AxisCount, options: TransposedConvolutionOptions) {
    super(`Conv${axes}DTranspose`, axes, readOptions(`Conv${axes}DTranspose`, options, transposedOptions));
    const { outputPadding } = this.config;
    this.outputPadding = outputPadding === null ? undefined : forEachAxis(outputPadding, axes);
    const { strides } = this.sliding;
    const fits = (width: number, axis: number) => width < strides[axis]!;
    if (this.outputPadding && !(this.outputPadding.length === axes && this.outputPadding.every(fits))) {
      throw new ConfigError({
        what: `${this.className}: outputPadding must be less than the strides.`,
        expected: `null, or a number for each axis, 0 or more and less than ${strides.join(", ")}`,
        received: shown(outputPadding),
      });
    }
  }

  protected override outputShape(x: OpenShape, given: OpenShape): OpenShape {
    if (this.built) this.checkChannels(x, this.kernel.shape.at(-1)!, given);
    const lengths = x
      .slice(1, -1)
      .map((length, axis) => length && transposedLength(length, this.sliding, axis, this.outputPadding?.[axis]));
    return [x[0]!, ...lengths, this.config.filters];
  }

  protected override build([x]: readonly OpenShape[]): void {
    const { filters, kernelInitializer, kernelRegularizer, kernelConstraint } = this.config;
    const channels = knownLength(this.lastOf(x!).at(-1), `${this.className} "${this.name}"`);
    this.kernel = this.addWeight("kernel", [...this.sliding.lengths, filters, channels], {
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
      constraint: kernelConstraint,
    });
    this.addBias(filters);
  }

  protected override compute(x: Tensor): Tensor {
    const { strides, padding, dilations } = this.sliding;
    const options = { strides, padding, dilationRate: dilations, outputPadding: this.outputPadding };
    return convTranspose(x, this.kernel.value, { ...options, bias: this.bias?.value });
  }
}

/**
 * Learned windows that each step spreads over the output, where they add up: (batch, time, channels) gives
 * (batch, longer, filters), time · stride steps with padding "same". As in Keras, the mask is not passed on.
 * @throws ShapeError for an outputPadding with which a convolution does not lead back to the input's length
 */
export function conv1dTranspose(options: TransposedConvolutionOptions): TransposedConvolution {
  return new TransposedConvolution(1, options);
}

/** As {@link conv1dTranspose} over an image: (batch, height, width, channels) gives (batch, taller, wider, filters). */
export function conv2dTranspose(options: TransposedConvolutionOptions): TransposedConvolution {
  return new TransposedConvolution(2, options);
}

/** As {@link conv1dTranspose} over a volume, (batch, depth, height, width, channels). */
export function conv3dTranspose(options: TransposedConvolutionOptions): TransposedConvolution {
  return new TransposedConvolution(3, options);
}
