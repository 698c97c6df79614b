// The recurrence over time, forward and backward; equations at RecurrentProblem in ../../backend.ts.
import { convolve, convolveInputGradient } from "./convolution";
import { addInto, multiplyInto } from "./elementwise";
import { gemm, packedSize, scratchSize } from "./gemm";
import { gruGates, gruResetStepBack, gruStep, gruStepBack } from "./gru";
import { lstmStep, lstmStepBack } from "./lstm";
import { areApart, gatesOf, GRU, hiddenProduct, LSTM, Recurrence, savedOf, waitForAll } from "./recurrence";
import { at, dropTiny } from "./simd";
import { simpleStep, simpleStepBack } from "./simple-rnn";
import { OUTPUT, total } from "./windows";

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
    const step = p.keep ? t * B : 0;
    const saved = at(p.saved, step * savedWidth);
    const nextH = at(p.hidden, t * B * U), nextC = at(p.cells, step * U);
    for (let row = row0; row < row1; row += block) {
      const rows = min(block, row1 - row);
      const first = t * B + row, here = row * U + unit0;
      const recurrent = at(p.scratch, row * 8 * U + unit0);
      const dropped = at(recurrent, rows * 3 * U);
      const aside = at(recurrent, rows * 4 * U);
      const x = at(p.projected, (p.inputs ? row : first) * width + unit0);
      const s = at(saved, row * savedWidth + unit0);
      const mask = p.mask ? p.mask + <usize>first : 0;
      const whole = at(h, row * U), before = at(h, here), after = at(nextH, here);
      if (p.inputs) gemm(rows, width, features, at(p.inputs, first * features), features, 1, p.inputPanels, 0, 0, p.inputBias, 0, x, width, room, 1);
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
    h = nextH;
    c = nextC;
    if (threads > 1) waitForAll(p.barrier, threads);
  }
}

/**
 * The reversed loop over the same rows and units: it gives the gradients of the gates. That of the recurrent kernel is a product over
 * all time, left to the caller.
 */
export function recurrentBackward(p: Recurrence, row0: i32, row1: i32, unit0: i32, unit1: i32, threads: i32, room: usize): void {
  const B = p.B, U = p.U, cell = p.cell;
  const gates = gatesOf(cell), width = gates * U, savedWidth = savedOf(cell) * U;
  const rows = row1 - row0, n = unit1 - unit0, all = rows * U, own = row0 * U + unit0;
  // rows that are taken whole are one run
  const runs = n == U ? 1 : rows;
  const run = n == U ? all : n;
  const gate = packedSize(U, U);
  const resetBefore = cell == GRU && !p.resetAfter;
  // whether a part of dh bypasses the recurrent kernel: the step leaves it in dh
  const carries = cell == GRU || p.mask != 0;
  // what one gate gives of the part that passes the kernel, or the part that bypasses it; and room of the step
  const part = at(p.scratch, row0 * 2 * U + unit0), aside = at(part, all);
  const dh = at(p.dh, own), dc = at(p.dc, own);
  for (let t = p.T - 1; t >= 0; t--) {
    const first = t * B + row0, here = first * U + unit0;
    const h = t > 0 ? at(p.hidden, here - B * U) : at(p.h0, own);
    const c = t > 0 ? at(p.cells, here - B * U) : at(p.c0, own);
    const s = at(p.saved, first * savedWidth + unit0);
    const d = at(p.dGates, first * width + unit0);
    const q = at(p.dRecurrent, first * width);
    const mask = p.mask ? p.mask + <usize>first : 0;
    for (let b = 0; b < runs; b++) {
      if (p.dSequence) addInto(run, at(p.dSequence, here + b * U), at(dh, b * U), at(dh, b * U));
      dropTiny(run, at(dh, b * U));
      if (cell == LSTM) dropTiny(run, at(dc, b * U));
    }
    if (cell == LSTM) lstmStepBack(p, rows, n, s, c, at(p.cells, here), dh, dc, mask, d, aside);
    else if (cell == GRU) gruStepBack(p, rows, n, s, h, dh, mask, d, at(q, unit0));
    else simpleStepBack(p, rows, n, s, at(p.hidden, here), dh, mask, d);
    if (resetBefore) {
      gemm(rows, U, U, at(d, 2 * U), width, 1, at(p.packed, 2 * gate), 0, 0, 0, 0, part, U, room, 0);
      if (p.drop) multiplyInto(all, part, at(p.drop, (2 * B + row0) * U), part);
      gruResetStepBack(p, rows, s, h, part, mask, d, dh);
    }
    if (threads > 1) waitForAll(p.barrier, threads);

    if (p.windows) {
      const places = total(p.windows, OUTPUT);
      if (carries) memory.copy(part, dh, <usize>all << 2);
      convolveInputGradient(p.windows, U, width, 1, row0 / places, row1 / places, at(p.dGates, t * B * width), p.packed, p.dh, at(room, scratchSize()), p.block, room);
      if (carries) addInto(all, part, dh, dh);
    } else if (areApart(p)) {
      if (!carries) memory.fill(dh, 0, <usize>all << 2);
      const shares = resetBefore ? 2 : gates;
      for (let k = 0; k < shares; k++) {
        gemm(rows, U, U, at(q, k * U), width, 1, at(p.packed, k * gate), 0, 0, p.drop ? 0 : dh, U, p.drop ? part : dh, U, room, 0);
        const drop = at(p.drop, (k * B + row0) * U);
        if (p.drop) for (const i of fours(all)) dh[i] = dh[i] + part[i] * drop[i];
      }
    } else gemm(rows, n, width, q, width, 1, at(p.packed, unit0 * width), 0, 0, carries ? dh : 0, U, dh, U, room, 0);
  }
}
