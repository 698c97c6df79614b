/** GRU: the gated recurrent unit (Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014). */
import { type Activation, type ActivationSpec, resolveActivation } from "../../activations.ts";
import { add, matmul, multiply, subtract } from "../../ops/index.ts";
import { rowOf } from "../../ops/layout.ts";
import { type Complete, type Declared, readOptions, type Shape, type Tensor } from "../../tensor/index.ts";
import { activation, ownOptions } from "../config.ts";
import type { GRUValues, LayerTrace } from "../trace-values.ts";
import type { CellStep, FusedCell, SequenceContext } from "./cell.ts";
import { blocksOf, GatedCell, type GatedCellOptions, gatedCellOptions } from "./gated-cell.ts";
import { RNN, type RNNOptions, rnnOptions, type StatesCount } from "./rnn.ts";

/** Options of `layers.gruCell`: width, activations, dropout and start of the weights. */
export interface GRUCellOptions extends GatedCellOptions {
  /** Of the update and reset gates. Default "sigmoid". */
  recurrentActivation?: ActivationSpec | undefined;
  /** Apply the reset gate after the recurrent kernel (as cuDNN and PyTorch do) or before it (as the paper). Default true. */
  resetAfter?: boolean | undefined;
}
/** Options of `layers.gru`: those of its cell, and how the layer walks over time. */
export type GRUOptions = GRUCellOptions & RNNOptions;

const gruCellOptions = {
  ...gatedCellOptions,
  recurrentActivation: activation("sigmoid"),
  resetAfter: true,
} satisfies Declared<GRUCellOptions>;

/**
 * One step of a GRU, gates as column blocks in Keras's order z, r, g of p = x W + b:
 * z = σ(p_z + h U_z + d_z), r = σ(p_r + h U_r + d_r), h' = z h + (1 - z) g, with
 * g = act(p_g + r (h U_g + d_g)) for `resetAfter`, else g = act(p_g + (r h) U_g) and no d. States: [h].
 */
export class GRUCell extends GatedCell<2> {
  override readonly className = "GRUCell";
  /** The fused kernel of this cell. */
  protected readonly cellName = "gru";
  /** Update, reset and candidate, in this order. */
  protected readonly gates = 3;
  override readonly config: Complete<GRUCellOptions, typeof gruCellOptions>;
  private resolvedGate: Activation | undefined;

  constructor(options: GRUCellOptions) {
    super();
    this.config = readOptions("GRUCell", options, gruCellOptions);
  }

  protected override get recurrentActivation(): Activation {
    return (this.resolvedGate ??= resolveActivation(this.config.recurrentActivation));
  }

  step(x: Tensor, [h]: readonly Tensor[], sequence: SequenceContext): CellStep {
    const { z, candidate } = this.gatesOf(x, h!, sequence);
    const next = add(multiply(z, h!), multiply(subtract(1, z), candidate));
    return { output: next, states: [next] };
  }

  override inside(x: Tensor, [h]: readonly Tensor[], after: readonly Tensor[], sequence: SequenceContext): GRUValues {
    return { kind: "gru", ...this.gatesOf(x, h!, sequence), h: after[0]! };
  }

  private gatesOf(x: Tensor, h: Tensor, sequence: SequenceContext) {
    const [pz, pr, pg] = this.project(x, sequence) as [Tensor, Tensor, Tensor];
    const gate = this.recurrentActivation;
    let [hz, hr, hg] = this.recur(h, sequence) as [Tensor, Tensor, Tensor];
    const { recurrentBias } = this.fuse();
    if (recurrentBias) {
      const [dz, dr, dg] = blocksOf(recurrentBias, 3) as [Tensor, Tensor, Tensor];
      [hz, hr, hg] = [add(hz, dz), add(hr, dr), add(hg, dg)];
    }
    const z = gate.apply(add(pz, hz));
    const r = gate.apply(add(pr, hr));
    const recurrent = this.config.resetAfter ? multiply(r, hg) : this.resetBefore(r, h, sequence);
    return { z, r, candidate: this.activation.apply(add(pg, recurrent)) };
  }

  /** (r h) U_g, with the dropout of h for that block. */
  private resetBefore(r: Tensor, h: Tensor, sequence: SequenceContext): Tensor {
    const { recurrentDropout } = sequence;
    const dropped = recurrentDropout ? multiply(h, recurrentDropout[2]!) : h;
    return matmul(multiply(r, dropped), blocksOf(this.recurrentKernelIn(sequence), 3)[2]!);
  }

  /** With `resetAfter` the bias has two rows: the input's b and the hidden state's d. */
  protected override biasShape(width: number): Shape {
    return this.config.resetAfter ? [2, width] : [width];
  }

  override fuse(): FusedCell {
    const fused = { ...super.fuse(), resetAfter: this.config.resetAfter };
    if (!this.config.resetAfter || !fused.bias) return fused;
    return { ...fused, bias: rowOf(fused.bias, 0), recurrentBias: rowOf(fused.bias, 1) };
  }
}

/** The cell of {@link gru}. */
export function gruCell(options: GRUCellOptions): GRUCell {
  return new GRUCell(options);
}

/** A gated recurrent unit layer; see {@link gru}. */
export class GRU<Count extends number = 1> extends RNN<Count, 1> {
  declare readonly config: Complete<GRUOptions, typeof gruCellOptions & typeof rnnOptions>;
  override readonly className: string = "GRU";

  constructor(options: GRUOptions) {
    const config = readOptions("GRU", options, { ...gruCellOptions, ...rnnOptions });
    super(config, new GRUCell(ownOptions(config, gruCellOptions)));
  }

  override trace(...given: Parameters<RNN<Count, 1>["trace"]>): LayerTrace & GRUValues {
    return super.trace(...given) as LayerTrace & GRUValues;
  }
}

/**
 * A gated recurrent unit layer (Cho et al. 2014); equations at {@link GRUCell}.
 *
 * Input (batch, time, features); output (batch, units), or (batch, time, units) with `returnSequences`; with
 * `returnState` also the last hidden state (batch, units).
 */
export function gru<const C extends GRUOptions>(options: C): GRU<StatesCount<C, 2>> {
  return new GRU(options);
}
