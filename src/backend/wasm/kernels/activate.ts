// Functions of one number over whole rows. Those that recurrent cells live by compute eight numbers side by side, op by op, so that an
// engine which joins neighbouring vectors can; the rest, and the last few of a row, go the way of pointwise.ts. Both ways
// do the same steps, so an element has the same bits wherever it stands.
import { SIGMOID, SQUARE, TANH, value } from "./pointwise";
import { constant, FAR_AWAY, LOG2E, LN2, LN2_HIGH, LN2_LOW, fma, loadUpTo, MINUS_FAR, ONE, P2, P3, P4, P5, P6, SHIFT, SIGMOID_LEAST, SIGMOID_MOST, SIGMOID_ONE, SIGMOID_SHIFT, storeUpTo, stride, TWO } from "./simd";

/** y = f(x), n elements; x and y may be the same place. */
export function activate(code: i32, n: i32, x: usize, y: usize): void {
  const whole = code == SIGMOID || code == TANH || code == SQUARE ? n & -8 : 0;
  if (code == SIGMOID) sigmoids(whole, x, y);
  else if (code == TANH) tanhs(whole, x, y);
  else if (code == SQUARE) squares(whole, x, y);
  for (let i = whole; i < n; i += stride(n - i)) {
    const at = <usize>i << 2;
    storeUpTo(y + at, value(code, loadUpTo(x + at, n - i)), n - i);
  }
}

/** The same for the first n of each row of U. */
export function activateRows(code: i32, rows: i32, U: i32, n: i32, x: usize, y: usize): void {
  if (n == U) return activate(code, rows * U, x, y);
  for (let b = 0; b < rows; b++) activate(code, n, x + (<usize>(b * U) << 2), y + (<usize>(b * U) << 2));
}

/** The steps of `sigmoid` in simd.ts; n is a multiple of eight. */
export function sigmoids(n: i32, x: usize, y: usize): void {
  for (const end = x + (<usize>n << 2); x < end; x += 32, y += 32) {
    let k = constant(SIGMOID_LEAST);
    let x0 = f32x4.pmax(f32x4.neg(v128.load(x)), k);
    let x1 = f32x4.pmax(f32x4.neg(v128.load(x, 16)), k);
    k = constant(SIGMOID_MOST);
    x0 = f32x4.pmin(x0, k);
    x1 = f32x4.pmin(x1, k);
    const shift = constant(SIGMOID_SHIFT);
    k = constant(LOG2E);
    let n0 = fma(x0, k, shift);
    let n1 = fma(x1, k, shift);
    const power0 = i32x4.shl(n0, 23);
    const power1 = i32x4.shl(n1, 23);
    n0 = f32x4.sub(n0, shift);
    n1 = f32x4.sub(n1, shift);
    k = constant(LN2_HIGH);
    let r0 = fma(n0, k, x0);
    let r1 = fma(n1, k, x1);
    k = constant(LN2_LOW);
    r0 = fma(n0, k, r0);
    r1 = fma(n1, k, r1);
    k = constant(P6);
    let next = constant(P5);
    let p0 = fma(k, r0, next);
    let p1 = fma(k, r1, next);
    next = constant(P4);
    p0 = fma(p0, r0, next);
    p1 = fma(p1, r1, next);
    next = constant(P3);
    p0 = fma(p0, r0, next);
    p1 = fma(p1, r1, next);
    next = constant(P2);
    p0 = fma(p0, r0, next);
    p1 = fma(p1, r1, next);
    p0 = fma(p0, f32x4.mul(r0, r0), r0);
    p1 = fma(p1, f32x4.mul(r1, r1), r1);
    p0 = fma(p0, power0, power0);
    p1 = fma(p1, power1, power1);
    k = constant(SIGMOID_ONE);
    p0 = f32x4.add(k, p0);
    p1 = f32x4.add(k, p1);
    v128.store(y, f32x4.div(k, p0));
    v128.store(y, f32x4.div(k, p1), 16);
  }
}

/** The steps of `tanh` in simd.ts; n is a multiple of eight. */
export function tanhs(n: i32, x: usize, y: usize): void {
  for (const end = x + (<usize>n << 2); x < end; x += 32, y += 32) {
    let x0 = v128.load(x);
    let x1 = v128.load(x, 16);
    x0 = f32x4.add(x0, x0);
    x1 = f32x4.add(x1, x1);
    let k = constant(MINUS_FAR);
    x0 = f32x4.pmax(x0, k);
    x1 = f32x4.pmax(x1, k);
    k = constant(FAR_AWAY);
    x0 = f32x4.pmin(x0, k);
    x1 = f32x4.pmin(x1, k);
    const shift = constant(SHIFT);
    k = constant(LOG2E);
    let n0 = fma(x0, k, shift);
    let n1 = fma(x1, k, shift);
    const power0 = i32x4.shl(n0, 23);
    const power1 = i32x4.shl(n1, 23);
    n0 = f32x4.sub(n0, shift);
    n1 = f32x4.sub(n1, shift);
    k = constant(LN2);
    const r0 = fma(n0, k, x0);
    const r1 = fma(n1, k, x1);
    k = constant(P6);
    let next = constant(P5);
    let p0 = fma(k, r0, next);
    let p1 = fma(k, r1, next);
    next = constant(P4);
    p0 = fma(p0, r0, next);
    p1 = fma(p1, r1, next);
    next = constant(P3);
    p0 = fma(p0, r0, next);
    p1 = fma(p1, r1, next);
    next = constant(P2);
    p0 = fma(p0, r0, next);
    p1 = fma(p1, r1, next);
    p0 = fma(p0, f32x4.mul(r0, r0), r0);
    p1 = fma(p1, f32x4.mul(r1, r1), r1);
    k = constant(ONE);
    const m0 = fma(p0, power0, f32x4.sub(power0, k));
    const m1 = fma(p1, power1, f32x4.sub(power1, k));
    k = constant(TWO);
    v128.store(y, f32x4.div(m0, f32x4.add(m0, k)));
    v128.store(y, f32x4.div(m1, f32x4.add(m1, k)), 16);
  }
}

/** y = x²; n is a multiple of eight. */
function squares(n: i32, x: usize, y: usize): void {
  for (const end = x + (<usize>n << 2); x < end; x += 32, y += 32) {
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    v128.store(y, f32x4.mul(x0, x0));
    v128.store(y, f32x4.mul(x1, x1), 16);
  }
}
