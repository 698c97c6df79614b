// One step of a SimpleRNN for some rows and n of their U units, forward and backward; equations at RecurrentProblem in
// ../../backend.ts. Pointers are to the first of these units.
import { activateRows } from "./activate";
import { tanhGradients } from "./elementwise";
import { slope, TANH } from "./pointwise";
import { at, carry, counts, pass } from "./recurrent-common";
import { loadUpTo, storeUpTo, stride } from "./simd";

/** @param s rows of U, the sums */
export function simpleStep(rows: i32, U: i32, n: i32, act: i32, s: usize, h: usize, mask: usize, nextH: usize): void {
  activateRows(act, rows, U, n, s, nextH);
  if (!mask) return;
  for (let b = 0; b < rows; b++) if (!counts(mask, b)) carry(n, at(h, b * U), at(nextH, b * U));
}

/** @param carried out: the gradient of h in rows that do not count; else zeros where there is a mask */
export function simpleStepBack(rows: i32, U: i32, n: i32, act: i32, s: usize, after: usize, dh: usize, mask: usize, d: usize, carried: usize): void {
  for (let b = 0; b < rows; b++, s = at(s, U), after = at(after, U), dh = at(dh, U), d = at(d, U), carried = at(carried, U)) {
    if (!counts(mask, b)) {
      pass(U, U, dh, d, carried);
      continue;
    }
    const whole = act == TANH ? n & -8 : 0;
    tanhGradients(whole, dh, after, d);
    for (let u = whole; u < n; u += stride(n - u)) {
      const left = n - u;
      const rate = slope(act, loadUpTo(at(s, u), left), loadUpTo(at(after, u), left));
      storeUpTo(at(d, u), f32x4.mul(loadUpTo(at(dh, u), left), rate), left);
    }
    if (mask) memory.fill(carried, 0, <usize>n << 2);
  }
}
