/** What the code beside calls the tensors that a layer returns. */
import type { CellName, Setup } from "./setup.ts";

/** The states of each cell, in the order in which `returnState` gives them. */
export const statesOf: Readonly<Record<CellName, readonly string[]>> = {
  lstm: ["H", "C"],
  gru: ["H"],
  simpleRNN: ["H"],
};

export function outputNames({ cell, bidirectional, merge, returnState }: Setup): string[] {
  const outputs = bidirectional && merge === "none" ? ["forward", "backward"] : ["output"];
  if (!returnState) return outputs;
  const states = statesOf[cell];
  if (!bidirectional) return [...outputs, ...states.map((state) => `state${state}`)];
  return [...outputs, ...states.map((state) => `forward${state}`), ...states.map((state) => `backward${state}`)];
}
