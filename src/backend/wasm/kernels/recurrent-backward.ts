// The recurrence over time, backward; equations at RecurrentProblem in ../../backend.ts.
import { convolveInputGradient } from "./convolution";
import { addInto, multiplyInto } from "./elementwise";
import { gemm, packedSize, scratchSize } from "./gemm";
import { gruResetStepBack, gruStepBack } from "./gru";
import { lstmStepBack } from "./lstm";
import { areApart, gatesOf, GRU, LSTM, Recurrence, savedOf, waitForAll } from "./recurrence";
import { at, dropTiny } from "./simd";
import { simpleStepBack } from "./simple-rnn";
import { windowsOfSample } from "./windows";

/**
 * The reversed loop over the rows and units of {@link recurrentForward}: it gives the gradients of the gates. That of the recurrent
 * kernel is a product over all time, left to the caller.
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
      const places = windowsOfSample(p.windows);
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
