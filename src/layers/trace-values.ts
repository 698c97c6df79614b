/**
 * What layers report about their inside while they compute: the gates of an LSTM at every step, the weights of an
 * attention.
 */
import { type Shape, Tensor } from "../tensor/index.ts";

/** The steps of a SimpleRNN. Every tensor has a time axis and stands in the order of the input's steps: (batch, time, units). */
export interface SimpleRNNValues {
  /** Tells this kind of values from the others. */
  kind: "simpleRNN";
  /** The hidden state after each step. */
  h: Tensor;
}

/** The steps of a GRU, (batch, time, units) each. h = z · h before + (1 - z) · candidate. */
export interface GRUValues {
  /** Tells this kind of values from the others. */
  kind: "gru";
  /** The update gate, 0 to 1: how much of the old state stays. */
  z: Tensor;
  /** The reset gate, 0 to 1: how much of the old state the candidate sees. */
  r: Tensor;
  /** What the state may become, after its activation. */
  candidate: Tensor;
  /** The hidden state after each step. */
  h: Tensor;
}

/** The steps of an LSTM, (batch, time, units) each. c = f · c before + i · g, and h = o · tanh(c). */
export interface LSTMValues {
  /** Tells this kind of values from the others. */
  kind: "lstm";
  /** The input gate, 0 to 1: how much of the candidate comes in. */
  i: Tensor;
  /** The forget gate, 0 to 1: how much of the old cell state stays. */
  f: Tensor;
  /** The candidate, after its activation. */
  g: Tensor;
  /** The output gate, 0 to 1: how much of the cell state shows. */
  o: Tensor;
  /** The cell state after each step. */
  c: Tensor;
  /** The hidden state after each step. */
  h: Tensor;
}

/** The steps of another cell: one of your own, or a ConvLSTM's. */
export interface OtherCellValues {
  /** Tells this kind of values from the others. */
  kind: "cell";
  /** Each state after each step, (batch, time, ...). */
  states: readonly Tensor[];
}

/** The steps of stacked cells. */
export interface StackedValues {
  /** Tells this kind of values from the others. */
  kind: "stack";
  /** Those of each cell, the first one nearest to the input. */
  cells: readonly CellValues[];
}

/** What a recurrent layer's steps hold, by the kind of its cell. */
export type CellValues = SimpleRNNValues | GRUValues | LSTMValues | OtherCellValues | StackedValues;

/** What an attention layer reports. */
export interface AttentionValues {
  /** Tells this kind of values from the others. */
  kind: "attention";
  /** The weight of each value for each query: (batch, Tq, Tv), with an axis for the heads before Tq where there are several. */
  weights: Tensor;
}

/** A Bidirectional's two directions; the steps of both are in the order of the input. */
export interface BidirectionalValues {
  /** Tells this kind of values from the others. */
  kind: "bidirectional";
  /** From the first step to the last. */
  forward: LayerTrace & CellValues;
  /** From the last step to the first. */
  backward: LayerTrace & CellValues;
}

/** A layer that reports nothing but its output. */
export interface PlainValues {
  /** Tells this kind of values from the others. */
  kind: "layer";
}

/** What every layer's trace has. */
export interface LayerTrace {
  /** The name of the layer. */
  readonly layer: string;
  /** Its class, in Keras's spelling. */
  readonly className: string;
  /** The inputs of the call. */
  readonly inputs: readonly Tensor[];
  /** The outputs of the call, bit for bit those of `predict`. */
  readonly outputs: readonly Tensor[];
  /** Which steps of the first output count, bool (batch, time). Absent: all. */
  readonly mask: Tensor | undefined;
  /** The calls of layers inside it, in order. */
  readonly layers: readonly Trace[];
}

/** What one call of a layer did, by its `kind`: `if (trace.kind === "lstm") trace.f.print()`. */
export type Trace = LayerTrace & (CellValues | AttentionValues | BidirectionalValues | PlainValues);

/** What a layer reports of itself. */
export type Told = CellValues | AttentionValues;

/** An observer of a run: it receives every layer's call and what happens inside. */
export interface Observer {
  /** A layer's call on these inputs starts. */
  enter(inputs: readonly Tensor[]): void;
  /** What the layer whose call is running reports of its inside. */
  tell(values: () => Told): void;
  /** A layer's call returned these outputs. */
  leave(layer: { readonly name: string; readonly className: string }, outputs: readonly Tensor[]): void;
  /**
   * Added to a recurrent layer's states after each step, in processing order: zeros through which gradients of the
   * states are found.
   */
  probe?(layer: object, shapes: readonly Shape[]): readonly Tensor[];
}

/** The same values with every tensor changed. */
export function mapTensors<T>(values: T, change: (tensor: Tensor) => Tensor): T {
  const changed = (value: unknown): unknown => {
    if (value instanceof Tensor) return change(value);
    if (Array.isArray(value)) return value.map(changed);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, changed(each)]));
  };
  return changed(values) as T;
}
