// What the forward and the backward recurrence share. Pointers are to float32 unless said otherwise; all is time-major,
// (T, B, width), and a call works on the rows [row0, row1) of the batch only.
import { gemm, packedSize } from "./gemm";
import { needsInput } from "./pointwise";
import { at } from "./simd";

export const SIMPLE_RNN = 0;
export const LSTM = 1;
export const GRU = 2;

/** Column blocks of a cell's recurrent kernel. */
@inline
export function gatesOf(cell: i32): i32 {
  return cell == SIMPLE_RNN ? 1 : cell == LSTM ? 4 : 3;
}

/** Values per unit and step that backward needs: the gates (a gru keeps h U_g + d_g, or r h, beside its three). */
@inline
export function savedOf(cell: i32): i32 {
  return cell == SIMPLE_RNN ? 1 : 4;
}

/** Whether a row counts at a step; `mask` has a byte for each row, or is absent. */
@inline
export function counts(mask: usize, row: i32): bool {
  return mask == 0 || load<u8>(mask + <usize>row) != 0;
}

/** to = a ⊙ b, n elements. */
export function multiplyInto(n: i32, a: usize, b: usize, to: usize): void {
  for (const i of eights(n)) to[i] = a[i] * b[i];
}

/** to += a ⊙ b, n elements. */
export function multiplyAdd(n: i32, a: usize, b: usize, to: usize): void {
  for (const i of fours(n)) to[i] = to[i] + a[i] * b[i];
}

/** to = a + b, n elements. */
export function addInto(n: i32, a: usize, b: usize, to: usize): void {
  for (const i of eights(n)) to[i] = a[i] + b[i];
}

/** A masked row keeps the state before it. */
export function keepState(U: i32, from: usize, to: usize): void {
  if (from != to) memory.copy(to, from, <usize>U << 2);
}

/** The gradients of a masked row: zero for its gates, and the whole of dh for the state before. */
export function keepGradient(U: i32, width: i32, dh: usize, d: usize, carried: usize): void {
  memory.fill(d, 0, <usize>width << 2);
  memory.copy(carried, dh, <usize>U << 2);
}

/** Where to put the activated values of a gate: over its sums, or aside where the derivative needs the sums. */
@inline
export function placeFor(code: i32, sums: usize, aside: usize): usize {
  return needsInput(code) ? aside : sums;
}

/**
 * The hidden state's share of some gates, side by side: c = start + h U, `rows` rows of gates · U. With `drop`, whose rows
 * for one gate lie B · U before those of the next, each gate meets its own h ⊙ drop: `packed` then holds each gate's own
 * panels, and `dropped` has room for the product.
 */
export function hiddenProduct(
  gates: i32,
  rows: i32,
  B: i32,
  U: i32,
  h: usize,
  hStride: i32,
  packed: usize,
  start: usize,
  startStride: i32,
  c: usize,
  ldc: i32,
  drop: usize,
  dropped: usize,
  room: usize,
): void {
  if (!drop) return gemm(rows, gates * U, U, h, hStride, 1, packed, 0, 0, start, startStride, c, ldc, room);
  for (let k = 0; k < gates; k++) {
    for (let b = 0; b < rows; b++) multiplyInto(U, at(h, b * hStride), at(drop, b * U), at(dropped, b * U));
    gemm(rows, U, U, dropped, U, 1, packed, 0, 0, start ? at(start, k * U) : 0, startStride, at(c, k * U), ldc, room);
    packed += <usize>packedSize(U, U) << 2;
    drop = at(drop, B * U);
  }
}
