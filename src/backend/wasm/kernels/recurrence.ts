// A recurrence as it lies in memory, written by the host before the call, and what its two directions share. Pointers are to
// float32 unless said otherwise; all but `inputs` and `outputs` is time-major, (T, B, width).
import { multiplyInto } from "./elementwise";
import { gemm, packedSize } from "./gemm";
import { needsInput } from "./pointwise";
import { at } from "./simd";
import { Windows } from "./windows";

/**
 * By code: column blocks of a cell's recurrent kernel, and values per unit and step that backward needs: the gates (a gru keeps
 * h U_g + d_g, or r h, beside its three).
 */
export const cells = {
  simpleRNN: [1, 1],
  lstm: [4, 4],
  gru: [3, 4],
};

@inline
export function gatesOf(cell: i32): i32 {
  return cells[cell][0];
}

@inline
export function savedOf(cell: i32): i32 {
  return cells[cell][1];
}

/** Equations at RecurrentProblem in ../../backend.ts. What is absent has address 0. */
@unmanaged
export class Recurrence {
  cell: i32;
  T: i32;
  B: i32;
  U: i32;
  /** Codes of the activation and the recurrent activation. */
  act: i32;
  rec: i32;
  resetAfter: i32;
  /** Forward: whether to keep what backward needs of every step. */
  keep: i32;
  /** (T, B, gates · U); with `inputs` room for one step of it. */
  projected: usize;
  /** The panels of the recurrent kernel, backward those of its transpose; of its gates one after the other where gates are apart. */
  packed: usize;
  bias: usize;
  h0: usize;
  c0: usize;
  /** Bytes, (T, B). */
  mask: usize;
  /** (gates, B, U) */
  drop: usize;
  /** The hidden state after each step, (T, B, U); with `inputs` room for two steps, which take turns. */
  hidden: usize;
  /** lstm: the cell state after each step, (T, B, U) with `keep`, else one (B, U) that is overwritten. */
  cells: usize;
  /** (T, B, savedOf · U) with `keep`, else one step of it. */
  saved: usize;
  /** The gradient of every hidden state. */
  dSequence: usize;
  /** In: the gradient of the last hidden state; out: that of the initial one, (B, U). */
  dh: usize;
  /** lstm: the same for the cell state. */
  dc: usize;
  /** The gradient of `projected`. */
  dGates: usize;
  /** gru with resetAfter: the gradient of h U + d, (T, B, 3 U); else the same place as dGates. */
  dRecurrent: usize;
  /** (B, 8 U) floats, backward (B, 2 U). */
  scratch: usize;
  /** Where threads that share units meet: an integer that counts their arrivals, from zero. */
  barrier: usize;
  /** Forward without `keep`, of threads that share rows: inputs that are projected step by step, (B, T, features). */
  inputs: usize;
  features: i32;
  /** With these, whether the last step comes first; and where every hidden state is wanted, (B, T, U). */
  backwards: i32;
  outputs: usize;
  /** The panels of their kernel, and its bias. */
  inputPanels: usize;
  inputBias: usize;
  /**
   * Of a ConvLSTM, an LSTM whose rows are the places of grids: the windows of its recurrent convolution, and how many of them are laid
   * out at a time. Threads share the samples.
   */
  windows: Windows;
  block: i32;
}

/** Whether each gate is a product of its own, because their inputs differ. */
@inline
export function areApart(p: Recurrence): bool {
  return p.drop != 0 || (p.cell == GRU && !p.resetAfter);
}

/** How often a waiting thread looks before it naps: for some twenty microseconds. */
const LOOKS = 10_000;

/**
 * Sleeps for a moment, unless the integer at the address has another value; a page's main thread goes on at once. It is JavaScript's,
 * because in Node 20 the instruction `memory.atomic.wait32` spoils vectors that the function around it holds.
 */
@external("env", "nap")
declare function nap(address: usize, value: i32): void;

/**
 * A barrier: waits until every thread has arrived as often as this one, or one has failed, which leaves a negative count. With more
 * threads than cores, the late one may need this one's core, so that it naps.
 */
export function waitForAll(barrier: usize, threads: i32): void {
  const arrived = atomic.add<i32>(barrier, 1);
  const wanted = (arrived / threads + 1) * threads;
  let count = arrived;
  for (let looks = 0; count >= 0 && count < wanted; looks++) {
    if (looks > LOOKS) nap(barrier, count);
    count = atomic.load<i32>(barrier);
  }
}

/** Whether a row counts at a step; `mask` has a byte for each row, or is absent. */
@inline
export function counts(mask: usize, row: i32): bool {
  return mask == 0 || load<u8>(mask + <usize>row) != 0;
}

/** A masked row keeps the state before it. */
export function keepState(n: i32, from: usize, to: usize): void {
  if (from != to) memory.copy(to, from, <usize>n << 2);
}

/** Where to put the activated values of a gate: over its sums, or aside where the derivative needs the sums. */
@inline
export function placeFor(code: i32, sums: usize, aside: usize): usize {
  return needsInput(code) ? aside : sums;
}

/**
 * The hidden state's share of the gates from gate0 to before gate1: c = start + h U, for some rows and, of each gate, n units from
 * `unit0` on; `start` and c point to the first of them at the first gate. With recurrent dropout, whose rows for one gate lie B · U
 * before those of the next, each gate meets its own h ⊙ drop, for which `dropped` has room.
 */
export function hiddenProduct(p: Recurrence, gate0: i32, gate1: i32, row: i32, rows: i32, unit0: i32, n: i32, h: usize, hStride: i32, start: usize, startStride: i32, c: usize, ldc: i32, dropped: usize, room: usize): void {
  const U = p.U;
  const apart = areApart(p);
  if (n == U && !apart) return gemm(rows, gate1 * U, U, h, hStride, 1, p.packed, 0, 0, start, startStride, c, ldc, room, 0);
  for (let k = gate0; k < gate1; k++) {
    if (p.drop) for (let b = 0; b < rows; b++) multiplyInto(U, at(h, b * hStride), at(p.drop, (k * p.B + row + b) * U), at(dropped, b * U));
    const panels = at(p.packed, apart ? k * packedSize(U, U) : (k * U + unit0) * U);
    gemm(rows, n, U, p.drop ? dropped : h, p.drop ? U : hStride, 1, panels, 0, 0, start ? at(start, k * U) : 0, startStride, at(c, k * U), ldc, room, 0);
  }
}
