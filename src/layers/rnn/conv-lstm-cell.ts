/** The cell of ConvLSTM: an LSTM over images or other grids, whose gates are convolutions (Shi et al., "Convolutional LSTM network", 2015). */
import { type Activation, resolveActivation } from "../../activations.ts";
import type { Variable } from "../../autodiff/variable.ts";
import { resolveInitializer } from "../../initializers/by-name.ts";
import { add, concatenate, conv, multiply, reshape, split } from "../../ops/index.ts";
import { type Sliding, slidingOf, windowsOver } from "../../ops/windows.ts";
import {
  type Complete,
  type Declared,
  readOptions,
  type Shape,
  ShapeError,
  sizeOf,
  type Tensor,
  takes,
} from "../../tensor/index.ts";
import { activation, knownLength } from "../config.ts";
import {
  channelsFirst,
  channelsLast,
  type DataFormat,
  dataFormats,
  type PerAxis,
  paddings,
  perAxis,
  slidingWindows,
  slidShape,
} from "../spatial.ts";
import type { OpenShape } from "../symbolic.ts";
import type { LSTMValues } from "../trace-values.ts";
import {
  type CellPath,
  type CellStep,
  type FusedCell,
  RNNCell,
  type SequenceContext,
  type SequenceStart,
} from "./cell.ts";
import { dropoutMasks } from "./dropout-masks.ts";
import { type GatedCellOptions, gatedCellOptions } from "./gated-cell.ts";
import { forgetBiasAtOne, type LSTMCellOptions } from "./lstm.ts";

/** Options that the cell of every ConvLSTM has: filters, windows, activations, dropout. */
export interface ConvLSTMCellOptions
  extends Omit<GatedCellOptions, "units" | "recurrentKernelDropout">,
    Pick<LSTMCellOptions, "recurrentActivation" | "unitForgetBias"> {
  /** Number of learned windows per gate: the width of the states and of the output. */
  filters: number;
  /** Size of the windows, over the input and over the hidden state. */
  kernelSize: PerAxis;
  /** Steps from window to window over the input. Default 1. */
  strides?: PerAxis | undefined;
  /** Padding of the input: none, or zeros so that stride 1 keeps the lengths. Default "valid". */
  padding?: "valid" | "same" | undefined;
  /** Steps from place to place within a window over the input; above 1 only where the strides are 1. Default 1. */
  dilationRate?: PerAxis | undefined;
  /** Where the channels stand, in inputs, states and outputs: after the places, or before them. Default "channelsLast". */
  dataFormat?: DataFormat | undefined;
}

const { units: _, recurrentKernelDropout: __, ...gatedOptions } = gatedCellOptions;

export const convLSTMCellOptions = {
  filters: takes.required(takes.positiveInteger),
  kernelSize: takes.required(perAxis),
  strides: takes.withDefault(perAxis, 1),
  padding: paddings,
  dilationRate: takes.withDefault(perAxis, 1),
  dataFormat: dataFormats,
  ...gatedOptions,
  recurrentActivation: activation("sigmoid"),
  unitForgetBias: true,
} satisfies Declared<ConvLSTMCellOptions>;

const GATES = 4;

/**
 * One step of a ConvLSTM, * a convolution, gates as blocks of the last axis in Keras's order i, f, g, o of
 * z = x * W + b + h * U: c' = σ(f) c + σ(i) act(g);  h' = σ(o) act(c'). States: [h, c], (batch, ...windows, filters).
 *
 * The windows over the hidden state have stride 1 and padding "same", whatever those of the windows over the input are.
 */
export class ConvLSTMCell extends RNNCell<Tensor, Tensor, 3> {
  override readonly className = "ConvLSTMCell";
  override readonly config: Complete<ConvLSTMCellOptions, typeof convLSTMCellOptions>;
  private readonly sliding: Sliding;
  private readonly activation: Activation;
  private readonly gate: Activation;
  private kernel!: Variable;
  private recurrentKernel!: Variable;
  private bias: Variable | undefined;
  private stepShape: Shape | undefined;

  constructor(
    options: ConvLSTMCellOptions,
    private readonly axes: number,
  ) {
    super();
    this.config = readOptions("ConvLSTMCell", options, convLSTMCellOptions);
    const { activation, recurrentActivation } = this.config;
    this.sliding = slidingWindows(`ConvLSTM${axes}D`, { ...this.config }, axes);
    this.activation = resolveActivation(activation);
    this.gate = resolveActivation(recurrentActivation);
  }

  get stateSizes(): readonly number[] {
    return [this.config.filters, this.config.filters];
  }

  override get stateShapes(): readonly Shape[] {
    if (!this.stepShape) throw new ShapeError(`${this.className} knows the shape of its states once it is built.`);
    const shape = this.windowsFor([null, ...this.stepShape]).slice(1) as Shape;
    return [shape, shape];
  }

  override get places(): Shape {
    // a mask of places has all axes but the last
    return this.isTurned ? [] : super.places;
  }

  override computeOutputShapes([x]: readonly OpenShape[]): OpenShape[] {
    const shape = this.windowsFor(x!);
    return [shape, shape, shape];
  }

  private get isTurned(): boolean {
    return this.config.dataFormat === "channelsFirst";
  }

  protected override build([x]: readonly OpenShape[]): void {
    const { config } = this;
    this.stepShape = x!.slice(1).map((length) => knownLength(length, `${this.className} "${this.name}"`));
    const width = GATES * config.filters;
    const window = this.sliding.lengths;
    this.kernel = this.addWeight("kernel", [...window, this.channelsOf(this.stepShape), width], {
      initializer: config.kernelInitializer,
      regularizer: config.kernelRegularizer,
      constraint: config.kernelConstraint,
    });
    this.recurrentKernel = this.addWeight("recurrent_kernel", [...window, config.filters, width], {
      initializer: config.recurrentInitializer,
      regularizer: config.recurrentRegularizer,
      constraint: config.recurrentConstraint,
    });
    if (!config.useBias) return;
    const { biasInitializer, unitForgetBias, filters } = config;
    this.bias = this.addWeight("bias", [width], {
      initializer: unitForgetBias ? forgetBiasAtOne(resolveInitializer(biasInitializer), filters) : biasInitializer,
      regularizer: config.biasRegularizer,
      constraint: config.biasConstraint,
    });
  }

  /** Draws a separate dropout mask for each gate, as Keras does here. */
  override startSequence(batch: number, _features: number, start: SequenceStart): SequenceContext {
    const { dropout, recurrentDropout, seed } = this.config;
    const forEachGate = (rate: number) => ({ rate, count: GATES, seed });
    return {
      training: start.training,
      inputDropout: dropoutMasks(start, forEachGate(dropout), [batch, ...this.stepShape!]),
      recurrentDropout: dropoutMasks(start, forEachGate(recurrentDropout), [batch, ...this.stateShapes[0]!]),
    };
  }

  step(x: Tensor, [h, c]: readonly Tensor[], sequence: SequenceContext): CellStep {
    const { i, f, g, o } = this.gatesOf(x, h!, sequence);
    const nextC = add(multiply(f, c!), multiply(i, g));
    const nextH = multiply(o, this.activation.apply(nextC));
    return { output: nextH, states: [nextH, nextC] };
  }

  override inside(x: Tensor, [h]: readonly Tensor[], after: readonly Tensor[], sequence: SequenceContext): LSTMValues {
    return { kind: "lstm", ...this.gatesOf(x, h!, sequence), c: after[1]!, h: after[0]! };
  }

  private gatesOf(x: Tensor, h: Tensor, { inputDropout, recurrentDropout }: SequenceContext) {
    const { strides, padding, dilationRate } = this.config;
    const bias = this.bias?.value;
    const last = (values: Tensor) => (this.isTurned ? channelsLast(values) : values);
    const windows = { strides, padding, dilationRate };
    const input = convolveGates(last(x), this.kernel.value, inputDropout?.map(last), windows);
    const recurrent = convolveGates(last(h), this.recurrentKernel.value, recurrentDropout?.map(last), {
      padding: "same",
    });
    const sum = add(input, recurrent);
    const gates = split(bias ? add(sum, bias) : sum, GATES);
    const [i, f, g, o] = (this.isTurned ? gates.map(channelsFirst) : gates) as [Tensor, Tensor, Tensor, Tensor];
    const { gate } = this;
    return { i: gate.apply(i), f: gate.apply(f), g: this.activation.apply(g), o: gate.apply(o) };
  }

  override path(context?: SequenceContext): CellPath {
    const wrong = [this.activation, this.gate].find((activation) => activation.pointwise === undefined);
    if (wrong) return { fused: false, reason: `the activation "${wrong.name}" has no kernel` };
    if (this.isTurned) return { fused: false, reason: "the kernels have the channels last" };
    if (!context?.recurrentDropout) return { fused: true };
    return { fused: false, reason: "with recurrentDropout each gate is a convolution of its own in training" };
  }

  override fuse(): FusedCell {
    const { strides, padding, dilationRate } = this.config;
    const bias = this.bias?.value;
    const { places } = this;
    return {
      cell: "lstm",
      activation: this.activation.pointwise ?? "linear",
      recurrentActivation: this.gate.pointwise ?? "linear",
      resetAfter: false,
      kernel: this.kernel.value,
      recurrentKernel: this.recurrentKernel.value,
      bias,
      recurrentBias: undefined,
      windows: windowsOver(places, slidingOf(this.sliding.lengths, 1, "same")),
      // the steps of a sequence are samples of one convolution
      project: (x, masks) => {
        const options = { strides, padding, dilationRate };
        if (!masks) return convolveGates(x, this.kernel.value, undefined, { ...options, bias });
        const gates = convolveGates(x, this.kernel.value, masks, options);
        return bias ? add(gates, bias) : gates;
      },
    };
  }

  override clone(): this {
    return new ConvLSTMCell(this.config, this.axes) as this;
  }

  /** The channels of one step, of a shape without the batch. */
  private channelsOf(step: Shape): number {
    return step.at(this.isTurned ? 0 : -1)!;
  }

  /** (batch, ...lengths, channels) gives (batch, ...windows, filters); with the channels first accordingly. */
  private windowsFor(x: OpenShape): OpenShape {
    const { isTurned } = this;
    if (x.length !== this.axes + 2) {
      const axes = isTurned ? "batch, time, channels, ..." : "batch, time, ..., channels";
      throw this.inputError(`${this.axes + 3} axes (${axes})`, [x[0]!, null, ...x.slice(1)]);
    }
    const last = isTurned ? [x[0]!, ...x.slice(2), x[1]!] : x;
    if (this.stepShape) this.checkFeatures(last, this.channelsOf(this.stepShape));
    const output = slidShape(last, this.sliding, this.config.filters);
    if (output) return isTurned ? [output[0]!, output.at(-1)!, ...output.slice(1, -1)] : output;
    throw this.inputError(`steps at least as large as a window, ${this.sliding.lengths.join(" x ")}`, x);
  }
}

/**
 * x * W for all gates at once, or, with a dropout mask for each gate, one after the other. x is a step, (B, ..., C), or all of
 * them, (T, B, ..., C).
 */
function convolveGates(
  x: Tensor,
  kernel: Tensor,
  masks: readonly Tensor[] | undefined,
  options: Parameters<typeof conv>[2],
): Tensor {
  const outer = x.shape.slice(0, x.rank - kernel.rank + 1);
  const slide = (from: Tensor, by: Tensor): Tensor => {
    if (outer.length === 1) return conv(from, by, options);
    const gates = conv(reshape(from, [sizeOf(outer), ...from.shape.slice(outer.length)]), by, options);
    return reshape(gates, [...outer, ...gates.shape.slice(1)]);
  };
  if (!masks) return slide(x, kernel);
  const kernels = split(kernel, GATES);
  return concatenate(masks.map((mask, gate) => slide(multiply(x, mask), kernels[gate]!)));
}
