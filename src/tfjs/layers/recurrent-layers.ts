/** Recurrent layers, their cells and wrappers. */
import type { layers as o } from "../../index.ts";
import { makeLayer } from "./factories.ts";
import type { Layer } from "./layer.ts";
import type { Args } from "./options.ts";
import type { LayerArgs } from "./own-args.ts";
import type { Bidirectional, RNN, TimeDistributed } from "./recurrent.ts";
import type { RNNCell } from "./rnn-cell.ts";

/** Options of layers over windows: Recurve's, and the position of the channels. */
type Windows<O> = O & {
  /** Where the channels are. */
  dataFormat?: "channelsFirst" | "channelsLast" | null;
};

/** Options of recurrent layers: Recurve's, and the input shape of a first layer. */
type Walk<O> = O & {
  /** The features of a step, for a first layer. */
  inputDim?: number | null;
  /** The number of steps, for a first layer with `inputDim`. */
  inputLength?: number | null;
  /** Without effect: the numbers are the same. */
  unroll?: boolean | null;
  /** Without effect: the numbers are the same. */
  implementation?: number | null;
};
/** Options of gated cells: beside Recurve's one of TensorFlow.js. */
type Cell<O> = O & {
  /** Without effect: the numbers are the same. */
  implementation?: number | null;
};
/** Options of `rnn`. */
interface Celled extends LayerArgs, Omit<Walk<Omit<o.RNNLayerOptions, keyof o.LayerConfig>>, "cell"> {
  /** The cell, or a list of cells to be stacked. */
  cell: RNNCell | readonly RNNCell[];
}
/** Options of `stackedRNNCells`. */
interface Stacked extends LayerArgs {
  /** The cells, the first one nearest to the input. */
  cells: readonly RNNCell[];
}
/** Options of layers around another. */
interface Wrapped extends LayerArgs {
  /** The layer inside. */
  layer: Layer;
}
/** Options of `bidirectional` beside the layer. */
interface Merged {
  /** How the outputs of the two directions are joined; null gives both. Default "concat". */
  mergeMode?: o.MergeMode;
  /** Reads from the last step to the first, instead of a copy of the layer. TensorFlow.js and its files lack it. */
  backwardLayer?: Layer | null;
}

/** Options of `simpleRNN`. */
export type SimpleRNNLayerArgs = Args<Walk<o.SimpleRNNOptions>>;
/** Options of `simpleRNNCell`. */
export type SimpleRNNCellLayerArgs = Args<o.SimpleRNNCellOptions>;
/** Options of `gru`. */
export type GRULayerArgs = Args<Walk<o.GRUOptions>>;
/** Options of `gruCell`. */
export type GRUCellLayerArgs = Args<Cell<o.GRUCellOptions>>;
/** Options of `lstm`. */
export type LSTMLayerArgs = Args<Walk<o.LSTMOptions>>;
/** Options of `lstmCell`. */
export type LSTMCellLayerArgs = Args<Cell<o.LSTMCellOptions>>;
/** Options of `rnn`. */
export type RNNLayerArgs = Celled;

/** A recurrent layer whose output is its state. */
export const simpleRNN = (args: Args<Walk<o.SimpleRNNOptions>>): RNN => makeLayer("simpleRNN", args);
/** One step of `simpleRNN`. */
export const simpleRNNCell = (args: Args<o.SimpleRNNCellOptions>): RNNCell => makeLayer("simpleRNNCell", args);
/** A gated recurrent unit. */
export const gru = (args: Args<Walk<o.GRUOptions>>): RNN => makeLayer("gru", args);
/** One step of `gru`. */
export const gruCell = (args: Args<o.GRUCellOptions>): RNNCell => makeLayer("gruCell", args);
/** A long short-term memory. */
export const lstm = (args: Args<Walk<o.LSTMOptions>>): RNN => makeLayer("lstm", args);
/** One step of `lstm`. */
export const lstmCell = (args: Args<o.LSTMCellOptions>): RNNCell => makeLayer("lstmCell", args);
/** An LSTM over images, whose gates are convolutions. */
export const convLstm2d = (args: Args<Walk<Windows<o.ConvLSTMOptions>>>): RNN => makeLayer("convLstm2d", args);
/** One step of `convLstm2d`. */
export const convLstm2dCell = (args: Args<Windows<o.ConvLSTMOptions>>): RNNCell => makeLayer("convLstm2dCell", args);
/** A recurrent layer around a cell, or around a stack of cells. */
export const rnn = (args: Celled): RNN => makeLayer("rnn", args);
/** Several cells as one: each takes the output of the one before. */
export const stackedRNNCells = (args: Stacked): RNNCell => makeLayer("stackedRNNCells", args);
/** A recurrent layer run in both directions of time. */
export const bidirectional = (args: Wrapped & Merged): Bidirectional => makeLayer("bidirectional", args);
/** A layer applied to every step of a sequence. */
export const timeDistributed = (args: Wrapped): TimeDistributed => makeLayer("timeDistributed", args);
