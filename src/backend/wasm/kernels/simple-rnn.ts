// One step of a SimpleRNN for some rows and n of their U units, forward and backward; equations at RecurrentProblem in
// ../../backend.ts. Pointers are to the first of these units.
import { activateRows } from "./elementwise";
import { slope, TANH } from "./pointwise";
import { counts, keepState, Recurrence } from "./recurrence";
import { at } from "./simd";

/** @param s rows of U, the sums */
export function simpleStep(p: Recurrence, rows: i32, n: i32, s: usize, h: usize, mask: usize, nextH: usize): void {
  activateRows(p.act, rows, p.U, n, s, nextH);
  for (let b = 0; mask && b < rows; b++) if (!counts(mask, b)) keepState(n, at(h, b * p.U), at(nextH, b * p.U));
}

/** @param dh out, with a mask: the part that bypasses the recurrent kernel, all of it in masked rows, else zeros */
export function simpleStepBack(p: Recurrence, rows: i32, n: i32, s: usize, after: usize, dh: usize, mask: usize, d: usize): void {
  const U = p.U, act = p.act;
  for (let b = 0; b < rows; b++, s = at(s, U), after = at(after, U), dh = at(dh, U), d = at(d, U)) {
    if (!counts(mask, b)) memory.fill(d, 0, <usize>U << 2);
    else {
      for (const u of eights(n, act == TANH)) d[u] = dh[u] * slope(act, s[u], after[u]);
      if (mask) memory.fill(dh, 0, <usize>n << 2);
    }
  }
}
