// The recurrence over time, forward; equations at RecurrentProblem in ../../backend.ts.
import { packedSize } from "./gemm";
import { needsInput, SIGMOID, TANH, value } from "./pointwise";
import { at, counts, GRU, gatesOf, hiddenProduct, LSTM, savedOf } from "./recurrent-common";
import { fma, loadUpTo, sigmoid, splat, storeUpTo, stride, tanh } from "./simd";

/**
 * @param packed the panels of the recurrent kernel, or of its gates one after the other (see gatesApart)
 * @param hidden (T, B, U), the hidden state after each step
 * @param cells lstm: the cell state after each step, (T, B, U) with `keep`, else one (B, U) that is overwritten
 * @param saved (T, B, savedOf · U) with `keep`, else one step of it
 * @param scratch (B, 4 U) floats
 * @param room scratch of the matmul kernel
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
  room: usize,
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
    const p = at(projected, first * width);
    const s = at(saved, step * savedWidth);
    const nextH = at(hidden, first * U);
    const nextC = at(cells, step * U);
    const maskRow = mask ? mask + <usize>first : 0;
    const dropRow = drop ? at(drop, row0 * U) : 0;
    if (cell != GRU) {
      hiddenProduct(gates, rows, B, U, h, U, packed, p, width, s, width, dropRow, dropped, room);
      if (cell == LSTM) lstmStep(rows, U, act, rec, s, c, h, maskRow, nextC, nextH);
      else simpleStep(rows, U, act, s, h, maskRow, nextH);
    } else {
      if (resetAfter) {
        hiddenProduct(3, rows, B, U, h, U, packed, bias, 0, recurrent, width, dropRow, dropped, room);
        gruGates(rows, U, rec, p, width, recurrent, h, s);
      } else {
        for (let k = 0; k < 2; k++) {
          const gate = packed + <usize>k * gateBytes;
          const dropGate = drop ? at(dropRow, k * B * U) : 0;
          hiddenProduct(1, rows, B, U, h, U, gate, at(p, k * U), width, at(s, k * U), savedWidth, dropGate, dropped, room);
        }
        gruGates(rows, U, rec, s, savedWidth, 0, h, s);
        const dropG = drop ? at(dropRow, 2 * B * U) : 0;
        const reset = at(s, 3 * U);
        const panels = packed + 2 * gateBytes;
        hiddenProduct(1, rows, B, U, reset, savedWidth, panels, at(p, 2 * U), width, at(s, 2 * U), savedWidth, dropG, dropped, room);
      }
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
    let u = 0;
    if (usual) for (; u + 4 <= U; u += 4) lstmUnits(true, 4, u, U, act, rec, s, c, nextC, nextH);
    for (; u < U; u += stride(U - u)) lstmUnits(usual, U - u, u, U, act, rec, s, c, nextC, nextH);
  }
}

/** Four units from u on, or one where fewer are left; `usual`: tanh and sigmoid. */
// @ts-ignore: decorator
@inline
function lstmUnits(usual: bool, left: i32, u: i32, U: i32, act: i32, rec: i32, s: usize, c: usize, nextC: usize, nextH: usize): void {
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
  storeUpTo(iAt, usual ? i : keepOf(rec, xi, i), left);
  storeUpTo(fAt, usual ? f : keepOf(rec, xf, f), left);
  storeUpTo(gAt, usual ? g : keepOf(act, xg, g), left);
  storeUpTo(oAt, usual ? o : keepOf(rec, xo, o), left);
}

/**
 * The update and reset gates of a gru, from rows x of `xWidth`. With `recurrent` (h U + d, three blocks) x is `projected`;
 * g before activation goes to the third block of s, and its recurrent part to the fourth. Without, x holds the gates'
 * sums, and the fourth block becomes r h.
 */
function gruGates(rows: i32, U: i32, rec: i32, x: usize, xWidth: i32, recurrent: usize, h: usize, s: usize): void {
  const usual = rec == SIGMOID;
  for (let b = 0; b < rows; b++, x = at(x, xWidth), s = at(s, 4 * U), h = at(h, U)) {
    for (let u = 0; u < U; u += stride(U - u)) {
      const left = U - u;
      let xz = loadUpTo(at(x, u), left);
      let xr = loadUpTo(at(x, U + u), left);
      if (recurrent) {
        xz = f32x4.add(xz, loadUpTo(at(recurrent, u), left));
        xr = f32x4.add(xr, loadUpTo(at(recurrent, U + u), left));
      }
      const z = usual ? sigmoid(xz) : value(rec, xz);
      const r = usual ? sigmoid(xr) : value(rec, xr);
      storeUpTo(at(s, u), keepOf(rec, xz, z), left);
      storeUpTo(at(s, U + u), keepOf(rec, xr, r), left);
      const last = at(s, 3 * U + u);
      if (recurrent) {
        const q = loadUpTo(at(recurrent, 2 * U + u), left);
        storeUpTo(last, q, left);
        storeUpTo(at(s, 2 * U + u), fma(r, q, loadUpTo(at(x, 2 * U + u), left)), left);
      } else storeUpTo(last, f32x4.mul(r, loadUpTo(at(h, u), left)), left);
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
