/** LSTM: long short-term memory (Hochreiter & Schmidhuber 1997; forget gate: Gers, Schmidhuber & Cummins 2000). */
import { type Activation, type ActivationSpec, resolveActivation } from "../../activations.ts";
import type { Variable } from "../../autodiff/variable.ts";
import { resolveInitializer } from "../../initializers/by-name.ts";
import type { Initializer, InitializerSpec } from "../../initializers/index.ts";
import { add, matmul, multiply } from "../../ops/index.ts";
import { type Complete, type Declared, readOptions, type Tensor, takes } from "../../tensor/index.ts";
import { activation, ownOptions } from "../config.ts";
import type { OpenShape } from "../symbolic.ts";
import type { LayerTrace, LSTMValues } from "../trace-values.ts";
import type { CellPath, CellStep, SequenceContext } from "./cell.ts";
import { GatedCell, type GatedCellOptions, gatedCellOptions } from "./gated-cell.ts";
import { RNN, type RNNOptions, rnnOptions, type StatesCount } from "./rnn.ts";

/** Options of `layers.lstmCell`: width, activations, dropout and start of the weights. */
export interface LSTMCellOptions extends GatedCellOptions {
  /** Of the input, forget and output gates. Default "sigmoid". */
  recurrentActivation?: ActivationSpec | undefined;
  /** Start the forget gate's bias at 1, so that a new layer remembers. Default true. */
  unitForgetBias?: boolean | undefined;
  /**
   * Width of the hidden state and of the output where it differs from `units`, the width of the cell state: o · act(c) is
   * multiplied by a matrix P (units, projection), with the initializer, regularizer and constraint of the kernel (Sak, Senior &
   * Beaufays 2014; `proj_size` of PyTorch). Such a layer computes step by step. Default: no projection.
   */
  projection?: number | undefined;
}
/** Options of `layers.lstm`: those of its cell, and how the layer walks over time. */
export type LSTMOptions = LSTMCellOptions & RNNOptions;

const lstmCellOptions = {
  ...gatedCellOptions,
  recurrentActivation: activation("sigmoid"),
  unitForgetBias: true,
  projection: takes.positiveInteger,
} satisfies Declared<LSTMCellOptions>;

/**
 * One step of an LSTM, gates as column blocks in Keras's order i, f, g, o of z = x W + b + h U:
 * c' = σ(f) c + σ(i) act(g);  h' = σ(o) act(c'), or (σ(o) act(c')) P with `projection`. States: [h, c].
 */
export class LSTMCell extends GatedCell<3> {
  override readonly className = "LSTMCell";
  /** The fused kernel of this cell. */
  protected readonly cellName = "lstm";
  /** Input, forget, candidate and output, in this order. */
  protected readonly gates = 4;
  override readonly config: Complete<LSTMCellOptions, typeof lstmCellOptions>;
  private resolvedGate: Activation | undefined;
  private projectionKernel: Variable | undefined;

  constructor(options: LSTMCellOptions) {
    super();
    this.config = readOptions("LSTMCell", options, lstmCellOptions);
  }

  protected override get hiddenSize(): number {
    return this.config.projection ?? this.config.units;
  }

  override get stateSizes(): readonly number[] {
    return [this.hiddenSize, this.config.units];
  }

  protected override build(inputs: readonly OpenShape[]): void {
    super.build(inputs);
    const { projection, units, kernelInitializer, kernelRegularizer, kernelConstraint } = this.config;
    if (projection === undefined) return;
    this.projectionKernel = this.addWeight("projection_kernel", [units, projection], {
      initializer: kernelInitializer,
      regularizer: kernelRegularizer,
      constraint: kernelConstraint,
    });
  }

  override path(): CellPath {
    if (this.config.projection === undefined) return super.path();
    return { fused: false, reason: "a projection has no kernel" };
  }

  protected override get recurrentActivation(): Activation {
    return (this.resolvedGate ??= resolveActivation(this.config.recurrentActivation));
  }

  step(x: Tensor, [h, c]: readonly Tensor[], sequence: SequenceContext): CellStep {
    const { i, f, g, o } = this.gatesOf(x, h!, sequence);
    const nextC = add(multiply(f, c!), multiply(i, g));
    const shown = multiply(o, this.activation.apply(nextC));
    const nextH = this.projectionKernel ? matmul(shown, this.projectionKernel.value) : shown;
    return { output: nextH, states: [nextH, nextC] };
  }

  private gatesOf(x: Tensor, h: Tensor, sequence: SequenceContext) {
    const input = this.project(x, sequence);
    const recurrent = this.recur(h, sequence);
    const [i, f, g, o] = input.map((part, gate) => add(part, recurrent[gate]!)) as [Tensor, Tensor, Tensor, Tensor];
    const gate = this.recurrentActivation;
    return { i: gate.apply(i), f: gate.apply(f), g: this.activation.apply(g), o: gate.apply(o) };
  }

  override inside(x: Tensor, [h]: readonly Tensor[], after: readonly Tensor[], sequence: SequenceContext): LSTMValues {
    return { kind: "lstm", ...this.gatesOf(x, h!, sequence), c: after[1]!, h: after[0]! };
  }

  /** With `unitForgetBias` the forget gate's quarter of the bias starts at 1. */
  protected override biasInitializer(): InitializerSpec {
    const { biasInitializer, unitForgetBias, units } = this.config;
    return unitForgetBias ? forgetBiasAtOne(resolveInitializer(biasInitializer), units) : biasInitializer;
  }
}

/** A bias (4·U) drawn by `initializer`, then the forget gate's quarter set to 1. */
export function forgetBiasAtOne(initializer: Initializer, units: number): Initializer {
  return {
    className: initializer.className,
    config: initializer.config,
    draw: (shape, random) => initializer.draw(shape, random).fill(1, units, 2 * units),
  };
}

/** The cell of {@link lstm}. */
export function lstmCell(options: LSTMCellOptions): LSTMCell {
  return new LSTMCell(options);
}

/** A long short-term memory layer; see {@link lstm}. */
export class LSTM<Count extends number = 1> extends RNN<Count, 1> {
  declare readonly config: Complete<LSTMOptions, typeof lstmCellOptions & typeof rnnOptions>;
  override readonly className: string = "LSTM";

  constructor(options: LSTMOptions) {
    const config = readOptions("LSTM", options, { ...lstmCellOptions, ...rnnOptions });
    super(config, new LSTMCell(ownOptions(config, lstmCellOptions)));
  }

  override trace(...given: Parameters<RNN<Count, 1>["trace"]>): LayerTrace & LSTMValues {
    return super.trace(...given) as LayerTrace & LSTMValues;
  }
}

/**
 * A long short-term memory layer (Hochreiter & Schmidhuber 1997); equations at {@link LSTMCell}.
 *
 * Input (batch, time, features); output (batch, units), or (batch, time, units) with `returnSequences`; with
 * `returnState` also the last hidden state h and cell state c, (batch, units) each. With `projection`, output and h have its width.
 */
export function lstm<const C extends LSTMOptions>(options: C): LSTM<StatesCount<C, 3>> {
  return new LSTM(options);
}
