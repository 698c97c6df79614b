/** Layers that slide learned windows over a sequence or an image. */
import { type Activation, type ActivationSpec, activatedLength, resolveActivation } from "../activations.ts";
import type { Variable } from "../autodiff/variable.ts";
import type { ConstraintSpec } from "../constraints.ts";
import type { InitializerSpec } from "../initializers.ts";
import { conv } from "../ops/index.ts";
import { forEachAxis, type Padding, type Sliding, windowCount } from "../ops/windows.ts";
import type { RegularizerSpec } from "../regularizers.ts";
import { ConfigError, checkOption, type Tensor, takes } from "../tensor/index.ts";
import { knownLength, type LayerConfig, withDefaults } from "./config.ts";
import { Layer } from "./layer.ts";
import type { OpenShape } from "./symbolic.ts";

/** A number for all axes that a window slides over, or one for each. */
export type PerAxis = number | readonly number[];

export interface Conv2DOptions extends LayerConfig {
  /** Number of windows that are learned: the width of the output. */
  filters: number;
  /** Size of the windows. */
  kernelSize: PerAxis;
  /** Steps from window to window. Default 1. */
  strides?: PerAxis;
  /** What lies around the input, see {@link Padding}. Default "valid". */
  padding?: "valid" | "same";
  /** Steps from place to place within a window; above 1 only where the strides are 1. Default 1. */
  dilationRate?: PerAxis;
  /** Into how many groups channels and filters are parted, each with its own. Default 1. */
  groups?: number;
  /** Default none. */
  activation?: ActivationSpec;
  /** Default true. */
  useBias?: boolean;
  /** Of the weights (...window, channels / groups, filters). Default "glorotUniform". */
  kernelInitializer?: InitializerSpec;
  /** Default "zeros". */
  biasInitializer?: InitializerSpec;
  kernelRegularizer?: RegularizerSpec;
  biasRegularizer?: RegularizerSpec;
  kernelConstraint?: ConstraintSpec;
  biasConstraint?: ConstraintSpec;
}

export interface Conv1DOptions extends Omit<Conv2DOptions, "padding"> {
  /** What lies around the input; "causal": zeros before it, so that no step sees the future. Default "valid". */
  padding?: Padding;
}

const convolutionDefaults = {
  filters: undefined as unknown as number,
  kernelSize: undefined as unknown as PerAxis,
  strides: 1 as PerAxis,
  padding: "valid" as Padding,
  dilationRate: 1 as PerAxis,
  groups: 1,
  activation: null as ActivationSpec,
  useBias: true,
  kernelInitializer: "glorotUniform" as InitializerSpec,
  biasInitializer: "zeros" as InitializerSpec,
  kernelRegularizer: null as RegularizerSpec,
  biasRegularizer: null as RegularizerSpec,
  kernelConstraint: null as ConstraintSpec,
  biasConstraint: null as ConstraintSpec,
};

/** The sizes of a convolution's windows. */
interface WindowOptions {
  kernelSize: PerAxis;
  strides: PerAxis;
  padding: Padding;
  dilationRate: PerAxis;
}

/**
 * How the windows of a convolution slide, over so many axes.
 * @throws ConfigError for sizes that are none, or strides and dilations both above 1
 */
export function slidingWindows(owner: string, options: WindowOptions, axes: number): Sliding {
  const lengths = axisLengths(owner, "kernelSize", options.kernelSize, axes);
  const strides = axisLengths(owner, "strides", options.strides, axes);
  const dilations = axisLengths(owner, "dilationRate", options.dilationRate, axes);
  const paddings = ["valid", "same", ...(axes === 1 ? ["causal"] : [])];
  checkOption(owner, "padding", options.padding, takes.oneOf(...paddings));
  if (Math.max(...strides) > 1 && Math.max(...dilations) > 1) {
    throw new ConfigError({
      what: `${owner}: strides above 1 and a dilationRate above 1 do not go together.`,
      expected: "one of them to be 1",
      received: `strides ${strides.join(", ")} and dilationRate ${dilations.join(", ")}`,
    });
  }
  return { lengths, strides, dilations, padding: options.padding };
}

/** A number for each axis. @throws ConfigError unless they are positive integers, as many as axes */
export function axisLengths(owner: string, option: string, given: PerAxis, axes: number): readonly number[] {
  checkOption(owner, option, given, takes.either(takes.positiveInteger, takes.listOf(takes.positiveInteger, axes)));
  return forEachAxis(given, axes);
}

/** A number for all axes, or one for each. */
export const perAxis = /* @__PURE__ */ takes.either(takes.positiveInteger, takes.listOf(takes.positiveInteger));

/** The shape (batch, ...windows, width) for an input (batch, ...lengths, channels); undefined where no window fits. */
export function slidShape(input: OpenShape, sliding: Sliding, width: number | null): OpenShape | undefined {
  const counts = input.slice(1, -1).map((length, axis) => windowCount(length, sliding, axis));
  return counts.every((count) => count === null || count > 0) ? [input[0]!, ...counts, width] : undefined;
}

abstract class Convolution extends Layer {
  override readonly config: Readonly<typeof convolutionDefaults & LayerConfig>;
  private readonly sliding: Sliding;
  private readonly activation: Activation;
  private kernel!: Variable;
  private bias: Variable | undefined;

  constructor(className: string, options: Conv1DOptions, axes: number) {
    super();
    this.config = withDefaults(className, options, convolutionDefaults, {
      filters: takes.required(takes.positiveInteger),
      groups: takes.positiveInteger,
      kernelSize: takes.required(perAxis),
      strides: perAxis,
      dilationRate: perAxis,
    });
    const { filters, groups, activation } = this.config;
    if (filters % groups !== 0) {
      throw new ConfigError({
        what: `${className}: the groups must share the filters evenly.`,
        expected: `a multiple of ${groups} filters`,
        received: String(filters),
      });
    }
    this.sliding = slidingWindows(className, this.config, axes);
    this.activation = resolveActivation(activation);
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const { lengths } = this.sliding;
    if (x!.length !== lengths.length + 2) {
      const axes = lengths.length === 1 ? "time" : "height, width";
      throw this.inputError(`${lengths.length + 2} axes (batch, ${axes}, channels)`, x!);
    }
    if (this.built) this.checkFeatures(x!, this.kernel.shape.at(-2)! * this.config.groups);
    const output = slidShape(x!, this.sliding, activatedLength(this.activation, this.config.filters));
    if (output) return [output];
    throw this.inputError(`at least as long as a window, ${lengths.join(" x ")}`, x!, 'or padding: "same"');
  }

  protected override build([x]: readonly OpenShape[]): void {
    const { config } = this;
    const channels = knownLength(x!.at(-1), `${this.className} "${this.name}"`);
    if (channels % config.groups !== 0) {
      throw this.inputError(`channels that ${config.groups} groups share evenly`, x!);
    }
    this.kernel = this.addWeight("kernel", [...this.sliding.lengths, channels / config.groups, config.filters], {
      initializer: config.kernelInitializer,
      regularizer: config.kernelRegularizer,
      constraint: config.kernelConstraint,
    });
    if (!config.useBias) return;
    this.bias = this.addWeight("bias", [config.filters], {
      initializer: config.biasInitializer,
      regularizer: config.biasRegularizer,
      constraint: config.biasConstraint,
    });
  }

  override call([x]: readonly Tensor[]): Tensor[] {
    const { strides, padding, dilationRate } = this.config;
    const bias = this.bias?.value;
    return [this.activation.apply(conv(x!, this.kernel.value, { strides, padding, dilationRate, bias }))];
  }
}

/** Windows over a sequence; see {@link conv1d}. */
export class Conv1D extends Convolution {
  override readonly className = "Conv1D";
  constructor(options: Conv1DOptions) {
    super("Conv1D", options, 1);
  }
}

/** Windows over an image; see {@link conv2d}. */
export class Conv2D extends Convolution {
  override readonly className = "Conv2D";
  constructor(options: Conv2DOptions) {
    super("Conv2D", options, 2);
  }
}

/**
 * Learned windows that slide over a sequence: act(Σ_k x[t · stride + k · dilation] W[k] + b).
 *
 * Input (batch, time, channels); output (batch, windows, filters), as long as the input with padding "same" or "causal" and
 * stride 1. As in Keras, a mask ends here.
 */
export function conv1d(options: Conv1DOptions): Conv1D {
  return new Conv1D(options);
}

/**
 * Learned windows that slide over an image. Input (batch, height, width, channels); output (batch, rows, columns, filters).
 * As in Keras, a mask ends here.
 */
export function conv2d(options: Conv2DOptions): Conv2D {
  return new Conv2D(options);
}
