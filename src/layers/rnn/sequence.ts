/** One sequence to run through a cell, by `fused.ts` or `run-stepwise.ts`. */
import { reshape, reverse, sliceAxis, squeeze, transpose, where } from "../../ops/index.ts";
import { makeArray, type Tensor, wrap } from "../../tensor/index.ts";
import { trailing } from "../trailing-axes.ts";
import type { RNNCell, SequenceContext } from "./cell.ts";

/** A sequence but for its inputs. It is time-major here, in processing order: running backwards is reversed time. */
export interface SequenceStart {
  cell: RNNCell<any, any>;
  /** Which steps count, bool (T, B); of a ConvLSTM also which places of each step: (T, B, ...windows). */
  mask: Tensor | undefined;
  /** The states before the first step, (B, width) each. */
  initialStates: readonly Tensor[];
  context: SequenceContext;
  /** Masked steps return zeros instead of the previous output. */
  zeroOutputForMask: boolean;
}

export interface Sequence extends SequenceStart {
  /** (T, B, F); several for a cell that takes several. */
  inputs: readonly Tensor[];
  /** Whether the states after every step are wanted. */
  keepsStates: boolean;
  /** Added to each state after each step, (T, B, width) each. */
  probes: readonly Tensor[] | undefined;
}

/** The results. */
export interface SequenceResult {
  /** The output of every step, (T, B, width); one per output of the cell. */
  outputs: readonly Tensor[];
  /** The output of the last step, (B, width). */
  last: readonly Tensor[];
  /** The states after the last step. */
  states: readonly Tensor[];
  /** The states after every step, (T, B, width) each; absent unless wanted. */
  every?: readonly Tensor[] | undefined;
}

/** (batch, time, ...) as (time, batch, ...) or back; `backwards` then reverses the first axis. */
export function swapTime(x: Tensor, backwards = false): Tensor {
  const [first, second, ...rest] = x.shape as [number, number];
  const isOne = first === 1 || second === 1;
  const swapped = isOne ? reshape(x, [second, first, ...rest]) : transpose(x, [1, 0, ...rest.map((_, i) => i + 2)]);
  return backwards ? reverse(swapped, 0) : swapped;
}

/**
 * Which outputs stay, bool (T, B) as the mask; the others are zeros: those before a row's first valid step, and all masked ones with
 * `zeroOutputForMask`. Without it, a masked step repeats the output of the valid step before.
 */
export function keptOutputs(mask: Tensor, zeroOutputForMask: boolean): Tensor {
  return zeroOutputForMask ? mask : validSoFar(mask);
}

/** Outputs, or zeros where they do not stay: chosen, not multiplied, so that a state that is no number stays out of masked steps. */
export function maskOutputs(outputs: Tensor, kept: Tensor): Tensor {
  return where(trailing(kept, outputs.rank), outputs, 0);
}

/** The last step of (T, B, ...). */
export function lastStep(outputs: Tensor): Tensor {
  return squeeze(sliceAxis(outputs, 0, -1), 0);
}

/** Whether a row, or a place of it, has had a valid step so far: bool, of the mask's shape. */
function validSoFar(mask: Tensor): Tensor {
  const step = mask.size / mask.shape[0]!;
  const valid = mask.read();
  const seen = makeArray("bool", mask.size);
  for (let i = 0; i < seen.length; i++) seen[i] = valid[i]! | (i >= step ? seen[i - step]! : 0);
  return wrap(seen, mask.shape, "bool");
}
