// One step of an LSTM for some rows and n of their U units, forward and backward; equations at RecurrentProblem in
// ../../backend.ts. Pointers are to the first of these units.
import { activate, activateRows } from "./activate";
import { SIGMOID, slope, TANH } from "./pointwise";
import { at, carry, counts, multiplyInto, pass, placeFor, sigmoidSlope, tanhSlope, valueOf } from "./recurrent-common";
import { constant, fma, loadUpTo, ONE, storeUpTo, stride } from "./simd";

/**
 * @param s rows of 4 U: in, the sums of the gates i f g o; out, what backward needs of them
 * @param aside rows of 4 U of scratch
 */
export function lstmStep(rows: i32, U: i32, n: i32, act: i32, rec: i32, s: usize, c: usize, h: usize, mask: usize, nextC: usize, nextH: usize, aside: usize): void {
  for (let b = 0; b < rows; b++) {
    const row = at(s, 4 * b * U);
    const away = at(aside, 4 * b * U);
    const i = placeFor(rec, row, away);
    const g = placeFor(act, at(row, 2 * U), at(away, 2 * U));
    if (n == U) activate(rec, 2 * U, row, i);
    else {
      activate(rec, n, row, i);
      activate(rec, n, at(row, U), at(i, U));
    }
    activate(act, n, at(row, 2 * U), g);
    activate(rec, n, at(row, 3 * U), at(i, 3 * U));
    if (counts(mask, b)) nextCell(n, i, at(i, U), g, at(c, b * U), at(nextC, b * U));
    else carry(n, at(c, b * U), at(nextC, b * U));
  }
  activateRows(act, rows, U, n, nextC, nextH);
  for (let b = 0; b < rows; b++) {
    const o = at(placeFor(rec, at(s, 4 * b * U), at(aside, 4 * b * U)), 3 * U);
    if (counts(mask, b)) multiplyInto(n, o, at(nextH, b * U), at(nextH, b * U));
    else carry(n, at(h, b * U), at(nextH, b * U));
  }
}

/** c' = f c + i g. */
function nextCell(U: i32, i: usize, f: usize, g: usize, c: usize, nextC: usize): void {
  let u: usize = 0;
  for (const whole = <usize>(U & -8) << 2; u < whole; u += 32) {
    const new0 = f32x4.mul(v128.load(i + u), v128.load(g + u));
    const new1 = f32x4.mul(v128.load(i + u, 16), v128.load(g + u, 16));
    const c0 = fma(v128.load(f + u), v128.load(c + u), new0);
    const c1 = fma(v128.load(f + u, 16), v128.load(c + u, 16), new1);
    v128.store(nextC + u, c0);
    v128.store(nextC + u, c1, 16);
  }
  for (let k = U & -8; k < U; k += stride(U - k)) {
    const left = U - k;
    const fresh = f32x4.mul(loadUpTo(at(i, k), left), loadUpTo(at(g, k), left));
    storeUpTo(at(nextC, k), fma(loadUpTo(at(f, k), left), loadUpTo(at(c, k), left), fresh), left);
  }
}

/**
 * @param s what forward kept; c the cell state before the step, `after` that after it
 * @param dc in: the gradient of the cell state after; out: of that before
 * @param d out: the gradient of the gates' sums
 * @param carried out: the gradient of h but for its way through the kernel, rows that do not count; else untouched
 * @param out rows of U of scratch
 */
export function lstmStepBack(
  rows: i32,
  U: i32,
  n: i32,
  act: i32,
  rec: i32,
  s: usize,
  c: usize,
  after: usize,
  dh: usize,
  dc: usize,
  mask: usize,
  d: usize,
  carried: usize,
  out: usize,
): void {
  const usual = act == TANH && rec == SIGMOID;
  activateRows(act, rows, U, n, after, out);
  for (let b = 0; b < rows; b++) {
    if (counts(mask, b)) {
      const whole = usual ? n & -8 : 0;
      usualUnits(whole, U, s, c, dh, dc, d, out);
      for (let u = whole; u < n; u += stride(n - u)) {
        const left = n - u;
        const ki = loadUpTo(at(s, u), left);
        const kf = loadUpTo(at(s, U + u), left);
        const kg = loadUpTo(at(s, 2 * U + u), left);
        const ko = loadUpTo(at(s, 3 * U + u), left);
        const i = valueOf(rec, ki);
        const f = valueOf(rec, kf);
        const g = valueOf(act, kg);
        const o = valueOf(rec, ko);
        const y = loadUpTo(at(out, u), left);
        const dH = loadUpTo(at(dh, u), left);
        const outSlope = usual ? tanhSlope(y) : slope(act, loadUpTo(at(after, u), left), y);
        const dC = fma(f32x4.mul(dH, o), outSlope, loadUpTo(at(dc, u), left));
        const iSlope = usual ? sigmoidSlope(i) : slope(rec, ki, i);
        const fSlope = usual ? sigmoidSlope(f) : slope(rec, kf, f);
        const gSlope = usual ? tanhSlope(g) : slope(act, kg, g);
        const oSlope = usual ? sigmoidSlope(o) : slope(rec, ko, o);
        storeUpTo(at(d, u), f32x4.mul(f32x4.mul(dC, g), iSlope), left);
        storeUpTo(at(d, U + u), f32x4.mul(f32x4.mul(dC, loadUpTo(at(c, u), left)), fSlope), left);
        storeUpTo(at(d, 2 * U + u), f32x4.mul(f32x4.mul(dC, i), gSlope), left);
        storeUpTo(at(d, 3 * U + u), f32x4.mul(f32x4.mul(dH, y), oSlope), left);
        storeUpTo(at(dc, u), f32x4.mul(dC, f), left);
      }
      if (mask) memory.fill(carried, 0, <usize>n << 2);
    } else pass(U, 4 * U, dh, d, carried);
    s = at(s, 4 * U);
    c = at(c, U);
    after = at(after, U);
    dh = at(dh, U);
    dc = at(dc, U);
    d = at(d, 4 * U);
    carried = at(carried, U);
    out = at(out, U);
  }
}

/** The same with tanh and sigmoid for the first n units, a multiple of eight, op by op for eight. */
function usualUnits(n: i32, U: i32, s: usize, c: usize, dh: usize, dc: usize, d: usize, out: usize): void {
  const gate = <usize>U << 2;
  const f = s + gate;
  const g = f + gate;
  const o = g + gate;
  const df = d + gate;
  const dg = df + gate;
  const dO = dg + gate;
  for (let u: usize = 0; u < <usize>n << 2; u += 32) {
    const one = constant(ONE);
    const y0 = v128.load(out + u);
    const y1 = v128.load(out + u, 16);
    const dH0 = v128.load(dh + u);
    const dH1 = v128.load(dh + u, 16);
    const o0 = v128.load(o + u);
    const o1 = v128.load(o + u, 16);
    const dC0 = fma(f32x4.mul(dH0, o0), f32x4.sub(one, f32x4.mul(y0, y0)), v128.load(dc + u));
    const dC1 = fma(f32x4.mul(dH1, o1), f32x4.sub(one, f32x4.mul(y1, y1)), v128.load(dc + u, 16));
    v128.store(dO + u, f32x4.mul(f32x4.mul(dH0, y0), f32x4.mul(o0, f32x4.sub(one, o0))));
    v128.store(dO + u, f32x4.mul(f32x4.mul(dH1, y1), f32x4.mul(o1, f32x4.sub(one, o1))), 16);
    const i0 = v128.load(s + u);
    const i1 = v128.load(s + u, 16);
    const g0 = v128.load(g + u);
    const g1 = v128.load(g + u, 16);
    v128.store(d + u, f32x4.mul(f32x4.mul(dC0, g0), f32x4.mul(i0, f32x4.sub(one, i0))));
    v128.store(d + u, f32x4.mul(f32x4.mul(dC1, g1), f32x4.mul(i1, f32x4.sub(one, i1))), 16);
    v128.store(dg + u, f32x4.mul(f32x4.mul(dC0, i0), f32x4.sub(one, f32x4.mul(g0, g0))));
    v128.store(dg + u, f32x4.mul(f32x4.mul(dC1, i1), f32x4.sub(one, f32x4.mul(g1, g1))), 16);
    const f0 = v128.load(f + u);
    const f1 = v128.load(f + u, 16);
    v128.store(df + u, f32x4.mul(f32x4.mul(dC0, v128.load(c + u)), f32x4.mul(f0, f32x4.sub(one, f0))));
    v128.store(df + u, f32x4.mul(f32x4.mul(dC1, v128.load(c + u, 16)), f32x4.mul(f1, f32x4.sub(one, f1))), 16);
    v128.store(dc + u, f32x4.mul(dC0, f0));
    v128.store(dc + u, f32x4.mul(dC1, f1), 16);
  }
}
