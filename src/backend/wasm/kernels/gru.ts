// One step of a GRU for some rows and n of their U units, forward and backward; equations at RecurrentProblem in
// ../../backend.ts. Pointers are to the first of these units. A row of s has four blocks: z, r, g, and h U_g + d_g (reset
// after) or r h (reset before).
import { copyBytes } from "./copy";
import { activate, addInto, multiplyInto } from "./elementwise";
import { SIGMOID, slope, TANH, valueOf } from "./pointwise";
import { counts, keepGradient, keepState, placeFor } from "./recurrence";
import { at, fma } from "./simd";

/** `resetAfter`: the reset gate acts after the recurrent kernel. */
const AFTER = 1;

/**
 * The update and reset gates. With `recurrent`, rows of h U + d, the sums are those and x, rows of the projected input;
 * the sum of g goes to its block, its recurrent part to the last one. Without, the sums are in s, and the last block
 * becomes r h.
 * @param aside rows of 4 U of scratch
 */
export function gruGates(rows: i32, U: i32, n: i32, rec: i32, x: usize, recurrent: usize, h: usize, s: usize, aside: usize): void {
  for (let b = 0; b < rows; b++) {
    const row = at(s, 4 * b * U);
    const input = at(x, 3 * b * U);
    const met = at(recurrent, 3 * b * U);
    if (recurrent) {
      addInto(n, input, met, row);
      addInto(n, at(input, U), at(met, U), at(row, U));
    }
    const z = placeFor(rec, row, at(aside, 4 * b * U));
    activate(rec, n, row, z);
    activate(rec, n, at(row, U), at(z, U));
    const r = at(z, U);
    const last = at(row, 3 * U);
    if (recurrent) {
      copyBytes(<usize>n << 2, at(met, 2 * U), last);
      const candidate = at(row, 2 * U), projected = at(input, 2 * U);
      for (const u of eights(n)) candidate[u] = fma(r[u], last[u], projected[u]);
    } else multiplyInto(n, r, at(h, b * U), last);
  }
}

/** h' = z h + (1 - z) act(g). */
export function gruStep(rows: i32, U: i32, n: i32, act: i32, rec: i32, s: usize, h: usize, mask: usize, nextH: usize, aside: usize): void {
  for (let b = 0; b < rows; b++) {
    const row = at(s, 4 * b * U);
    const away = at(aside, 4 * b * U);
    const z = placeFor(rec, row, away);
    const g = placeFor(act, at(row, 2 * U), at(away, 2 * U));
    activate(act, n, at(row, 2 * U), g);
    const before = at(h, b * U);
    const after = at(nextH, b * U);
    if (!counts(mask, b)) keepState(n, before, after);
    else for (const u of eights(n)) after[u] = fma(z[u], before[u], (1 - z[u]) * g[u]);
  }
}

/**
 * @param d out: the gradient of the projected input; with resetAfter of all three gates, else that of r is left to
 * {@link gruResetStepBack}
 * @param q with resetAfter, out: the gradient of h U + d
 * @param carried out: the part of dh that bypasses the recurrent kernel
 */
export function gruStepBack(rows: i32, U: i32, n: i32, act: i32, rec: i32, reset: i32, s: usize, h: usize, dh: usize, mask: usize, d: usize, q: usize, carried: usize): void {
  for (let b = 0; b < rows; b++, s = at(s, 4 * U), h = at(h, U), dh = at(dh, U), d = at(d, 3 * U), q = at(q, 3 * U), carried = at(carried, U)) {
    if (!counts(mask, b)) {
      keepGradient(U, 3 * U, dh, d, carried);
      memory.fill(q, 0, <usize>(3 * U) << 2);
      continue;
    }
    const sz = s, sr = at(s, U), sg = at(s, 2 * U), met = at(s, 3 * U);
    const dz = d, dr = at(d, U), dg = at(d, 2 * U);
    const qz = q, qr = at(q, U), qg = at(q, 2 * U);
    for (const u of eights(n, reset == AFTER && act == TANH && rec == SIGMOID)) {
      const z = valueOf(rec, sz[u]);
      const g = valueOf(act, sg[u]);
      const dH = dh[u];
      const dZ = dH * (h[u] - g) * slope(rec, sz[u], z);
      const dG = dH * (1 - z) * slope(act, sg[u], g);
      if (reset == AFTER) {
        const r = valueOf(rec, sr[u]);
        const dR = dG * met[u] * slope(rec, sr[u], r);
        dr[u] = dR;
        qz[u] = dZ;
        qr[u] = dR;
        qg[u] = dG * r;
      }
      dz[u] = dZ;
      dg[u] = dG;
      carried[u] = dH * z;
    }
  }
}

/** The reset gate where it acts before the kernel: `dReset` is the gradient of r h. */
export function gruResetStepBack(rows: i32, U: i32, rec: i32, s: usize, h: usize, dReset: usize, mask: usize, d: usize, carried: usize): void {
  for (let b = 0; b < rows; b++, s = at(s, 4 * U), h = at(h, U), dReset = at(dReset, U), d = at(d, 3 * U), carried = at(carried, U)) {
    if (!counts(mask, b)) continue;
    const sr = at(s, U), dr = at(d, U);
    for (const u of fours(U)) {
      const r = valueOf(rec, sr[u]);
      const dR = dReset[u];
      dr[u] = dR * h[u] * slope(rec, sr[u], r);
      carried[u] = fma(dR, r, carried[u]);
    }
  }
}
