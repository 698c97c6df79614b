/** The way of large predictions: each step is projected when it comes, and nothing is put into the order of time. */
import { recurrentPrediction } from "../../ops/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { keptOutputs, lastStep, maskOutputs, type SequenceStart, swapTime } from "./sequence.ts";

/** The outputs of every step, (B, T, U), or of the last, (B, U), and the last states. */
interface Prediction {
  outputs: readonly Tensor[];
  states: readonly Tensor[];
}

/**
 * Runs inputs (B, T, F) through a single cell that is fused. Undefined where a gradient is wanted, or the backend gains
 * nothing by it.
 * @param wantsAll whether the outputs of every step are wanted
 */
export function predictFused(
  inputs: Tensor,
  { cell, mask, initialStates, context, zeroOutputForMask }: SequenceStart,
  backwards: boolean,
  wantsAll: boolean,
): Prediction | undefined {
  // a single row is no large batch, and wants its answer within microseconds
  if (inputs.shape[0] === 1) return undefined;
  const fused = cell.fuse();
  if (fused.project || context.inputDropout || context.recurrentDropout) return undefined;
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
