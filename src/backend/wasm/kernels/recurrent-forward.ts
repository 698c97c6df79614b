// The recurrence over time, forward; equations at RecurrentProblem in ../../backend.ts.
import { packedSize } from "./gemm";
import { gruGates, gruStep } from "./gru";
import { lstmStep } from "./lstm";
import { GRU, gatesOf, hiddenProduct, LSTM, savedOf } from "./recurrent-common";
import { at } from "./simd";
import { simpleStep } from "./simple-rnn";

/**
 * @param packed the panels of the recurrent kernel, or of its gates one after the other (see gatesApart)
 * @param hidden (T, B, U), the hidden state after each step
 * @param cells lstm: the cell state after each step, (T, B, U) with `keep`, else one (B, U) that is overwritten
 * @param saved (T, B, savedOf · U) with `keep`, else one step of it
 * @param scratch (B, 8 U) floats
 * @param room scratch of the matmul kernel
 */
export function recurrentForward(
  cell: i32,
  T: i32,
  B: i32,
  U: i32,
  row0: i32,
  row1: i32,
  act: i32,
  rec: i32,
  resetAfter: i32,
  projected: usize,
  packed: usize,
  bias: usize,
  h0: usize,
  c0: usize,
  mask: usize,
  drop: usize,
  hidden: usize,
  cells: usize,
  saved: usize,
  keep: i32,
  scratch: usize,
  room: usize,
): void {
  const gates = gatesOf(cell);
  const width = gates * U;
  const savedWidth = savedOf(cell) * U;
  const rows = row1 - row0;
  const gateBytes = <usize>packedSize(U, U) << 2;
  const recurrent = at(scratch, row0 * 8 * U);
  const dropped = at(recurrent, rows * 3 * U);
  const aside = at(recurrent, rows * 4 * U);
  let h = at(h0, row0 * U);
  let c = at(c0, row0 * U);
  for (let t = 0; t < T; t++) {
    const first = t * B + row0;
    const step = keep ? first : row0;
    const p = at(projected, first * width);
    const s = at(saved, step * savedWidth);
    const nextH = at(hidden, first * U);
    const nextC = at(cells, step * U);
    const maskRow = mask ? mask + <usize>first : 0;
    const dropRow = drop ? at(drop, row0 * U) : 0;
    if (cell != GRU) {
      hiddenProduct(gates, rows, B, U, h, U, packed, p, width, s, width, dropRow, dropped, room);
      if (cell == LSTM) lstmStep(rows, U, U, act, rec, s, c, h, maskRow, nextC, nextH, aside);
      else simpleStep(rows, U, U, act, s, h, maskRow, nextH);
    } else {
      if (resetAfter) {
        hiddenProduct(3, rows, B, U, h, U, packed, bias, 0, recurrent, width, dropRow, dropped, room);
        gruGates(rows, U, U, rec, p, recurrent, h, s, aside);
      } else {
        for (let k = 0; k < 2; k++) {
          const gate = packed + <usize>k * gateBytes;
          const dropGate = drop ? at(dropRow, k * B * U) : 0;
          hiddenProduct(1, rows, B, U, h, U, gate, at(p, k * U), width, at(s, k * U), savedWidth, dropGate, dropped, room);
        }
        gruGates(rows, U, U, rec, 0, 0, h, s, aside);
        const dropG = drop ? at(dropRow, 2 * B * U) : 0;
        const reset = at(s, 3 * U);
        const panels = packed + 2 * gateBytes;
        hiddenProduct(1, rows, B, U, reset, savedWidth, panels, at(p, 2 * U), width, at(s, 2 * U), savedWidth, dropG, dropped, room);
      }
      gruStep(rows, U, U, act, rec, s, h, maskRow, nextH, aside);
    }
    h = nextH;
    c = nextC;
  }
}
