/** States of stacked cells: TensorFlow.js begins with the last cell's, Recurve with the first's. */
import { RNN } from "../../layers/rnn/rnn.ts";
import { StackedRNNCells } from "../../layers/rnn/stacked-cells.ts";
import type { AnyCore } from "./faces.ts";

const cellsOf = (core: AnyCore) =>
  core instanceof RNN && core.cell instanceof StackedRNNCells
    ? core.cell.cells.map(({ stateSizes }) => stateSizes.length)
    : [];

/** The entries of the cells in reverse order: `counts` entries for each. */
function turned<T>(states: readonly T[], counts: readonly number[]): T[] {
  let from = 0;
  const groups = counts.map((count) => states.slice(from, (from += count)));
  return groups.reverse().flat();
}

/** Initial states in Recurve's order. */
export function statesIn<T>(core: AnyCore, states: T): T {
  const counts = cellsOf(core).reverse();
  return Array.isArray(states) && counts.length > 1 ? (turned(states, counts) as T) : states;
}

/** Outputs with their states in TensorFlow.js's order. */
export function statesOut<T>(core: AnyCore, outputs: readonly T[]): readonly T[] {
  const counts = cellsOf(core);
  const states = counts.reduce((sum, count) => sum + count, 0);
  if (counts.length < 2 || outputs.length <= states) return outputs;
  const at = outputs.length - states;
  return [...outputs.slice(0, at), ...turned(outputs.slice(at), counts)];
}
