/** What happens inside the steps of a sequence, computed for all steps at once from their states. */
import { concatenate, expandDims, reshape, reverse, sliceAxis } from "../../ops/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { type CellValues, mapTensors } from "../trace-values.ts";
import { type Sequence, swapTime } from "./sequence.ts";

/**
 * The values of every step, (batch, time, ...) each, in the order of the input.
 * @param every the states after each step, (T, B, ...) in processing order
 */
export function valuesInside(
  { cell, inputs, initialStates, context }: Sequence,
  every: readonly Tensor[],
  backwards: boolean,
): CellValues {
  const [time, batch] = every[0]!.shape as [number, number];
  const asRows = (x: Tensor) => reshape(x, [time * batch, ...x.shape.slice(2)]);
  const before = every.map((states, i) => {
    const first = expandDims(initialStates[i]!, 0);
    return time === 1 ? first : concatenate([first, sliceAxis(states, 0, 0, time - 1)], 0);
  });
  const rows = inputs.map(asRows);
  const x = rows.length > 1 ? rows : rows[0]!;
  const values = cell.inside(x, before.map(asRows), every.map(asRows), context);
  return mapTensors(values, (value) => {
    const steps = reshape(value, [time, batch, ...value.shape.slice(1)]);
    return swapTime(backwards ? reverse(steps, 0) : steps);
  });
}
