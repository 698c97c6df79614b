// What the forward and the backward recurrence share. Pointers are to float32 unless said otherwise; all is time-major,
// (T, B, width), and a call works on the rows [row0, row1) of the batch only.
import { gemm, packedSize } from "./gemm";
import { needsInput, value } from "./pointwise";
import { constant, loadUpTo, ONE, storeUpTo, stride } from "./simd";

export const SIMPLE_RNN = 0;
export const LSTM = 1;
export const GRU = 2;

/** Column blocks of a cell's recurrent kernel. */
// @ts-ignore: decorator
@inline
export function gatesOf(cell: i32): i32 {
  return cell == SIMPLE_RNN ? 1 : cell == LSTM ? 4 : 3;
}

/** Values per unit and step that backward needs: the gates (a gru keeps h U_g + d_g, or r h, beside its three). */
// @ts-ignore: decorator
@inline
export function savedOf(cell: i32): i32 {
  return cell == SIMPLE_RNN ? 1 : 4;
}

/** Where element `index` of an array of floats lies. */
// @ts-ignore: decorator
@inline
export function at(base: usize, index: i32): usize {
  return base + (<usize>index << 2);
}

/** Whether a row counts at a step; `mask` has a byte for each row, or is absent. */
// @ts-ignore: decorator
@inline
export function counts(mask: usize, row: i32): bool {
  return mask == 0 || load<u8>(mask + <usize>row) != 0;
}

// The loops below take eight elements op by op, for engines that join neighbouring vectors; then what is left.

/** to = a ⊙ b, n elements. */
export function multiplyInto(n: i32, a: usize, b: usize, to: usize): void {
  let i: usize = 0;
  for (const whole = <usize>(n & -8) << 2; i < whole; i += 32) {
    const x0 = f32x4.mul(v128.load(a + i), v128.load(b + i));
    const x1 = f32x4.mul(v128.load(a + i, 16), v128.load(b + i, 16));
    v128.store(to + i, x0);
    v128.store(to + i, x1, 16);
  }
  for (let k = n & -8; k < n; k += stride(n - k)) {
    storeUpTo(at(to, k), f32x4.mul(loadUpTo(at(a, k), n - k), loadUpTo(at(b, k), n - k)), n - k);
  }
}

/** to += a ⊙ b, n elements. */
export function multiplyAdd(n: i32, a: usize, b: usize, to: usize): void {
  for (let i = 0; i < n; i += stride(n - i)) {
    const product = f32x4.mul(loadUpTo(at(a, i), n - i), loadUpTo(at(b, i), n - i));
    storeUpTo(at(to, i), f32x4.add(loadUpTo(at(to, i), n - i), product), n - i);
  }
}

/** to = a + b, n elements. */
export function addInto(n: i32, a: usize, b: usize, to: usize): void {
  let i: usize = 0;
  for (const whole = <usize>(n & -8) << 2; i < whole; i += 32) {
    const x0 = f32x4.add(v128.load(a + i), v128.load(b + i));
    const x1 = f32x4.add(v128.load(a + i, 16), v128.load(b + i, 16));
    v128.store(to + i, x0);
    v128.store(to + i, x1, 16);
  }
  for (let k = n & -8; k < n; k += stride(n - k)) {
    storeUpTo(at(to, k), f32x4.add(loadUpTo(at(a, k), n - k), loadUpTo(at(b, k), n - k)), n - k);
  }
}

/** A row that does not count: the state before it. */
export function carry(U: i32, from: usize, to: usize): void {
  if (from != to) memory.copy(to, from, <usize>U << 2);
}

/** The gradient of a row that does not count: none for its gates, all of it for the state before. */
export function pass(U: i32, width: i32, dh: usize, d: usize, carried: usize): void {
  memory.fill(d, 0, <usize>width << 2);
  memory.copy(carried, dh, <usize>U << 2);
}

/** Where to put the activated values of a gate: over its sums, or aside where the derivative needs the sums. */
// @ts-ignore: decorator
@inline
export function placeFor(code: i32, sums: usize, aside: usize): usize {
  return needsInput(code) ? aside : sums;
}

/** The kept value of a gate as its activated value. */
// @ts-ignore: decorator
@inline
export function valueOf(code: i32, kept: v128): v128 {
  return needsInput(code) ? value(code, kept) : kept;
}

/** The derivative of tanh where it is y. */
// @ts-ignore: decorator
@inline
export function tanhSlope(y: v128): v128 {
  return f32x4.sub(constant(ONE), f32x4.mul(y, y));
}

/** The derivative of sigmoid where it is y. */
// @ts-ignore: decorator
@inline
export function sigmoidSlope(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(constant(ONE), y));
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
