// The recurrence over time, backward: a reversed loop that gives the gradients of the gates. That of the recurrent kernel
// is a product over all time, left to the caller.
import { gemm, packedSize } from "./gemm";
import { needsInput, SIGMOID, slope, TANH, value } from "./pointwise";
import { addInto, at, counts, GRU, gatesOf, LSTM, multiplyAdd, multiplyInto, savedOf } from "./recurrent-common";
import { fma, tanh, loadUpTo, splat, storeUpTo, stride } from "./simd";

/**
 * The reversed loop over the rows [row0, row1).
 * @param packed the panels of U transposed, or of its gates' blocks one after the other (see gatesApart)
 * @param dSequence the gradient of every hidden state, or absent
 * @param dh in: the gradient of the last hidden state; out: that of the initial one, (B, U)
 * @param dc lstm: the same for the cell state
 * @param dGates the gradient of `projected`, (T, B, gates U)
 * @param dRecurrent gru with resetAfter: the gradient of h U + d, (T, B, 3 U); else the same place as dGates
 * @param scratch (B, 4 U) floats
 * @param room scratch of the matmul kernel
 */
export function recurrentBackward(
  cell: i32,
  T: i32,
  B: i32,
  U: i32,
  row0: i32,
  row1: i32,
  act: i32,
  rec: i32,
  resetAfter: i32,
  packed: usize,
  h0: usize,
  c0: usize,
  mask: usize,
  drop: usize,
  hidden: usize,
  cells: usize,
  saved: usize,
  dSequence: usize,
  dh: usize,
  dc: usize,
  dGates: usize,
  dRecurrent: usize,
  scratch: usize,
  room: usize,
): void {
  const gates = gatesOf(cell);
  const width = gates * U;
  const savedWidth = savedOf(cell) * U;
  const rows = row1 - row0;
  const gateBytes = <usize>packedSize(U, U) << 2;
  const resetBefore = cell == GRU && !resetAfter;
  const throughKernel = resetBefore ? 2 : gates;
  // carried: the gradient of h but for its way through the kernel; product: one gate's share of that way
  const carried = at(scratch, row0 * 4 * U);
  const product = at(carried, rows * U);
  const total = at(dh, row0 * U);
  for (let t = T - 1; t >= 0; t--) {
    const first = t * B + row0;
    const h = t > 0 ? at(hidden, (first - B) * U) : at(h0, row0 * U);
    const c = t > 0 ? at(cells, (first - B) * U) : at(c0, row0 * U);
    const s = at(saved, first * savedWidth);
    const d = at(dGates, first * width);
    const q = at(dRecurrent, first * width);
    const maskRow = mask ? mask + <usize>first : 0;
    if (dSequence) addInto(rows * U, at(dSequence, first * U), total);
    if (cell == LSTM) lstmStep(rows, U, act, rec, s, c, at(cells, first * U), total, at(dc, row0 * U), maskRow, d, carried);
    else if (cell == GRU) {
      gruStep(rows, U, act, rec, resetAfter, s, h, total, maskRow, d, q, carried);
      if (resetBefore) {
        const dropG = drop ? at(drop, (2 * B + row0) * U) : 0;
        gemm(rows, U, U, at(d, 2 * U), width, 1, packed + 2 * gateBytes, 0, 0, 0, 0, product, U, room);
        if (dropG) multiplyInto(rows * U, product, dropG, product);
        gruResetStep(rows, U, rec, s, h, product, maskRow, d, carried);
      }
    } else simpleStep(rows, U, act, s, at(hidden, first * U), total, maskRow, d, carried);

    if (!drop && !resetBefore) {
      gemm(rows, U, width, q, width, 1, packed, 0, 0, carried, U, total, U, room);
      continue;
    }
    memory.copy(total, carried, <usize>(rows * U) << 2);
    for (let k = 0; k < throughKernel; k++) {
      const gate = packed + <usize>k * gateBytes;
      if (drop) {
        gemm(rows, U, U, at(q, k * U), width, 1, gate, 0, 0, 0, 0, product, U, room);
        multiplyAdd(rows * U, product, at(drop, (k * B + row0) * U), total);
      } else gemm(rows, U, U, at(q, k * U), width, 1, gate, 0, 0, total, U, total, U, room);
    }
  }
}

/** The kept value of a gate as its activated value. */
// @ts-ignore: decorator
@inline
function valueOf(code: i32, kept: v128): v128 {
  return needsInput(code) ? value(code, kept) : kept;
}

// @ts-ignore: decorator
@inline
function tanhSlope(y: v128): v128 {
  return f32x4.sub(splat(1), f32x4.mul(y, y));
}

// @ts-ignore: decorator
@inline
function sigmoidSlope(y: v128): v128 {
  return f32x4.mul(y, f32x4.sub(splat(1), y));
}

/** A masked row: no gradient for the gates, all of it for the state before. */
function pass(U: i32, width: i32, dh: usize, d: usize, carried: usize): void {
  memory.fill(d, 0, <usize>width << 2);
  memory.copy(carried, dh, <usize>U << 2);
}

function simpleStep(rows: i32, U: i32, act: i32, s: usize, after: usize, dh: usize, mask: usize, d: usize, carried: usize): void {
  for (let b = 0; b < rows; b++, s = at(s, U), after = at(after, U), dh = at(dh, U), d = at(d, U), carried = at(carried, U)) {
    if (!counts(mask, b)) {
      pass(U, U, dh, d, carried);
      continue;
    }
    for (let u = 0; u < U; u += stride(U - u)) {
      const left = U - u;
      const rate = slope(act, loadUpTo(at(s, u), left), loadUpTo(at(after, u), left));
      storeUpTo(at(d, u), f32x4.mul(loadUpTo(at(dh, u), left), rate), left);
    }
    memory.fill(carried, 0, <usize>U << 2);
  }
}

function lstmStep(
  rows: i32,
  U: i32,
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
): void {
  const usual = act == TANH && rec == SIGMOID;
  for (let b = 0; b < rows; b++) {
    if (counts(mask, b)) {
      for (let u = 0; u < U; u += stride(U - u)) {
        const left = U - u;
        const ki = loadUpTo(at(s, u), left);
        const kf = loadUpTo(at(s, U + u), left);
        const kg = loadUpTo(at(s, 2 * U + u), left);
        const ko = loadUpTo(at(s, 3 * U + u), left);
        const i = valueOf(rec, ki);
        const f = valueOf(rec, kf);
        const g = valueOf(act, kg);
        const o = valueOf(rec, ko);
        const x = loadUpTo(at(after, u), left);
        const out = usual ? tanh(x) : value(act, x);
        const dH = loadUpTo(at(dh, u), left);
        const outSlope = usual ? tanhSlope(out) : slope(act, x, out);
        const dC = fma(f32x4.mul(dH, o), outSlope, loadUpTo(at(dc, u), left));
        const iSlope = usual ? sigmoidSlope(i) : slope(rec, ki, i);
        const fSlope = usual ? sigmoidSlope(f) : slope(rec, kf, f);
        const gSlope = usual ? tanhSlope(g) : slope(act, kg, g);
        const oSlope = usual ? sigmoidSlope(o) : slope(rec, ko, o);
        storeUpTo(at(d, u), f32x4.mul(f32x4.mul(dC, g), iSlope), left);
        storeUpTo(at(d, U + u), f32x4.mul(f32x4.mul(dC, loadUpTo(at(c, u), left)), fSlope), left);
        storeUpTo(at(d, 2 * U + u), f32x4.mul(f32x4.mul(dC, i), gSlope), left);
        storeUpTo(at(d, 3 * U + u), f32x4.mul(f32x4.mul(dH, out), oSlope), left);
        storeUpTo(at(dc, u), f32x4.mul(dC, f), left);
      }
      memory.fill(carried, 0, <usize>U << 2);
    } else pass(U, 4 * U, dh, d, carried);
    s = at(s, 4 * U);
    c = at(c, U);
    after = at(after, U);
    dh = at(dh, U);
    dc = at(dc, U);
    d = at(d, 4 * U);
    carried = at(carried, U);
  }
}

/** A gru's gates; with resetAfter the reset gate too, else that is left to {@link gruResetStep}. */
function gruStep(
  rows: i32,
  U: i32,
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
      for (let u = 0; u < U; u += stride(U - u)) {
        const left = U - u;
        const kz = loadUpTo(at(s, u), left);
        const kg = loadUpTo(at(s, 2 * U + u), left);
        const z = valueOf(rec, kz);
        const g = valueOf(act, kg);
        const dH = loadUpTo(at(dh, u), left);
        const dz = f32x4.mul(f32x4.mul(dH, f32x4.sub(loadUpTo(at(h, u), left), g)), (usual ? sigmoidSlope(z) : slope(rec, kz, z)));
        const dg = f32x4.mul(f32x4.mul(dH, f32x4.sub(splat(1), z)), (usual ? tanhSlope(g) : slope(act, kg, g)));
        storeUpTo(at(d, u), dz, left);
        storeUpTo(at(d, 2 * U + u), dg, left);
        storeUpTo(at(carried, u), f32x4.mul(dH, z), left);
        if (resetAfter) {
          const kr = loadUpTo(at(s, U + u), left);
          const r = valueOf(rec, kr);
          const dr = f32x4.mul(f32x4.mul(dg, loadUpTo(at(s, 3 * U + u), left)), (usual ? sigmoidSlope(r) : slope(rec, kr, r)));
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

/** The reset gate where it acts before the kernel: `dReset` is the gradient of r h. */
function gruResetStep(rows: i32, U: i32, rec: i32, s: usize, h: usize, dReset: usize, mask: usize, d: usize, carried: usize): void {
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
