// One step of a GRU for some rows and n of their U units, forward and backward; equations at RecurrentProblem in
// ../../backend.ts. Pointers are to the first of these units. A row of s has four blocks: z, r, g, and h U_g + d_g (reset
// after) or r h (reset before).
import { activate } from "./activate";
import { SIGMOID, slope, TANH } from "./pointwise";
import { addInto, at, carry, counts, multiplyInto, pass, placeFor, sigmoidSlope, tanhSlope, valueOf } from "./recurrent-common";
import { copyBytes } from "./copy";
import { constant, fma, loadUpTo, ONE, splat, storeUpTo, stride } from "./simd";

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
      candidateSums(n, r, last, at(input, 2 * U), at(row, 2 * U));
    } else multiplyInto(n, r, at(h, b * U), last);
  }
}

/** to = r q + x. */
function candidateSums(U: i32, r: usize, q: usize, x: usize, to: usize): void {
  let u: usize = 0;
  for (const whole = <usize>(U & -8) << 2; u < whole; u += 32) {
    const y0 = fma(v128.load(r + u), v128.load(q + u), v128.load(x + u));
    const y1 = fma(v128.load(r + u, 16), v128.load(q + u, 16), v128.load(x + u, 16));
    v128.store(to + u, y0);
    v128.store(to + u, y1, 16);
  }
  for (let k = U & -8; k < U; k += stride(U - k)) {
    const left = U - k;
    storeUpTo(at(to, k), fma(loadUpTo(at(r, k), left), loadUpTo(at(q, k), left), loadUpTo(at(x, k), left)), left);
  }
}

/** h' = z h + (1 - z) act(g). */
export function gruStep(rows: i32, U: i32, n: i32, act: i32, rec: i32, s: usize, h: usize, mask: usize, nextH: usize, aside: usize): void {
  for (let b = 0; b < rows; b++) {
    const row = at(s, 4 * b * U);
    const away = at(aside, 4 * b * U);
    const g = placeFor(act, at(row, 2 * U), at(away, 2 * U));
    activate(act, n, at(row, 2 * U), g);
    if (counts(mask, b)) blend(n, placeFor(rec, row, away), at(h, b * U), g, at(nextH, b * U));
    else carry(n, at(h, b * U), at(nextH, b * U));
  }
}

/** to = z h + (1 - z) g. */
function blend(U: i32, z: usize, h: usize, g: usize, to: usize): void {
  let u: usize = 0;
  for (const whole = <usize>(U & -8) << 2; u < whole; u += 32) {
    const one = constant(ONE);
    const z0 = v128.load(z + u);
    const z1 = v128.load(z + u, 16);
    const y0 = fma(z0, v128.load(h + u), f32x4.mul(f32x4.sub(one, z0), v128.load(g + u)));
    const y1 = fma(z1, v128.load(h + u, 16), f32x4.mul(f32x4.sub(one, z1), v128.load(g + u, 16)));
    v128.store(to + u, y0);
    v128.store(to + u, y1, 16);
  }
  for (let k = U & -8; k < U; k += stride(U - k)) {
    const left = U - k;
    const z0 = loadUpTo(at(z, k), left);
    const rest = f32x4.mul(f32x4.sub(splat(1), z0), loadUpTo(at(g, k), left));
    storeUpTo(at(to, k), fma(z0, loadUpTo(at(h, k), left), rest), left);
  }
}

/**
 * @param d out: the gradient of the projected input; with resetAfter of all three gates, else that of r is left to
 * {@link gruResetStepBack}
 * @param q with resetAfter, out: the gradient of h U + d
 * @param carried out: the gradient of h but for its way through the kernel
 */
export function gruStepBack(
  rows: i32,
  U: i32,
  n: i32,
  act: i32,
  rec: i32,
  resetAfter: i32,
  s: usize,
  h: usize,
  dh: usize,
  mask: usize,
  d: usize,
  q: usize,
  carried: usize,
): void {
  const usual = act == TANH && rec == SIGMOID;
  for (let b = 0; b < rows; b++) {
    if (counts(mask, b)) {
      const whole = usual && resetAfter ? n & -8 : 0;
      usualUnits(whole, U, s, h, dh, d, q, carried);
      for (let u = whole; u < n; u += stride(n - u)) {
        const left = n - u;
        const kz = loadUpTo(at(s, u), left);
        const kg = loadUpTo(at(s, 2 * U + u), left);
        const z = valueOf(rec, kz);
        const g = valueOf(act, kg);
        const dH = loadUpTo(at(dh, u), left);
        const dz = f32x4.mul(f32x4.mul(dH, f32x4.sub(loadUpTo(at(h, u), left), g)), usual ? sigmoidSlope(z) : slope(rec, kz, z));
        const dg = f32x4.mul(f32x4.mul(dH, f32x4.sub(splat(1), z)), usual ? tanhSlope(g) : slope(act, kg, g));
        storeUpTo(at(d, u), dz, left);
        storeUpTo(at(d, 2 * U + u), dg, left);
        storeUpTo(at(carried, u), f32x4.mul(dH, z), left);
        if (resetAfter) {
          const kr = loadUpTo(at(s, U + u), left);
          const r = valueOf(rec, kr);
          const dr = f32x4.mul(f32x4.mul(dg, loadUpTo(at(s, 3 * U + u), left)), usual ? sigmoidSlope(r) : slope(rec, kr, r));
          storeUpTo(at(d, U + u), dr, left);
          storeUpTo(at(q, u), dz, left);
          storeUpTo(at(q, U + u), dr, left);
          storeUpTo(at(q, 2 * U + u), f32x4.mul(dg, r), left);
        }
      }
    } else {
      pass(U, 3 * U, dh, d, carried);
      memory.fill(q, 0, <usize>(3 * U) << 2);
    }
    s = at(s, 4 * U);
    h = at(h, U);
    dh = at(dh, U);
    d = at(d, 3 * U);
    q = at(q, 3 * U);
    carried = at(carried, U);
  }
}

/** The same with tanh, sigmoid and resetAfter for the first n units, a multiple of eight, op by op for eight. */
function usualUnits(n: i32, U: i32, s: usize, h: usize, dh: usize, d: usize, q: usize, carried: usize): void {
  const gate = <usize>U << 2;
  const r = s + gate;
  const g = r + gate;
  const met = g + gate;
  const dr = d + gate;
  const dg = dr + gate;
  const qr = q + gate;
  const qg = qr + gate;
  for (let u: usize = 0; u < <usize>n << 2; u += 32) {
    const one = constant(ONE);
    const z0 = v128.load(s + u);
    const z1 = v128.load(s + u, 16);
    const g0 = v128.load(g + u);
    const g1 = v128.load(g + u, 16);
    const r0 = v128.load(r + u);
    const r1 = v128.load(r + u, 16);
    const dH0 = v128.load(dh + u);
    const dH1 = v128.load(dh + u, 16);
    const dz0 = f32x4.mul(f32x4.mul(dH0, f32x4.sub(v128.load(h + u), g0)), f32x4.mul(z0, f32x4.sub(one, z0)));
    const dz1 = f32x4.mul(f32x4.mul(dH1, f32x4.sub(v128.load(h + u, 16), g1)), f32x4.mul(z1, f32x4.sub(one, z1)));
    const dg0 = f32x4.mul(f32x4.mul(dH0, f32x4.sub(one, z0)), f32x4.sub(one, f32x4.mul(g0, g0)));
    const dg1 = f32x4.mul(f32x4.mul(dH1, f32x4.sub(one, z1)), f32x4.sub(one, f32x4.mul(g1, g1)));
    const dr0 = f32x4.mul(f32x4.mul(dg0, v128.load(met + u)), f32x4.mul(r0, f32x4.sub(one, r0)));
    const dr1 = f32x4.mul(f32x4.mul(dg1, v128.load(met + u, 16)), f32x4.mul(r1, f32x4.sub(one, r1)));
    v128.store(d + u, dz0);
    v128.store(d + u, dz1, 16);
    v128.store(dr + u, dr0);
    v128.store(dr + u, dr1, 16);
    v128.store(dg + u, dg0);
    v128.store(dg + u, dg1, 16);
    v128.store(q + u, dz0);
    v128.store(q + u, dz1, 16);
    v128.store(qr + u, dr0);
    v128.store(qr + u, dr1, 16);
    v128.store(qg + u, f32x4.mul(dg0, r0));
    v128.store(qg + u, f32x4.mul(dg1, r1), 16);
    v128.store(carried + u, f32x4.mul(dH0, z0));
    v128.store(carried + u, f32x4.mul(dH1, z1), 16);
  }
}

/** The reset gate where it acts before the kernel: `dReset` is the gradient of r h. */
export function gruResetStepBack(rows: i32, U: i32, rec: i32, s: usize, h: usize, dReset: usize, mask: usize, d: usize, carried: usize): void {
  for (let b = 0; b < rows; b++) {
    if (counts(mask, b)) {
      for (let u = 0; u < U; u += stride(U - u)) {
        const left = U - u;
        const kr = loadUpTo(at(s, U + u), left);
        const r = valueOf(rec, kr);
        const dR = loadUpTo(at(dReset, u), left);
        storeUpTo(at(d, U + u), f32x4.mul(f32x4.mul(dR, loadUpTo(at(h, u), left)), slope(rec, kr, r)), left);
        storeUpTo(at(carried, u), fma(dR, r, loadUpTo(at(carried, u), left)), left);
      }
    }
    s = at(s, 4 * U);
    h = at(h, U);
    dReset = at(dReset, U);
    d = at(d, 3 * U);
    carried = at(carried, U);
  }
}
