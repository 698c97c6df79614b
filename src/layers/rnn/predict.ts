/** The way of large predictions: each step is projected when it comes, and nothing is put into the order of time. */
import { recurrentPrediction } from "../../ops/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { keptOutputs, lastStep, maskOutputs, type SequenceStart, swapTime } from "./sequence.ts";
import { StackedRNNCells } from "./stacked-cells.ts";

/** The outputs of every step, (B, T, U), or of the last, (B, U), and the last states. */
interface Prediction {
  outputs: readonly Tensor[];
  states: readonly Tensor[];
}

/**
 * Runs inputs (B, T, F) through a cell that is fused, or a stack of such cells. Undefined where a gradient is wanted, or the backend
 * gains nothing by it.
 * @param wantsAll whether the outputs of every step are wanted
 */
export function predictFused(
  inputs: Tensor,
  start: SequenceStart,
  backwards: boolean,
  wantsAll: boolean,
): Prediction | undefined {
  // a single row is no large batch, and wants its answer within microseconds
  if (inputs.shape[0] === 1) return undefined;
  const { cell, initialStates, context } = start;
  if (!(cell instanceof StackedRNNCells)) return predictCell(inputs, start, backwards, wantsAll);
  const own = cell.splitStates(initialStates);
  const states: Tensor[] = [];
  let result: Prediction | undefined;
  for (const [i, inner] of cell.cells.entries()) {
    const [from, isFirst, isLast] = [result?.outputs[0] ?? inputs, i === 0, i === cell.cells.length - 1];
    const startOf = { ...start, cell: inner, initialStates: own[i]!, context: context.inner![i]! };
    result = predictCell(from, startOf, backwards && isFirst, wantsAll || !isLast);
    if (!result) return undefined;
    states.push(...result.states);
  }
  return { ...result!, states };
}

function predictCell(
  inputs: Tensor,
  { cell, mask, initialStates, context, zeroOutputForMask }: SequenceStart,
  backwards: boolean,
  wantsAll: boolean,
): Prediction | undefined {
  const fused = cell.fuse();
  if (fused.project || context.inputDropout || context.recurrentDropout || inputs.rank > 3) return undefined;
  const [initialHidden, initialCell] = initialStates as [Tensor, Tensor | undefined];
  const result = recurrentPrediction(inputs, fused.kernel, fused.bias, () => ({
    ...fused,
    recurrentKernel: context.recurrentKernel ?? fused.recurrentKernel,
    initialHidden,
    initialCell,
    mask,
    backwards,
    keepsSequence: wantsAll,
  }));
  if (!result) return undefined;
  const { hidden, finalHidden, finalCell } = result;
  const states = finalCell ? [finalHidden, finalCell] : [finalHidden];
  const output = hidden ?? finalHidden;
  if (!mask) return { outputs: [output], states };
  const kept = keptOutputs(mask, zeroOutputForMask);
  return { outputs: [maskOutputs(output, hidden ? swapTime(kept) : lastStep(kept))], states };
}
