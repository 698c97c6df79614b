// The recurrence over time, forward; equations at RecurrentProblem in ../../backend.ts.
import { gemm, packedSize } from "./gemm";
import { gruGates, gruStep } from "./gru";
import { lstmStep } from "./lstm";
import { GRU, gatesOf, hiddenProduct, LSTM, Recurrence, savedOf, waitForAll } from "./recurrence";
import { at } from "./simd";
import { simpleStep } from "./simple-rnn";

/**
 * The rows from row0 to before row1 of a batch, all steps. Where a batch has too few rows to share them, each of some threads
 * takes the units from unit0 to before unit1 of all rows, and waits at every step until the others have theirs; that goes
 * without mask, recurrent dropout and a gate before the kernel. Each unit gets the same bits both ways.
 * @param room scratch of the matmul kernel
 */
export function recurrentForward(p: Recurrence, row0: i32, row1: i32, unit0: i32, unit1: i32, threads: i32, room: usize): void {
  const B = p.B, U = p.U, cell = p.cell, act = p.act, rec = p.rec;
  const gates = gatesOf(cell);
  const width = gates * U;
  const savedWidth = savedOf(cell) * U;
  const rows = row1 - row0;
  const n = unit1 - unit0;
  const recurrent = at(p.scratch, row0 * 8 * U + unit0);
  const dropped = at(recurrent, rows * 3 * U);
  const aside = at(recurrent, rows * 4 * U);
  const drop = p.drop ? at(p.drop, row0 * U) : 0;
  let h = at(p.h0, row0 * U);
  let c = at(p.c0, row0 * U + unit0);
  for (let t = 0; t < p.T; t++) {
    const first = t * B + row0;
    const step = p.keep ? first : row0;
    const x = at(p.projected, (p.inputs ? row0 : first) * width + unit0);
    if (p.inputs) {
      const features = p.features;
      gemm(rows, width, features, at(p.inputs, first * features), features, 1, p.inputPanels, 0, 0, p.inputBias, 0, x, width, room, true);
    }
    const s = at(p.saved, step * savedWidth + unit0);
    const nextH = at(p.hidden, first * U);
    const nextC = at(p.cells, step * U + unit0);
    const mask = p.mask ? p.mask + <usize>first : 0;
    const before = at(h, unit0);
    const after = at(nextH, unit0);
    if (cell != GRU) {
      hiddenProduct(p, gates, rows, unit0, n, h, U, p.packed, x, width, s, width, drop, dropped, room);
      if (cell == LSTM) lstmStep(rows, U, n, act, rec, s, c, before, mask, nextC, after, aside);
      else simpleStep(rows, U, n, act, s, before, mask, after);
    } else {
      if (p.resetAfter) {
        hiddenProduct(p, 3, rows, unit0, n, h, U, p.packed, p.bias ? at(p.bias, unit0) : 0, 0, recurrent, width, drop, dropped, room);
        gruGates(rows, U, n, rec, x, recurrent, before, s, aside);
      } else {
        const gate = packedSize(U, U);
        for (let k = 0; k < 2; k++) {
          const dropGate = drop ? at(drop, k * B * U) : 0;
          hiddenProduct(p, 1, rows, 0, U, h, U, at(p.packed, k * gate), at(x, k * U), width, at(s, k * U), savedWidth, dropGate, dropped, room);
        }
        gruGates(rows, U, U, rec, 0, 0, h, s, aside);
        const dropGate = drop ? at(drop, 2 * B * U) : 0;
        hiddenProduct(p, 1, rows, 0, U, at(s, 3 * U), savedWidth, at(p.packed, 2 * gate), at(x, 2 * U), width, at(s, 2 * U), savedWidth, dropGate, dropped, room);
      }
      gruStep(rows, U, n, act, rec, s, before, mask, after, aside);
    }
    h = nextH;
    c = nextC;
    if (threads > 1) waitForAll(p.barrier, threads);
  }
}
