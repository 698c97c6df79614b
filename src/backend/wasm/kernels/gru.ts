// One step of a GRU for some rows and n of their U units, forward and backward; equations at RecurrentProblem in
// ../../backend.ts. Pointers are to the first of these units. A row of s has four blocks: z, r, g, and h U_g + d_g (reset
// after) or r h (reset before).
import { copyBytes } from "./copy";
import { activate, activateRows, addInto, multiplyInto } from "./elementwise";
import { SIGMOID, slope, TANH, valueOf } from "./pointwise";
import { counts, keepState, placeFor, Recurrence } from "./recurrence";
import { at, fma } from "./simd";

/** `resetAfter`: the reset gate acts after the recurrent kernel. */
const AFTER = 1;

/**
 * The update and reset gates. Where the reset gate acts after the kernel, their sums are `recurrent`, rows of h U + d, and x, rows of
 * the projected input; the sum of g goes to its block, its recurrent part to the last one. Where it acts before, the sums are in s, and
 * the last block becomes r h.
 * @param aside rows of 4 U of scratch
 */
export function gruGates(p: Recurrence, rows: i32, n: i32, x: usize, recurrent: usize, h: usize, s: usize, aside: usize): void {
  const U = p.U, rec = p.rec;
  for (let b = 0; b < rows; b++) {
    const z = at(s, 4 * b * U), r = at(z, U), g = at(z, 2 * U), last = at(z, 3 * U);
    const input = at(x, 3 * b * U), met = at(recurrent, 3 * b * U);
    if (p.resetAfter) {
      addInto(n, input, met, z);
      addInto(n, at(input, U), at(met, U), r);
    }
    const gates = placeFor(rec, z, at(aside, 4 * b * U)), reset = at(gates, U);
    activateRows(rec, 2, U, n, z, gates);
    if (p.resetAfter) {
      copyBytes(<usize>n << 2, at(met, 2 * U), last);
      const projected = at(input, 2 * U);
      for (const u of eights(n)) g[u] = fma(reset[u], last[u], projected[u]);
    } else multiplyInto(n, reset, at(h, b * U), last);
  }
}

/** h' = z h + (1 - z) act(g). */
export function gruStep(p: Recurrence, rows: i32, n: i32, s: usize, h: usize, mask: usize, nextH: usize, aside: usize): void {
  const U = p.U;
  for (let b = 0; b < rows; b++) {
    const row = at(s, 4 * b * U), away = at(aside, 4 * b * U);
    const z = placeFor(p.rec, row, away);
    const g = placeFor(p.act, at(row, 2 * U), at(away, 2 * U));
    activate(p.act, n, at(row, 2 * U), g);
    const before = at(h, b * U), after = at(nextH, b * U);
    if (!counts(mask, b)) keepState(n, before, after);
    else for (const u of eights(n)) after[u] = fma(z[u], before[u], (1 - z[u]) * g[u]);
  }
}

/**
 * @param dh out: the part that bypasses the recurrent kernel
 * @param d out: the gradient of the projected input; of all three gates where the reset gate acts after the kernel, else that of r is
 * left to {@link gruResetStepBack}
 * @param q out, with reset after: the gradient of h U + d
 */
export function gruStepBack(p: Recurrence, rows: i32, n: i32, s: usize, h: usize, dh: usize, mask: usize, d: usize, q: usize): void {
  const U = p.U, act = p.act, rec = p.rec, reset = p.resetAfter;
  for (let b = 0; b < rows; b++, s = at(s, 4 * U), h = at(h, U), dh = at(dh, U), d = at(d, 3 * U), q = at(q, 3 * U)) {
    if (!counts(mask, b)) {
      memory.fill(d, 0, <usize>(3 * U) << 2);
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
      dh[u] = dH * z;
    }
  }
}

/** The reset gate where it acts before the kernel: `dReset` is the gradient of r h, whose share of dh is added. */
export function gruResetStepBack(p: Recurrence, rows: i32, s: usize, h: usize, dReset: usize, mask: usize, d: usize, dh: usize): void {
  const U = p.U, rec = p.rec;
  for (let b = 0; b < rows; b++, s = at(s, 4 * U), h = at(h, U), dReset = at(dReset, U), d = at(d, 3 * U), dh = at(dh, U)) {
    if (!counts(mask, b)) continue;
    const sr = at(s, U), dr = at(d, U);
    for (const u of fours(U)) {
      const r = valueOf(rec, sr[u]);
      const dR = dReset[u];
      dr[u] = dR * h[u] * slope(rec, sr[u], r);
      dh[u] = fma(dR, r, dh[u]);
    }
  }
}
