// The recurrence over time, backward: a reversed loop that gives the gradients of the gates. That of the recurrent kernel
// is a product over all time, left to the caller.
import { gemm, packedSize } from "./gemm";
import { gruResetStepBack, gruStepBack } from "./gru";
import { lstmStepBack } from "./lstm";
import { addInto, GRU, gatesOf, LSTM, multiplyAdd, multiplyInto, savedOf } from "./recurrent-common";
import { at } from "./simd";
import { simpleStepBack } from "./simple-rnn";
import { dropTiny } from "./tiny";

/**
 * The reversed loop over the rows [row0, row1).
 * @param packed the panels of U transposed, or of its gates' blocks one after the other (see gatesApart)
 * @param dSequence the gradient of every hidden state, or absent
 * @param dh in: the gradient of the last hidden state; out: that of the initial one, (B, U)
 * @param dc lstm: the same for the cell state
 * @param dGates the gradient of `projected`, (T, B, gates U)
 * @param dRecurrent gru with resetAfter: the gradient of h U + d, (T, B, 3 U); else the same place as dGates
 * @param scratch (B, 4 U) floats
 * @param room scratch of the matmul kernel
 */
export function recurrentBackward(
  cell: i32,
  T: i32,
  B: i32,
  U: i32,
  row0: i32,
  row1: i32,
  act: i32,
  rec: i32,
  resetAfter: i32,
  packed: usize,
  h0: usize,
  c0: usize,
  mask: usize,
  drop: usize,
  hidden: usize,
  cells: usize,
  saved: usize,
  dSequence: usize,
  dh: usize,
  dc: usize,
  dGates: usize,
  dRecurrent: usize,
  scratch: usize,
  room: usize,
): void {
  const gates = gatesOf(cell);
  const width = gates * U;
  const savedWidth = savedOf(cell) * U;
  const rows = row1 - row0;
  const gateBytes = <usize>packedSize(U, U) << 2;
  const resetBefore = cell == GRU && !resetAfter;
  const throughKernel = resetBefore ? 2 : gates;
  // carried: the gradient of h but for its way through the kernel, where there is any; product: one gate's share of that way
  const carried = at(scratch, row0 * 4 * U);
  const product = at(carried, rows * U);
  const out = at(product, rows * U);
  const carries = cell == GRU || mask != 0;
  const total = at(dh, row0 * U);
  for (let t = T - 1; t >= 0; t--) {
    const first = t * B + row0;
    const h = t > 0 ? at(hidden, (first - B) * U) : at(h0, row0 * U);
    const c = t > 0 ? at(cells, (first - B) * U) : at(c0, row0 * U);
    const s = at(saved, first * savedWidth);
    const d = at(dGates, first * width);
    const q = at(dRecurrent, first * width);
    const maskRow = mask ? mask + <usize>first : 0;
    if (dSequence) addInto(rows * U, at(dSequence, first * U), total, total);
    dropTiny(rows * U, total);
    if (cell == LSTM) dropTiny(rows * U, at(dc, row0 * U));
    if (cell == LSTM) lstmStepBack(rows, U, U, act, rec, s, c, at(cells, first * U), total, at(dc, row0 * U), maskRow, d, carried, out);
    else if (cell == GRU) {
      gruStepBack(rows, U, U, act, rec, resetAfter, s, h, total, maskRow, d, q, carried);
      if (resetBefore) {
        const dropG = drop ? at(drop, (2 * B + row0) * U) : 0;
        gemm(rows, U, U, at(d, 2 * U), width, 1, packed + 2 * gateBytes, 0, 0, 0, 0, product, U, room);
        if (dropG) multiplyInto(rows * U, product, dropG, product);
        gruResetStepBack(rows, U, rec, s, h, product, maskRow, d, carried);
      }
    } else simpleStepBack(rows, U, U, act, s, at(hidden, first * U), total, maskRow, d, carried);

    if (!drop && !resetBefore) {
      gemm(rows, U, width, q, width, 1, packed, 0, 0, carries ? carried : 0, U, total, U, room);
      continue;
    }
    if (carries) memory.copy(total, carried, <usize>(rows * U) << 2);
    else memory.fill(total, 0, <usize>(rows * U) << 2);
    for (let k = 0; k < throughKernel; k++) {
      const gate = packed + <usize>k * gateBytes;
      if (drop) {
        gemm(rows, U, U, at(q, k * U), width, 1, gate, 0, 0, 0, 0, product, U, room);
        multiplyAdd(rows * U, product, at(drop, (k * B + row0) * U), total);
      } else gemm(rows, U, U, at(q, k * U), width, 1, gate, 0, 0, total, U, total, U, room);
    }
  }
}
