// One step of a SimpleRNN for some rows and n of their U units, forward and backward; equations at RecurrentProblem in
// ../../backend.ts. Pointers are to the first of these units.
import { activateRows } from "./elementwise";
import { slope, TANH } from "./pointwise";
import { counts, keepGradient, keepState } from "./recurrence";
import { at } from "./simd";

/** @param s rows of U, the sums */
export function simpleStep(rows: i32, U: i32, n: i32, act: i32, s: usize, h: usize, mask: usize, nextH: usize): void {
  activateRows(act, rows, U, n, s, nextH);
  if (!mask) return;
  for (let b = 0; b < rows; b++) if (!counts(mask, b)) keepState(n, at(h, b * U), at(nextH, b * U));
}

/** @param carried out: the gradient of h in masked rows; else zeros where there is a mask */
export function simpleStepBack(rows: i32, U: i32, n: i32, act: i32, s: usize, after: usize, dh: usize, mask: usize, d: usize, carried: usize): void {
  for (let b = 0; b < rows; b++, s = at(s, U), after = at(after, U), dh = at(dh, U), d = at(d, U), carried = at(carried, U)) {
    if (!counts(mask, b)) {
      keepGradient(U, U, dh, d, carried);
      continue;
    }
    for (const u of eights(n, act == TANH)) d[u] = dh[u] * slope(act, s[u], after[u]);
    if (mask) memory.fill(carried, 0, <usize>n << 2);
  }
}
