// The recurrence over time, forward; equations at RecurrentProblem in ../../backend.ts.
import { packedSize } from "./gemm";
import { needsInput, SIGMOID, TANH, value } from "./pointwise";
import { at, counts, GRU, gateProduct, gatesOf, LSTM, SIMPLE_RNN, savedOf } from "./recurrent-common";
import { fma, sigmoid, tanh, loadUpTo, splat, storeUpTo, stride } from "./simd";

/**
 * @param packed the gates' panels, one gate after the other
 * @param hidden (T, B, U), the hidden state after each step
 * @param cells lstm: the cell state after each step, (T, B, U) with `keep`, else one (B, U) that is overwritten
 * @param saved (T, B, savedOf · U) with `keep`, else one step of it
 * @param scratch (B, 4 U) floats
 */
export function recurrentForward(
  cell: i32,
  T: i32,
  B: i32,
  U: i32,
  row0: i32,
  row1: i32,
  act: i32,
  rec: i32,
  resetAfter: i32,
  projected: usize,
  packed: usize,
  bias: usize,
  h0: usize,
  c0: usize,
  mask: usize,
  drop: usize,
  hidden: usize,
  cells: usize,
  saved: usize,
  keep: i32,
  scratch: usize,
): void {
  const gates = gatesOf(cell);
  const width = gates * U;
  const savedWidth = savedOf(cell) * U;
  const rows = row1 - row0;
  const gateBytes = <usize>packedSize(U, U) << 2;
  const recurrent = at(scratch, row0 * 4 * U);
  const dropped = at(recurrent, rows * 3 * U);
  let h = at(h0, row0 * U);
  let c = at(c0, row0 * U);
  for (let t = 0; t < T; t++) {
    const first = t * B + row0;
    const step = keep ? first : row0;
    const s = at(saved, step * savedWidth);
    const nextH = at(hidden, first * U);
    const nextC = at(cells, step * U);
    const maskRow = mask ? mask + <usize>first : 0;
    for (let b = 0; b < rows; b++) {
      memory.copy(at(s, b * savedWidth), at(projected, (first + b) * width), <usize>width << 2);
    }
    if (cell != GRU) {
      for (let k = 0; k < gates; k++) {
        const dropK = drop ? at(drop, (k * B + row0) * U) : 0;
        gateProduct(rows, U, h, U, packed + <usize>k * gateBytes, at(s, k * U), savedWidth, 2, 0, dropK, dropped);
      }
      if (cell == LSTM) lstmStep(rows, U, act, rec, s, c, h, maskRow, nextC, nextH);
      else simpleStep(rows, U, act, s, h, maskRow, nextH);
    } else if (resetAfter) {
      for (let k = 0; k < 3; k++) {
        const dropK = drop ? at(drop, (k * B + row0) * U) : 0;
        const biasK = bias ? at(bias, k * U) : 0;
        gateProduct(rows, U, h, U, packed + <usize>k * gateBytes, at(recurrent, k * U), width, bias ? 1 : 0, biasK, dropK, dropped);
      }
      gruGates(rows, U, rec, s, recurrent, h);
      gruStep(rows, U, act, rec, s, h, maskRow, nextH);
    } else {
      for (let k = 0; k < 2; k++) {
        const dropK = drop ? at(drop, (k * B + row0) * U) : 0;
        gateProduct(rows, U, h, U, packed + <usize>k * gateBytes, at(s, k * U), savedWidth, 2, 0, dropK, dropped);
      }
      gruGates(rows, U, rec, s, 0, h);
      const dropG = drop ? at(drop, (2 * B + row0) * U) : 0;
      gateProduct(rows, U, at(s, 3 * U), savedWidth, packed + 2 * gateBytes, at(s, 2 * U), savedWidth, 2, 0, dropG, dropped);
      gruStep(rows, U, act, rec, s, h, maskRow, nextH);
    }
    h = nextH;
    c = nextC;
  }
}

/** What is kept of a gate: the activated value, or the input where the derivative needs it. */
// @ts-ignore: decorator
@inline
function keepOf(code: i32, x: v128, y: v128): v128 {
  return needsInput(code) ? x : y;
}

function carry(U: i32, from: usize, to: usize): void {
  if (from != to) memory.copy(to, from, <usize>U << 2);
}

function simpleStep(rows: i32, U: i32, act: i32, s: usize, h: usize, mask: usize, nextH: usize): void {
  for (let b = 0; b < rows; b++, s = at(s, U), h = at(h, U), nextH = at(nextH, U)) {
    if (!counts(mask, b)) {
      carry(U, h, nextH);
      continue;
    }
    for (let u = 0; u < U; u += stride(U - u)) {
      const x = loadUpTo(at(s, u), U - u);
      storeUpTo(at(nextH, u), act == TANH ? tanh(x) : value(act, x), U - u);
    }
  }
}

function lstmStep(rows: i32, U: i32, act: i32, rec: i32, s: usize, c: usize, h: usize, mask: usize, nextC: usize, nextH: usize): void {
  const usual = act == TANH && rec == SIGMOID;
  for (let b = 0; b < rows; b++, s = at(s, 4 * U), c = at(c, U), h = at(h, U), nextC = at(nextC, U), nextH = at(nextH, U)) {
    if (!counts(mask, b)) {
      carry(U, h, nextH);
      carry(U, c, nextC);
      continue;
    }
    for (let u = 0; u < U; u += stride(U - u)) {
      const left = U - u;
      const iAt = at(s, u);
      const fAt = at(iAt, U);
      const gAt = at(fAt, U);
      const oAt = at(gAt, U);
      const xi = loadUpTo(iAt, left);
      const xf = loadUpTo(fAt, left);
      const xg = loadUpTo(gAt, left);
      const xo = loadUpTo(oAt, left);
      const i = usual ? sigmoid(xi) : value(rec, xi);
      const f = usual ? sigmoid(xf) : value(rec, xf);
      const g = usual ? tanh(xg) : value(act, xg);
      const o = usual ? sigmoid(xo) : value(rec, xo);
      const after = fma(f, loadUpTo(at(c, u), left), f32x4.mul(i, g));
      storeUpTo(at(nextC, u), after, left);
      storeUpTo(at(nextH, u), f32x4.mul(o, usual ? tanh(after) : value(act, after)), left);
      storeUpTo(iAt, keepOf(rec, xi, i), left);
      storeUpTo(fAt, keepOf(rec, xf, f), left);
      storeUpTo(gAt, keepOf(act, xg, g), left);
      storeUpTo(oAt, keepOf(rec, xo, o), left);
    }
  }
}

/**
 * The update and reset gates of a gru. With `recurrent` (h U + d, three blocks) also g before activation, and its
 * recurrent part to the fourth block; without, the first two blocks of s hold them already, and the fourth becomes r h.
 */
function gruGates(rows: i32, U: i32, rec: i32, s: usize, recurrent: usize, h: usize): void {
  const usual = rec == SIGMOID;
  for (let b = 0; b < rows; b++, s = at(s, 4 * U), h = at(h, U)) {
    for (let u = 0; u < U; u += stride(U - u)) {
      const left = U - u;
      const zAt = at(s, u);
      const rAt = at(zAt, U);
      let xz = loadUpTo(zAt, left);
      let xr = loadUpTo(rAt, left);
      if (recurrent) {
        xz = f32x4.add(xz, loadUpTo(at(recurrent, u), left));
        xr = f32x4.add(xr, loadUpTo(at(recurrent, U + u), left));
      }
      const z = usual ? sigmoid(xz) : value(rec, xz);
      const r = usual ? sigmoid(xr) : value(rec, xr);
      storeUpTo(zAt, keepOf(rec, xz, z), left);
      storeUpTo(rAt, keepOf(rec, xr, r), left);
      const gAt = at(rAt, U);
      const lastAt = at(gAt, U);
      if (recurrent) {
        const q = loadUpTo(at(recurrent, 2 * U + u), left);
        storeUpTo(lastAt, q, left);
        storeUpTo(gAt, fma(r, q, loadUpTo(gAt, left)), left);
      } else storeUpTo(lastAt, f32x4.mul(r, loadUpTo(at(h, u), left)), left);
    }
    if (recurrent) recurrent = at(recurrent, 3 * U);
  }
}

/** h' = z h + (1 - z) act(g). */
function gruStep(rows: i32, U: i32, act: i32, rec: i32, s: usize, h: usize, mask: usize, nextH: usize): void {
  for (let b = 0; b < rows; b++, s = at(s, 4 * U), h = at(h, U), nextH = at(nextH, U)) {
    if (!counts(mask, b)) {
      carry(U, h, nextH);
      continue;
    }
    for (let u = 0; u < U; u += stride(U - u)) {
      const left = U - u;
      const kept = loadUpTo(at(s, u), left);
      const z = needsInput(rec) ? value(rec, kept) : kept;
      const gAt = at(s, 2 * U + u);
      const xg = loadUpTo(gAt, left);
      const g = act == TANH ? tanh(xg) : value(act, xg);
      storeUpTo(gAt, keepOf(act, xg, g), left);
      const rest = f32x4.mul(f32x4.sub(splat(1), z), g);
      storeUpTo(at(nextH, u), fma(z, loadUpTo(at(h, u), left), rest), left);
    }
  }
}
