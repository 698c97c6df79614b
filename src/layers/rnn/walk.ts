/** The plain way through a sequence, one step after the other: it serves every cell, and defines what fused must equal. */
import { stack, unstack, where } from "../../ops/index.ts";
import type { Tensor } from "../../tensor/index.ts";
import { maskOutputs, type Sequence, type SequenceResult, trailing } from "./sequence.ts";

/** Runs a sequence step by step. A masked step leaves the states, and repeats the output before it. */
export function runStepwise(sequence: Sequence): SequenceResult {
  const { cell, inputs, initialStates, context, zeroOutputForMask } = sequence;
  const valid = sequence.mask && unstack(sequence.mask, 0);
  const outputs: Tensor[] = [];
  let states = [...initialStates];
  for (const [t, x] of unstack(inputs, 0).entries()) {
    const step = cell.step(x, states, context);
    const counts = valid?.[t];
    const before = outputs[t - 1];
    const kept = (next: Tensor, old: Tensor) => where(trailing(counts!, next.rank), next, old);
    outputs.push(counts && before ? kept(step.output, before) : step.output);
    states = counts ? step.states.map((state, i) => kept(state, states[i]!)) : step.states;
  }
  const all = stack(outputs);
  if (!sequence.mask) return { outputs: all, last: outputs.at(-1)!, states };
  const masked = maskOutputs(all, sequence.mask, zeroOutputForMask);
  return { outputs: masked, last: unstack(masked, 0).at(-1)!, states };
}
