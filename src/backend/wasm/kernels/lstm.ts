// One step of an LSTM for some rows and n of their U units, forward and backward; equations at RecurrentProblem in
// ../../backend.ts. Pointers are to the first of these units.
import { activate, activateRows, multiplyInto } from "./elementwise";
import { SIGMOID, slope, TANH, valueOf } from "./pointwise";
import { counts, keepState, placeFor, Recurrence } from "./recurrence";
import { at, fma } from "./simd";

/**
 * @param s rows of 4 U: in, the sums of the gates i f g o; out, what backward needs of them
 * @param aside rows of 4 U of scratch
 */
export function lstmStep(p: Recurrence, rows: i32, n: i32, s: usize, c: usize, h: usize, mask: usize, nextC: usize, nextH: usize, aside: usize): void {
  const U = p.U, act = p.act, rec = p.rec;
  for (let b = 0; b < rows; b++) {
    const row = at(s, 4 * b * U);
    const away = at(aside, 4 * b * U);
    const i = placeFor(rec, row, away), f = at(i, U);
    const g = placeFor(act, at(row, 2 * U), at(away, 2 * U));
    activateRows(rec, 2, U, n, row, i);
    activate(act, n, at(row, 2 * U), g);
    activate(rec, n, at(row, 3 * U), at(i, 3 * U));
    const before = at(c, b * U), after = at(nextC, b * U);
    if (!counts(mask, b)) keepState(n, before, after);
    else for (const u of eights(n)) after[u] = fma(f[u], before[u], i[u] * g[u]);
  }
  activateRows(act, rows, U, n, nextC, nextH);
  for (let b = 0; b < rows; b++) {
    const o = at(placeFor(rec, at(s, 4 * b * U), at(aside, 4 * b * U)), 3 * U);
    const after = at(nextH, b * U);
    if (counts(mask, b)) multiplyInto(n, o, after, after);
    else keepState(n, at(h, b * U), after);
  }
}

/**
 * @param s what forward kept; c the cell state before the step, `after` that after it
 * @param dh out, with a mask: the part that bypasses the recurrent kernel, all of it in masked rows, else zeros
 * @param dc in: the gradient of the cell state after; out: of that before
 * @param d out: the gradient of the gates' sums; may be the same place as s
 * @param out rows of U of scratch
 */
export function lstmStepBack(p: Recurrence, rows: i32, n: i32, s: usize, c: usize, after: usize, dh: usize, dc: usize, mask: usize, d: usize, out: usize): void {
  const U = p.U, act = p.act, rec = p.rec;
  activateRows(act, rows, U, n, after, out);
  for (let b = 0; b < rows; b++, s = at(s, 4 * U), c = at(c, U), after = at(after, U), dh = at(dh, U), dc = at(dc, U), d = at(d, 4 * U), out = at(out, U)) {
    if (!counts(mask, b)) {
      memory.fill(d, 0, <usize>(4 * U) << 2);
      continue;
    }
    const si = s, sf = at(s, U), sg = at(s, 2 * U), so = at(s, 3 * U);
    const di = d, df = at(d, U), dg = at(d, 2 * U), dO = at(d, 3 * U);
    for (const u of eights(n, act == TANH && rec == SIGMOID)) {
      const i = valueOf(rec, si[u]);
      const f = valueOf(rec, sf[u]);
      const g = valueOf(act, sg[u]);
      const o = valueOf(rec, so[u]);
      const y = out[u];
      const dH = dh[u];
      const dC = fma(dH * o, slope(act, after[u], y), dc[u]);
      dO[u] = dH * y * slope(rec, so[u], o);
      di[u] = dC * g * slope(rec, si[u], i);
      dg[u] = dC * i * slope(act, sg[u], g);
      df[u] = dC * c[u] * slope(rec, sf[u], f);
      dc[u] = dC * f;
    }
    if (mask) memory.fill(dh, 0, <usize>n << 2);
  }
}
