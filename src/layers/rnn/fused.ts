/** The fast way through a sequence: one matmul for all inputs, then one kernel for the whole recurrence. */
import { recurrent, stack } from "../../ops/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { projectInputs } from "./gated-cell.ts";
import { lastStep, maskOutputs, type Sequence, type SequenceResult } from "./sequence.ts";
import { StackedRNNCells } from "./stacked-cells.ts";

/** Runs a sequence whose cell says that it is fused; stacked cells run as one fused layer each. */
export function runFused(sequence: Sequence): SequenceResult {
  return sequence.cell instanceof StackedRNNCells ? runStack(sequence, sequence.cell) : runCell(sequence);
}

function runCell({ cell, inputs, mask, initialStates, context, zeroOutputForMask }: Sequence): SequenceResult {
  const { kernel, bias, ...fused } = cell.fuse();
  const { hidden, finalHidden, finalCell } = recurrent({
    ...fused,
    recurrentKernel: context.recurrentKernel ?? fused.recurrentKernel,
    projected: projectInputs(inputs[0]!, kernel, bias, context.inputDropout),
    initialHidden: initialStates[0]!,
    initialCell: initialStates[1],
    mask,
    recurrentDropout: context.recurrentDropout && stack(context.recurrentDropout),
  });
  const states = finalCell ? [finalHidden, finalCell] : [finalHidden];
  if (!mask) return { outputs: [hidden], last: [finalHidden], states };
  const outputs = maskOutputs(hidden, mask, zeroOutputForMask);
  return { outputs: [outputs], last: [lastStep(outputs)], states };
}

/** Masked steps leave every cell of a stack as it was, so cell after cell gives what step after step would. */
function runStack({ inputs, initialStates, context, ...sequence }: Sequence, stacked: StackedRNNCells): SequenceResult {
  const states = stacked.splitStates(initialStates);
  const finals: Tensor[] = [];
  let result: SequenceResult | undefined;
  for (const [i, cell] of stacked.cells.entries()) {
    const from = result?.outputs ?? inputs;
    result = runCell({ ...sequence, cell, inputs: from, initialStates: states[i]!, context: context.inner![i]! });
    finals.push(...result.states);
  }
  return { ...result!, states: finals };
}
