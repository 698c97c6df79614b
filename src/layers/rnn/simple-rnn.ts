/** SimpleRNN: the recurrent network of Elman, "Finding structure in time", 1990. */

import { add } from "../../ops/index.ts";
import { type Complete, readOptions, type Tensor } from "../../tensor/index.ts";
import { ownOptions } from "../config.ts";
import type { LayerTrace, SimpleRNNValues } from "../trace-values.ts";
import type { CellStep, SequenceContext } from "./cell.ts";
import { GatedCell, type GatedCellOptions, gatedCellOptions } from "./gated-cell.ts";
import { RNN, type RNNOptions, rnnOptions, type StatesCount } from "./rnn.ts";

/** Options of `layers.simpleRNNCell`: width, activation, dropout and start of the weights. */
export interface SimpleRNNCellOptions extends GatedCellOptions {}
/** Options of `layers.simpleRNN`: those of its cell, and how the layer walks over time. */
export type SimpleRNNOptions = SimpleRNNCellOptions & RNNOptions;

/** One step of a simple recurrent network: h' = act(x W + b + h U). States: [h]. */
export class SimpleRNNCell extends GatedCell<2> {
  override readonly className = "SimpleRNNCell";
  /** The fused kernel of this cell. */
  protected readonly cellName = "simpleRNN";
  /** One block: a SimpleRNN has no gates. */
  protected readonly gates = 1;
  override readonly config: Complete<SimpleRNNCellOptions, typeof gatedCellOptions>;

  constructor(options: SimpleRNNCellOptions) {
    super();
    this.config = readOptions("SimpleRNNCell", options, gatedCellOptions);
  }

  step(x: Tensor, [h]: readonly Tensor[], sequence: SequenceContext): CellStep {
    const [input] = this.project(x, sequence);
    const [recurrent] = this.recur(h!, sequence);
    const next = this.activation.apply(add(input!, recurrent!));
    return { output: next, states: [next] };
  }

  override inside(_x: Tensor, _before: readonly Tensor[], [h]: readonly Tensor[]): SimpleRNNValues {
    return { kind: "simpleRNN", h: h! };
  }
}

/** The cell of {@link simpleRNN}. */
export function simpleRNNCell(options: SimpleRNNCellOptions): SimpleRNNCell {
  return new SimpleRNNCell(options);
}

/** A fully connected recurrent layer; see {@link simpleRNN}. */
export class SimpleRNN<Count extends number = 1> extends RNN<Count, 1> {
  declare readonly config: Complete<SimpleRNNOptions, typeof gatedCellOptions & typeof rnnOptions>;
  override readonly className: string = "SimpleRNN";

  constructor(options: SimpleRNNOptions) {
    const config = readOptions("SimpleRNN", options, { ...gatedCellOptions, ...rnnOptions });
    super(config, new SimpleRNNCell(ownOptions(config, gatedCellOptions)));
  }

  override trace(...given: Parameters<RNN<Count, 1>["trace"]>): LayerTrace & SimpleRNNValues {
    return super.trace(...given) as LayerTrace & SimpleRNNValues;
  }
}

/**
 * A fully connected recurrent layer, h' = act(x W + b + h U).
 *
 * Input (batch, time, features); output (batch, units), or (batch, time, units) with `returnSequences`; with
 * `returnState` also the last hidden state (batch, units).
 */
export function simpleRNN<const C extends SimpleRNNOptions>(options: C): SimpleRNN<StatesCount<C, 2>> {
  return new SimpleRNN(options);
}
