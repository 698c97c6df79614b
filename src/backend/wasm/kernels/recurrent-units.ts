// The recurrence over time where a batch has too few rows to share them: each thread takes the units [unit0, unit1) of all
// rows, and waits at every step until the others have theirs. Without mask, recurrent dropout and a gate before the kernel;
// each unit gets the bits that `recurrentForward` and `recurrentBackward` give it, and parameters are theirs.
import { gemm } from "./gemm";
import { gruGates, gruStep, gruStepBack } from "./gru";
import { lstmStep, lstmStepBack } from "./lstm";
import { addInto, GRU, gatesOf, LSTM, savedOf } from "./recurrent-common";
import { at } from "./simd";
import { simpleStep, simpleStepBack } from "./simple-rnn";
import { dropTiny } from "./tiny";

/** Waits until `threads` threads have come here as often as this one; `barrier` counts the arrivals, from zero. */
function waitForAll(barrier: usize, threads: i32): void {
  const arrived = atomic.add<i32>(barrier, 1);
  const wanted = (arrived / threads + 1) * threads;
  while (atomic.load<i32>(barrier) < wanted) {}
}

export function unitsForward(
  cell: i32,
  T: i32,
  B: i32,
  U: i32,
  unit0: i32,
  unit1: i32,
  act: i32,
  rec: i32,
  projected: usize,
  packed: usize,
  bias: usize,
  h0: usize,
  c0: usize,
  hidden: usize,
  cells: usize,
  saved: usize,
  keep: i32,
  scratch: usize,
  barrier: usize,
  threads: i32,
  room: usize,
): void {
  const gates = gatesOf(cell);
  const width = gates * U;
  const savedWidth = savedOf(cell) * U;
  const n = unit1 - unit0;
  const recurrent = at(scratch, unit0);
  const aside = at(scratch, B * 4 * U + unit0);
  let h = h0;
  let c = at(c0, unit0);
  for (let t = 0; t < T; t++) {
    const step = keep ? t * B : 0;
    const p = at(projected, t * B * width + unit0);
    const s = at(saved, step * savedWidth + unit0);
    const nextH = at(hidden, t * B * U);
    const nextC = at(cells, step * U + unit0);
    for (let k = 0; k < gates; k++) {
      // column k U + unit0 of a packed U x width matrix
      const panels = at(packed, (k * U + unit0) * U);
      if (cell == GRU) gemm(B, n, U, h, U, 1, panels, 0, 0, bias ? at(bias, k * U + unit0) : 0, 0, at(recurrent, k * U), width, room);
      else gemm(B, n, U, h, U, 1, panels, 0, 0, at(p, k * U), width, at(s, k * U), width, room);
    }
    const own = at(nextH, unit0);
    if (cell == LSTM) lstmStep(B, U, n, act, rec, s, c, at(h, unit0), 0, nextC, own, aside);
    else if (cell == GRU) {
      gruGates(B, U, n, rec, p, recurrent, at(h, unit0), s, aside);
      gruStep(B, U, n, act, rec, s, at(h, unit0), 0, own, aside);
    } else simpleStep(B, U, n, act, s, at(h, unit0), 0, own);
    h = nextH;
    c = nextC;
    waitForAll(barrier, threads);
  }
}

export function unitsBackward(
  cell: i32,
  T: i32,
  B: i32,
  U: i32,
  unit0: i32,
  unit1: i32,
  act: i32,
  rec: i32,
  packed: usize,
  h0: usize,
  c0: usize,
  hidden: usize,
  cells: usize,
  saved: usize,
  dSequence: usize,
  dh: usize,
  dc: usize,
  dGates: usize,
  dRecurrent: usize,
  scratch: usize,
  barrier: usize,
  threads: i32,
  room: usize,
): void {
  const width = gatesOf(cell) * U;
  const savedWidth = savedOf(cell) * U;
  const n = unit1 - unit0;
  const carried = at(scratch, unit0);
  const out = at(scratch, B * U + unit0);
  const total = at(dh, unit0);
  for (let t = T - 1; t >= 0; t--) {
    const first = t * B;
    const h = at(t > 0 ? at(hidden, (first - B) * U) : h0, unit0);
    const c = at(t > 0 ? at(cells, (first - B) * U) : c0, unit0);
    const s = at(saved, first * savedWidth + unit0);
    const d = at(dGates, first * width + unit0);
    const q = at(dRecurrent, first * width);
    const after = first * U + unit0;
    if (dSequence) for (let b = 0; b < B; b++) addInto(n, at(dSequence, after + b * U), at(total, b * U), at(total, b * U));
    for (let b = 0; b < B; b++) {
      dropTiny(n, at(total, b * U));
      if (cell == LSTM) dropTiny(n, at(dc, unit0 + b * U));
    }
    if (cell == LSTM) lstmStepBack(B, U, n, act, rec, s, c, at(cells, after), total, at(dc, unit0), 0, d, carried, out);
    else if (cell == GRU) gruStepBack(B, U, n, act, rec, 1, s, h, total, 0, d, at(q, unit0), carried);
    else simpleStepBack(B, U, n, act, s, at(hidden, after), total, 0, d, carried);
    waitForAll(barrier, threads);
    // columns unit0 ... unit1 of a packed width x U matrix
    gemm(B, n, width, q, width, 1, at(packed, unit0 * width), 0, 0, cell == GRU ? carried : 0, U, total, U, room);
  }
}
