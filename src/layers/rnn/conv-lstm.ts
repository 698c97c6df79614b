/** ConvLSTM over one, two or three axes: its cell, walked over time. */
import { type Complete, readOptions } from "../../tensor/index.ts";
import { ownOptions } from "../config.ts";
import { ConvLSTMCell, type ConvLSTMCellOptions, convLSTMCellOptions } from "./conv-lstm-cell.ts";
import { RNN, type RNNOptions, rnnOptions, type StatesCount } from "./rnn.ts";

/** Options of `layers.convLstm1d`, `layers.convLstm2d` and `layers.convLstm3d`: those of the cell, and how the layer walks over time. */
export interface ConvLSTMOptions extends ConvLSTMCellOptions, RNNOptions {}

/** An LSTM whose states are grids and whose gates are convolutions over one, two or three axes. */
abstract class ConvLSTM<Count extends number> extends RNN<Count, 1> {
  declare readonly config: Complete<ConvLSTMOptions, typeof convLSTMCellOptions & typeof rnnOptions>;

  constructor(className: string, options: ConvLSTMOptions, axes: number) {
    const config = readOptions(className, options, { ...convLSTMCellOptions, ...rnnOptions });
    super(config, new ConvLSTMCell(ownOptions(config, convLSTMCellOptions), axes));
  }
}

/** The layer of {@link convLstm1d}. */
export class ConvLSTM1D<Count extends number = 1> extends ConvLSTM<Count> {
  override readonly className: string = "ConvLSTM1D";
  constructor(options: ConvLSTMOptions) {
    super("ConvLSTM1D", options, 1);
  }
}

/** The layer of {@link convLstm2d}. */
export class ConvLSTM2D<Count extends number = 1> extends ConvLSTM<Count> {
  override readonly className: string = "ConvLSTM2D";
  constructor(options: ConvLSTMOptions) {
    super("ConvLSTM2D", options, 2);
  }
}

/** The layer of {@link convLstm3d}. */
export class ConvLSTM3D<Count extends number = 1> extends ConvLSTM<Count> {
  override readonly className: string = "ConvLSTM3D";
  constructor(options: ConvLSTMOptions) {
    super("ConvLSTM3D", options, 3);
  }
}

/**
 * An LSTM over rows of cells that see their neighbours; equations at {@link ConvLSTMCell}.
 *
 * Input (batch, time, length, channels); output (batch, windows, filters), or (batch, time, windows, filters) with
 * `returnSequences`; with `returnState` also the last hidden state h and cell state c, (batch, windows, filters) each.
 * A mask is one of time steps, or of the places of each step, (batch, time, windows): a masked place keeps its states.
 */
export function convLstm1d<const C extends ConvLSTMOptions>(options: C): ConvLSTM1D<StatesCount<C, 3>> {
  return new ConvLSTM1D(options);
}

/** {@link convLstm1d} over images: input (batch, time, height, width, channels), states (batch, rows, columns, filters). */
export function convLstm2d<const C extends ConvLSTMOptions>(options: C): ConvLSTM2D<StatesCount<C, 3>> {
  return new ConvLSTM2D(options);
}

/** {@link convLstm1d} over volumes: input (batch, time, depth, height, width, channels). */
export function convLstm3d<const C extends ConvLSTMOptions>(options: C): ConvLSTM3D<StatesCount<C, 3>> {
  return new ConvLSTM3D(options);
}
