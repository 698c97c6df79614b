/** The plain way through a sequence, one step after the other: it serves every cell, and defines what fused must equal. */
import { add, stack, unstack, where } from "../../ops/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { listOf } from "../symbolic.ts";
import { trailing } from "../trailing-axes.ts";
import type { CellStep } from "./cell.ts";
import { keptOutputs, lastStep, maskOutputs, type Sequence, type SequenceResult } from "./sequence.ts";

/** Runs a sequence step by step. A masked step leaves the states, and repeats the outputs before it. */
export function runStepwise({ cell, context, mask, zeroOutputForMask, ...sequence }: Sequence): SequenceResult {
  const probes = sequence.probes?.map((probe) => unstack(probe, 0));
  const every: (readonly Tensor[])[] = [];
  const valid = mask && unstack(mask, 0);
  const inputs = sequence.inputs.map((input) => unstack(input, 0));
  const steps: (readonly Tensor[])[] = [];
  let states = sequence.initialStates;
  for (const t of inputs[0]!.keys()) {
    const [x, ...others] = inputs.map((input) => input[t]!);
    const step = probed(
      cell.step(others.length > 0 ? [x, ...others] : x, states, context),
      probes?.map((steps) => steps[t]!),
    );
    const counts = valid?.[t];
    const kept = (next: readonly Tensor[], old: readonly Tensor[] | undefined) =>
      counts && old ? next.map((each, i) => where(trailing(counts, each.rank), each, old[i]!)) : next;
    steps.push(kept(listOf<Tensor>(step.output), steps[t - 1]));
    states = kept(step.states, states);
    if (sequence.keepsStates) every.push(states);
  }
  const last = steps.at(-1)!;
  const all = last.map((_, k) => stack(steps.map((outputs) => outputs[k]!)));
  const allStates = every[0]?.map((_, k) => stack(every.map((after) => after[k]!)));
  if (!mask) return { outputs: all, last, states, every: allStates };
  const outputs = all.map((each) => maskOutputs(each, keptOutputs(mask, zeroOutputForMask)));
  return { outputs, last: outputs.map(lastStep), states, every: allStates };
}

/** Adds the probes to the states of a step, and to the output where that is a state. */
function probed(step: CellStep<any>, probes: readonly Tensor[] | undefined): CellStep<any> {
  if (!probes) return step;
  const states = step.states.map((state, i) => add(state, probes[i]!));
  return { output: states[step.states.indexOf(step.output)] ?? step.output, states };
}
