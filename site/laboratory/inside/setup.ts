/** What the page Inside shows: all of it, so that an address can tell it. */
import { choice, flag, integer, number, numbers, type StateOf, text } from "../shared/address.ts";

/** The most that one looks at. */
export const limits = { steps: 24, units: 16, value: 100, sentence: 24, trained: 20_000 } as const;

/** The questions of the page (see lessons.ts); the first is that at the start. */
export const questions = [
  "start",
  "forget",
  "sequences",
  "fading",
  "failing",
  "stack",
  "both",
  "masks",
  "echo",
] as const;

export const fields = {
  /** The question whose answer one looks for. */
  question: choice(...questions),
  /** One layer on the user's data, or a network that learns a task. */
  mode: choice("layer", "training"),
  cell: choice("lstm", "gru", "simpleRNN"),
  bidirectional: flag(),
  /** Whether there is a second layer of the same kind below. */
  stacked: flag(),
  units: integer(1, 1, limits.units),
  seed: integer(1, 0, 9999),

  api: choice("functional", "sequential"),
  data: numbers([0.1, 0.2, 0.3], limits.steps, limits.value),
  weights: choice("ones", "random"),
  returnSequences: flag(),
  returnState: flag(),
  goBackwards: flag(),
  /** Whether the lower layer of a stack gives its sequence. */
  lowerSequences: flag(true),
  /** Whether steps of 0 are masked. */
  masking: flag(),
  merge: choice("concat", "sum", "mul", "ave", "none"),
  /** What every state starts from. */
  start: number(0, -limits.value, limits.value),
  /** The bias of an LSTM's forget gate. */
  forgetBias: number(1, -10, 10),

  task: choice("echo", "adding", "parity", "brackets", "sines", "sentence"),
  length: integer(10, 4, limits.steps),
  /** How many steps back the echo is. */
  lag: integer(3, 1, 12),
  sentence: text("the cat sat on the mat", limits.sentence),
  rate: choice("0.01", "0.003", "0.03", "0.1"),
  /** How many steps of training have been taken. */
  trained: integer(0, 0, limits.trained),
  /** Whether the three cells learn side by side. */
  compare: flag(),

  /** Which layer, time step and unit one looks at. */
  layer: integer(0, 0, 3),
  step: integer(0, 0, limits.steps - 1),
  unit: integer(0, 0, limits.units - 1),
};

export type Setup = StateOf<typeof fields>;

/** What the lower of two layers is: only the upper one gives states or reads backwards. */
export function lowerLayer(setup: Setup): Setup {
  const { lowerSequences: returnSequences, merge } = setup;
  return {
    ...setup,
    returnSequences,
    returnState: false,
    goBackwards: false,
    merge: merge === "none" ? "concat" : merge,
  };
}
export type CellName = Setup["cell"];

/** Settings that only change the view: nothing is computed again for them. */
export const viewFields = ["question", "layer", "step", "unit", "trained"] as const satisfies readonly (keyof Setup)[];

export const cellNames: readonly CellName[] = ["simpleRNN", "gru", "lstm"];

/** Keras's names of the classes. */
export const className = { lstm: "LSTM", gru: "GRU", simpleRNN: "SimpleRNN" } as const;
