/** What layers with learned windows share: sizes, bias and activation. */
import { type Activation, type ActivationSpec, activatedLength, resolveActivation } from "../activations.ts";
import type { Variable } from "../autodiff/variable.ts";
import type { ConstraintSpec } from "../constraints/index.ts";
import type { InitializerSpec } from "../initializers/index.ts";
import type { Padding, Sliding } from "../ops/windows.ts";
import type { RegularizerSpec } from "../regularizers/index.ts";
import { type Complete, type Declared, type Tensor, takes } from "../tensor/index.ts";
import { activation, constraint, initializer, layerOptions, regularizer } from "./config.ts";
import type { CallContext } from "./context.ts";
import {
  type AxisCount,
  dataFormats,
  type PerAxis,
  paddings,
  perAxis,
  SpatialLayer,
  type SpatialOptions,
  slidingWindows,
} from "./spatial.ts";
import type { OpenShape } from "./symbolic.ts";

/** Options of layers with learned windows. */
export interface LearnedWindowsOptions extends SpatialOptions {
  /** Size of the windows. */
  kernelSize: PerAxis;
  /** Steps from window to window. Default 1. */
  strides?: PerAxis | undefined;
  /** "valid": windows stay inside the input. "same": zero padding, so that stride 1 keeps the lengths. Default "valid". */
  padding?: "valid" | "same" | undefined;
  /** Steps from place to place within a window; above 1 only where the strides are 1. Default 1. */
  dilationRate?: PerAxis | undefined;
  /** Default none. */
  activation?: ActivationSpec | undefined;
  /** Default true. */
  useBias?: boolean | undefined;
  /** Default "zeros". */
  biasInitializer?: InitializerSpec | undefined;
  /** Penalty on the bias, added to the loss. Default none. */
  biasRegularizer?: RegularizerSpec | undefined;
  /** Constraint on the bias, applied after each update. Default none. */
  biasConstraint?: ConstraintSpec | undefined;
}

export const learnedWindowsOptions = {
  ...layerOptions,
  kernelSize: takes.required(perAxis),
  strides: takes.withDefault(perAxis, 1),
  padding: paddings,
  dataFormat: dataFormats,
  dilationRate: takes.withDefault(perAxis, 1),
  activation: activation(null),
  useBias: true,
  biasInitializer: initializer("zeros"),
  biasRegularizer: regularizer,
  biasConstraint: constraint,
} satisfies Declared<LearnedWindowsOptions>;

/** The complete options of a layer with learned windows; over time the padding may be "causal", too. */
type LearnedWindowsConfig = Complete<Omit<LearnedWindowsOptions, "padding">, typeof learnedWindowsOptions> & {
  /** The padding of the input. */
  readonly padding: Padding;
};

/** A layer with learned windows. As in Keras, the mask is not passed on. */
export abstract class LearnedWindows<C extends LearnedWindowsConfig> extends SpatialLayer {
  /** Lengths, strides, dilations and padding of the windows. */
  protected readonly sliding: Sliding;
  /** Bias of the output, (filters). Absent without `useBias`. */
  protected bias: Variable | undefined;
  private readonly activation: Activation;

  /** @param strideAndDilate says whether strides and dilations may both be above 1 */
  constructor(
    readonly className: string,
    axes: AxisCount,
    readonly config: C,
    strideAndDilate = false,
  ) {
    super(axes);
    this.sliding = slidingWindows(className, config, axes, strideAndDilate);
    this.activation = resolveActivation(config.activation);
  }

  override computeOutputShapes(inputs: readonly OpenShape[]): OpenShape[] {
    const [shape] = super.computeOutputShapes(inputs);
    return [[...shape!.slice(0, -1), activatedLength(this.activation, shape!.at(-1)!)]];
  }

  override call(inputs: readonly Tensor[], context: CallContext): Tensor[] {
    // over the last axis, whatever the data format
    return super.call(inputs, context).map((output) => this.activation.apply(output));
  }

  /** Adds the bias of this width, unless `useBias` is false. */
  protected addBias(width: number): void {
    const { useBias, biasInitializer, biasRegularizer, biasConstraint } = this.config;
    if (!useBias) return;
    this.bias = this.addWeight("bias", [width], {
      initializer: biasInitializer,
      regularizer: biasRegularizer,
      constraint: biasConstraint,
    });
  }

  /** @throws ShapeError for another number of channels than the weights were made for */
  protected checkChannels(x: OpenShape, channels: number, given: OpenShape): void {
    if (x.at(-1) !== channels)
      throw this.inputError(`${channels} features (channels), as the weights were made for`, given);
  }

  /** @throws always: no window fits */
  protected refuseShort(given: OpenShape): never {
    throw this.inputError(
      `at least as long as a window, ${this.sliding.lengths.join(" x ")}`,
      given,
      'or padding: "same"',
    );
  }
}
