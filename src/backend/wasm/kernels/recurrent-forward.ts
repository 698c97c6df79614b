// The recurrence over time, forward; equations at RecurrentProblem in ../../backend.ts.
import { convolve } from "./convolution";
import { copyRows } from "./copy";
import { gemm, scratchSize } from "./gemm";
import { gruGates, gruStep } from "./gru";
import { lstmStep } from "./lstm";
import { gatesOf, GRU, hiddenProduct, LSTM, Recurrence, savedOf, waitForAll } from "./recurrence";
import { at } from "./simd";
import { simpleStep } from "./simple-rnn";

/**
 * The rows from row0 to before row1 of a batch, all steps. Where a batch has too few rows to share them, each of some threads
 * takes the units from unit0 to before unit1 of all rows, and waits at every step until the others have theirs; that goes
 * without mask, recurrent dropout and a gate before the kernel. Each unit gets the same bits both ways.
 * @param room scratch of the matmul kernel, and behind it that of a convolution, where windows are laid out
 */
export function recurrentForward(p: Recurrence, row0: i32, row1: i32, unit0: i32, unit1: i32, threads: i32, room: usize): void {
  const B = p.B, U = p.U, features = p.features;
  const width = gatesOf(p.cell) * U, savedWidth = savedOf(p.cell) * U;
  const n = unit1 - unit0;
  // a block of a ConvLSTM's places takes its step while its sums are in the cache
  const block = p.windows ? p.block : row1 - row0;
  let h = p.h0, c = p.c0;
  for (let t = 0; t < p.T; t++) {
    const step = p.keep ? t * B : 0, saved = at(p.saved, step * savedWidth);
    const nextH = at(p.hidden, (p.inputs ? t & 1 : t) * B * U), nextC = at(p.cells, step * U);
    for (let row = row0; row < row1; row += block) {
      const rows = min(block, row1 - row), first = t * B + row, here = row * U + unit0;
      const recurrent = at(p.scratch, row * 8 * U + unit0), dropped = at(recurrent, rows * 3 * U), aside = at(recurrent, rows * 4 * U);
      const x = at(p.projected, (p.inputs ? row : first) * width + unit0), s = at(saved, row * savedWidth + unit0);
      const mask = p.mask ? p.mask + <usize>first : 0;
      const whole = at(h, row * U), before = at(h, here), after = at(nextH, here);
      if (p.inputs) gemm(rows, width, features, at(p.inputs, (row * p.T + (p.backwards ? p.T - 1 - t : t)) * features), p.T * features, 1, p.inputPanels, 0, 0, p.inputBias, 0, x, width, room, 1);
      if (p.cell == GRU) {
        if (p.resetAfter) hiddenProduct(p, 0, 3, row, rows, unit0, n, whole, U, p.bias ? at(p.bias, unit0) : 0, 0, recurrent, width, dropped, room);
        else hiddenProduct(p, 0, 2, row, rows, unit0, n, whole, U, x, width, s, savedWidth, dropped, room);
        gruGates(p, rows, n, x, recurrent, before, s, aside);
        if (!p.resetAfter) hiddenProduct(p, 2, 3, row, rows, unit0, n, at(s, 3 * U), savedWidth, x, width, s, savedWidth, dropped, room);
        gruStep(p, rows, n, s, before, mask, after, aside);
        continue;
      }
      if (p.windows) convolve(p.windows, U, width, 1, row, row + rows, h, p.packed, at(p.projected, t * B * width), width, saved, at(room, scratchSize()), block, room);
      else hiddenProduct(p, 0, gatesOf(p.cell), row, rows, unit0, n, whole, U, x, width, s, width, dropped, room);
      if (p.cell == LSTM) lstmStep(p, rows, n, s, at(c, here), before, mask, at(nextC, here), after, aside);
      else simpleStep(p, rows, n, s, before, mask, after);
    }
    if (p.outputs) copyRows(row1 - row0, <usize>U << 2, at(nextH, row0 * U), <usize>U << 2, at(p.outputs, (row0 * p.T + t) * U), <usize>(p.T * U) << 2);
    h = nextH;
    c = nextC;
    if (threads > 1) waitForAll(p.barrier, threads);
  }
}
