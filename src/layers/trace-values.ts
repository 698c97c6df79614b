/** What layers tell of their inside while they compute: the gates of an LSTM at every step, the weights of an attention. */
import { type Shape, Tensor } from "../tensor/index.ts";

/** The steps of a SimpleRNN. Every tensor has a time axis and stands in the order of the input's steps: (batch, time, units). */
export interface SimpleRNNValues {
  /** What tells this kind of values from the others. */
  kind: "simpleRNN";
  /** The hidden state after each step. */
  h: Tensor;
}

/** The steps of a GRU, (batch, time, units) each. h = z · h before + (1 - z) · candidate. */
export interface GRUValues {
  /** What tells this kind of values from the others. */
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
  /** What tells this kind of values from the others. */
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
  /** What tells this kind of values from the others. */
  kind: "cell";
  /** Each state after each step, (batch, time, ...). */
  states: readonly Tensor[];
}

/** The steps of stacked cells. */
export interface StackedValues {
  /** What tells this kind of values from the others. */
  kind: "stack";
  /** Those of each cell, the first one nearest to the input. */
  cells: readonly CellValues[];
}

/** What a recurrent layer's steps hold, by the kind of its cell. */
export type CellValues = SimpleRNNValues | GRUValues | LSTMValues | OtherCellValues | StackedValues;

/** What an attention layer finds. */
export interface AttentionValues {
  /** What tells this kind of values from the others. */
  kind: "attention";
  /** How much each query takes of each value: (batch, Tq, Tv), with an axis for the heads before Tq where there are several. */
  weights: Tensor;
}

/** A Bidirectional's two directions; of both, steps stand in the order of the input. */
export interface BidirectionalValues {
  /** What tells this kind of values from the others. */
  kind: "bidirectional";
  /** From the first step to the last. */
  forward: LayerTrace & CellValues;
  /** From the last step to the first. */
  backward: LayerTrace & CellValues;
}

/** A layer that has nothing to tell but its output. */
export interface PlainValues {
  /** What tells this kind of values from the others. */
  kind: "layer";
}

/** What every layer's trace has. */
export interface LayerTrace {
  /** The name of the layer. */
  readonly layer: string;
  /** Its class, in Keras's spelling. */
  readonly className: string;
  /** What the call took. */
  readonly inputs: readonly Tensor[];
  /** What the call gave: the very bits that `predict` would go on with. */
  readonly outputs: readonly Tensor[];
  /** Which steps of the first output count, bool (batch, time). Absent: all. */
  readonly mask: Tensor | undefined;
  /** The calls of layers inside it, in their order. */
  readonly layers: readonly Trace[];
}

/** What one call of a layer did, by its `kind`: `if (trace.kind === "lstm") trace.f.print()`. */
export type Trace = LayerTrace & (CellValues | AttentionValues | BidirectionalValues | PlainValues);

/** What a layer tells of itself. */
export type Told = CellValues | AttentionValues;

/** What looks into a run: it is told of every layer's call and of what happens inside. */
export interface Observer {
  /** A layer's call on these inputs begins. */
  enter(inputs: readonly Tensor[]): void;
  /** What the layer whose call is running tells of its inside. */
  tell(values: () => Told): void;
  /** A layer's call gave these outputs. */
  leave(layer: { readonly name: string; readonly className: string }, outputs: readonly Tensor[]): void;
  /** What a recurrent layer adds to its states after each step, in processing order: zeros that a gradient can reach. */
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
