/** The fast way through a sequence: one matmul for all inputs, then one kernel for the whole recurrence. */
import type { RecurrentProblem } from "../../backend/backend.ts";
import { broadcastTo, recurrent, reshape, stack } from "../../ops/index.ts";
import type { Recurrence } from "../../ops/recurrent.ts";
import type { Shape, Tensor } from "../../tensor/index.ts";
import { trailing } from "../trailing-axes.ts";
import type { CellStack, FusedCell, SequenceContext } from "./cell.ts";
import { projectInputs } from "./gated-cell.ts";
import { keptOutputs, lastStep, maskOutputs, type Sequence, type SequenceResult } from "./sequence.ts";

/** Runs a sequence whose cell says that it is fused; stacked cells run as one fused layer each. */
export function runFused(sequence: Sequence, stack: CellStack | undefined): SequenceResult {
  return stack ? runStack(sequence, stack) : runCell(sequence);
}

function runCell(sequence: Sequence): SequenceResult {
  const { cell, inputs, mask, initialStates, context } = sequence;
  const fused = cell.fuse();
  const [x, dropout] = [inputs[0]!, context.inputDropout];
  const isGrid = x.rank > 3;
  const [initialHidden, initialCell] = initialStates as [Tensor, Tensor | undefined];
  const projected = fused.project?.(x, dropout) ?? projectInputs(x, fused.kernel, fused.bias, dropout);
  const rows = { projected, initialHidden, initialCell, mask };
  const result = recurrent(problemOf(fused, isGrid ? asRows(rows) : rows, context), sequence.keepsStates);
  const { hidden, finalHidden, finalCell, cell: cells } = isGrid ? asGrids(result, initialHidden.shape) : result;
  const every = sequence.keepsStates ? [hidden, ...(cells ? [cells] : [])] : undefined;
  const states = finalCell ? [finalHidden, finalCell] : [finalHidden];
  if (!mask) return { outputs: [hidden], last: [finalHidden], states, every };
  const outputs = maskOutputs(hidden, keptOutputs(mask, sequence.zeroOutputForMask));
  return { outputs: [outputs], last: [lastStep(outputs)], states, every };
}

/** The inputs' share of a recurrence, what it begins with and which of its steps count. */
interface Rows {
  projected: Tensor;
  initialHidden: Tensor;
  initialCell: Tensor | undefined;
  mask: Tensor | undefined;
}

/** Field by field: spreads take a fifth of a prediction of one row. */
function problemOf(fused: FusedCell, rows: Rows, context: SequenceContext): RecurrentProblem {
  return {
    cell: fused.cell,
    activation: fused.activation,
    recurrentActivation: fused.recurrentActivation,
    resetAfter: fused.resetAfter,
    windows: fused.windows,
    recurrentKernel: context.recurrentKernel ?? fused.recurrentKernel,
    recurrentBias: fused.recurrentBias,
    recurrentDropout: context.recurrentDropout && stack(context.recurrentDropout),
    projected: rows.projected,
    initialHidden: rows.initialHidden,
    initialCell: rows.initialCell,
    mask: rows.mask,
  };
}

/** For a cell over grids every place is a row: (T, B, ...places, width) as (T, B · places, width). */
function asRows({ projected, initialHidden, initialCell, mask }: Rows): Rows {
  const [time, width, units] = [projected.shape[0]!, projected.shape.at(-1)!, initialHidden.shape.at(-1)!];
  const [rows, grid] = [initialHidden.size / units, projected.shape.slice(0, -1)];
  return {
    projected: reshape(projected, [time, rows, width]),
    initialHidden: reshape(initialHidden, [rows, units]),
    initialCell: initialCell && reshape(initialCell, [rows, units]),
    mask: mask && reshape(broadcastTo(trailing(mask, grid.length), grid), [time, rows]),
  };
}

/** The inverse; `shape` is that of the states. */
function asGrids({ hidden, finalHidden, finalCell, cell }: Recurrence, shape: Shape): Recurrence {
  const ofAllSteps = (states: Tensor) => reshape(states, [hidden.shape[0]!, ...shape]);
  return {
    hidden: ofAllSteps(hidden),
    finalHidden: reshape(finalHidden, shape),
    finalCell: finalCell && reshape(finalCell, shape),
    cell: cell && ofAllSteps(cell),
  };
}

/** Masked steps leave every cell of a stack as it was, so cell after cell gives what step after step would. */
function runStack({ inputs, initialStates, context, ...sequence }: Sequence, stacked: CellStack): SequenceResult {
  const states = stacked.splitStates(initialStates);
  const finals: Tensor[] = [];
  const every: Tensor[] = [];
  let result: SequenceResult | undefined;
  for (const [i, cell] of stacked.cells.entries()) {
    const from = result?.outputs ?? inputs;
    result = runCell({ ...sequence, cell, inputs: from, initialStates: states[i]!, context: context.inner![i]! });
    finals.push(...result.states);
    every.push(...(result.every ?? []));
  }
  return { ...result!, states: finals, every };
}
