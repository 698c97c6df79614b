// The recurrence over time, backward: a reversed loop that gives the gradients of the gates. That of the recurrent kernel
// is a product over all time, left to the caller.
import { addInto, multiplyAdd, multiplyInto } from "./elementwise";
import { gemm, packedSize } from "./gemm";
import { gruResetStepBack, gruStepBack } from "./gru";
import { lstmStepBack } from "./lstm";
import { GRU, gatesOf, LSTM, Recurrence, savedOf, waitForAll } from "./recurrence";
import { at } from "./simd";
import { simpleStepBack } from "./simple-rnn";
import { dropTiny } from "./tiny";

/** The reversed loop over rows and units as in {@link recurrentForward}. */
export function recurrentBackward(p: Recurrence, row0: i32, row1: i32, unit0: i32, unit1: i32, threads: i32, room: usize): void {
  const B = p.B, U = p.U, cell = p.cell, act = p.act, rec = p.rec;
  const gates = gatesOf(cell);
  const width = gates * U;
  const savedWidth = savedOf(cell) * U;
  const rows = row1 - row0;
  const n = unit1 - unit0;
  // rows that are taken whole are one run
  const runs = n == U ? 1 : rows;
  const run = n == U ? rows * U : n;
  const gate = packedSize(U, U);
  const resetBefore = cell == GRU && !p.resetAfter;
  // carried: the part of dh that bypasses the recurrent kernel, where there is any; product: one gate's share of what passes it
  const carried = at(p.scratch, row0 * 4 * U + unit0);
  const product = at(carried, rows * U);
  const out = at(product, rows * U);
  const carries = cell == GRU || p.mask != 0;
  const dh = at(p.dh, row0 * U + unit0);
  const dc = at(p.dc, row0 * U + unit0);
  for (let t = p.T - 1; t >= 0; t--) {
    const first = t * B + row0;
    const here = first * U + unit0;
    const h = t > 0 ? at(p.hidden, here - B * U) : at(p.h0, row0 * U + unit0);
    const c = t > 0 ? at(p.cells, here - B * U) : at(p.c0, row0 * U + unit0);
    const s = at(p.saved, first * savedWidth + unit0);
    const d = at(p.dGates, first * width + unit0);
    const q = at(p.dRecurrent, first * width);
    const mask = p.mask ? p.mask + <usize>first : 0;
    for (let b = 0; b < runs; b++) {
      if (p.dSequence) addInto(run, at(p.dSequence, here + b * U), at(dh, b * U), at(dh, b * U));
      dropTiny(run, at(dh, b * U));
      if (cell == LSTM) dropTiny(run, at(dc, b * U));
    }
    if (cell == LSTM) lstmStepBack(rows, U, n, act, rec, s, c, at(p.cells, here), dh, dc, mask, d, carried, out);
    else if (cell == GRU) {
      gruStepBack(rows, U, n, act, rec, p.resetAfter, s, h, dh, mask, d, at(q, unit0), carried);
      if (resetBefore) {
        gemm(rows, U, U, at(d, 2 * U), width, 1, at(p.packed, 2 * gate), 0, 0, 0, 0, product, U, room);
        if (p.drop) multiplyInto(rows * U, product, at(p.drop, (2 * B + row0) * U), product);
        gruResetStepBack(rows, U, rec, s, h, product, mask, d, carried);
      }
    } else simpleStepBack(rows, U, n, act, s, at(p.hidden, here), dh, mask, d, carried);
    if (threads > 1) waitForAll(p.barrier, threads);

    if (!p.drop && !resetBefore) {
      gemm(rows, n, width, q, width, 1, at(p.packed, unit0 * width), 0, 0, carries ? carried : 0, U, dh, U, room);
      continue;
    }
    if (carries) memory.copy(dh, carried, <usize>(rows * U) << 2);
    else memory.fill(dh, 0, <usize>(rows * U) << 2);
    const shares = resetBefore ? 2 : gates;
    for (let k = 0; k < shares; k++) {
      const panels = at(p.packed, k * gate);
      if (p.drop) {
        gemm(rows, U, U, at(q, k * U), width, 1, panels, 0, 0, 0, 0, product, U, room);
        multiplyAdd(rows * U, product, at(p.drop, (k * B + row0) * U), dh);
      } else gemm(rows, U, U, at(q, k * U), width, 1, panels, 0, 0, dh, U, dh, U, room);
    }
  }
}
