// The product of matrices. Every element of the result is one chain of multiply-adds in ascending k, whatever the tile
// it falls in, so that a row gives the same bits alone, in a batch, and on any thread.
import { fma } from "./simd";

/** Columns of a packed panel. */
const PANEL = 8;
/** Depth of a block: a panel of it stays in the first-level cache. */
const DEPTH = 256;
/** Rows of a block: with DEPTH columns they stay in the second-level cache. */
const ROWS = 240;

/** Floats that a packed K x N matrix takes. */
export function packedSize(K: i32, N: i32): i32 {
  return K * ((N + PANEL - 1) & ~(PANEL - 1));
}

/**
 * Packs B, whose element (k, n) lies at `b + 4 (k rowStride + n columnStride)`, into panels of eight columns: within a
 * panel row k follows row k - 1. Missing columns of the last panel are zero.
 */
export function pack(K: i32, N: i32, b: usize, rowStride: i32, columnStride: i32, to: usize): void {
  const step = <usize>rowStride << 2;
  const across = <usize>columnStride << 2;
  for (let n = 0; n < N; n += PANEL) {
    let from = b + <usize>n * across;
    const columns = min(PANEL, N - n);
    if (columns == PANEL && columnStride == 1) {
      for (let k = 0; k < K; k++, from += step, to += 4 * PANEL) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      }
    } else {
      for (let k = 0; k < K; k++, from += step, to += 4 * PANEL) {
        for (let c = 0; c < PANEL; c++) {
          store<f32>(to + (<usize>c << 2), c < columns ? load<f32>(from + <usize>c * across) : 0);
        }
      }
    }
  }
}

/** What a product starts from. */
const FROM_ZERO = 0;
const FROM_BIAS = 1;
const FROM_C = 2;

/**
 * C = start + A B, with B packed. Element (m, k) of A lies at `a + 4 (m rowStride + k columnStride)`, row m of C at
 * `c + 4 m ldc`. `start` is 0 for zeros, 1 for the row of N floats at `bias`, 2 for what C holds.
 */
export function gemm(
  M: i32,
  N: i32,
  K: i32,
  a: usize,
  rowStride: i32,
  columnStride: i32,
  packed: usize,
  c: usize,
  ldc: i32,
  start: i32,
  bias: usize,
): void {
  if (K == 0) return fillStart(M, N, c, ldc, start, bias);
  const ars = <usize>rowStride << 2;
  const acs = <usize>columnStride << 2;
  const crs = <usize>ldc << 2;
  for (let k0 = 0; k0 < K; k0 += DEPTH) {
    const depth = min(DEPTH, K - k0);
    const from = k0 == 0 ? start : FROM_C;
    for (let m0 = 0; m0 < M; m0 += ROWS) {
      const rows = min(ROWS, M - m0);
      const aBlock = a + <usize>m0 * ars + <usize>k0 * acs;
      for (let n = 0; n < N; n += PANEL) {
        const panel = packed + ((<usize>n * K + <usize>k0 * PANEL) << 2);
        const cBlock = c + <usize>m0 * crs + (<usize>n << 2);
        const biasHere = from == FROM_BIAS ? bias + (<usize>n << 2) : 0;
        if (M == 1 && N - n >= 4 * PANEL) {
          row32(depth, aBlock, acs, panel, <usize>K << 5, cBlock, from, biasHere);
          n += 3 * PANEL;
          continue;
        }
        if (N - n >= PANEL) columns8(rows, depth, aBlock, ars, acs, panel, cBlock, crs, from, biasHere);
        else columnsLeft(rows, N - n, depth, aBlock, ars, acs, panel, cBlock, crs, from, biasHere);
      }
    }
  }
}

function fillStart(M: i32, N: i32, c: usize, ldc: i32, start: i32, bias: usize): void {
  if (start == FROM_C) return;
  for (let m = 0; m < M; m++) {
    const row = c + (<usize>(m * ldc) << 2);
    if (start == FROM_BIAS) memory.copy(row, bias, <usize>N << 2);
    else memory.fill(row, 0, <usize>N << 2);
  }
}

/** One panel for some rows: six at a time, then four, two, one. */
function columns8(rows: i32, depth: i32, a: usize, ars: usize, acs: usize, panel: usize, c: usize, crs: usize, from: i32, bias: usize): void {
  let m = 0;
  // a rest of one or two rows is slow; four and four are quicker than six and two
  while (rows - m >= 6 && rows - m != 8) {
    tile6(depth, a, ars, acs, panel, c, crs, from, bias);
    a += 6 * ars;
    c += 6 * crs;
    m += 6;
  }
  while (rows - m >= 4) {
    tile4(depth, a, ars, acs, panel, c, crs, from, bias);
    a += 4 * ars;
    c += 4 * crs;
    m += 4;
  }
  while (m < rows) {
    tile1(depth, a, acs, panel, c, from, bias);
    a += ars;
    c += crs;
    m++;
  }
}

// @ts-ignore: decorator
@inline
function startOf(c: usize, from: i32, bias: usize): v128 {
  if (from == FROM_C) return v128.load(c);
  return from == FROM_BIAS ? v128.load(bias) : f32x4.splat(0);
}

function tile6(depth: i32, a: usize, ars: usize, acs: usize, panel: usize, c: usize, crs: usize, from: i32, bias: usize): void {
  const bias1 = bias + 16;
  let c00 = startOf(c, from, bias), c01 = startOf(c + 16, from, bias1);
  let c10 = startOf(c + crs, from, bias), c11 = startOf(c + crs + 16, from, bias1);
  let c20 = startOf(c + 2 * crs, from, bias), c21 = startOf(c + 2 * crs + 16, from, bias1);
  let c30 = startOf(c + 3 * crs, from, bias), c31 = startOf(c + 3 * crs + 16, from, bias1);
  let c40 = startOf(c + 4 * crs, from, bias), c41 = startOf(c + 4 * crs + 16, from, bias1);
  let c50 = startOf(c + 5 * crs, from, bias), c51 = startOf(c + 5 * crs + 16, from, bias1);
  const a3: usize = 3 * ars;
  for (const end = panel + (<usize>depth << 5); panel < end; panel += 32) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    let x = v128.load32_splat(a);
    c00 = fma(x, b0, c00);
    c01 = fma(x, b1, c01);
    x = v128.load32_splat(a + ars);
    c10 = fma(x, b0, c10);
    c11 = fma(x, b1, c11);
    x = v128.load32_splat(a + 2 * ars);
    c20 = fma(x, b0, c20);
    c21 = fma(x, b1, c21);
    const low = a + a3;
    x = v128.load32_splat(low);
    c30 = fma(x, b0, c30);
    c31 = fma(x, b1, c31);
    x = v128.load32_splat(low + ars);
    c40 = fma(x, b0, c40);
    c41 = fma(x, b1, c41);
    x = v128.load32_splat(low + 2 * ars);
    c50 = fma(x, b0, c50);
    c51 = fma(x, b1, c51);
    a += acs;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c + crs, c10);
  v128.store(c + crs, c11, 16);
  v128.store(c + 2 * crs, c20);
  v128.store(c + 2 * crs, c21, 16);
  v128.store(c + 3 * crs, c30);
  v128.store(c + 3 * crs, c31, 16);
  v128.store(c + 4 * crs, c40);
  v128.store(c + 4 * crs, c41, 16);
  v128.store(c + 5 * crs, c50);
  v128.store(c + 5 * crs, c51, 16);
}

function tile4(depth: i32, a: usize, ars: usize, acs: usize, panel: usize, c: usize, crs: usize, from: i32, bias: usize): void {
  const bias1 = bias + 16;
  let c00 = startOf(c, from, bias), c01 = startOf(c + 16, from, bias1);
  let c10 = startOf(c + crs, from, bias), c11 = startOf(c + crs + 16, from, bias1);
  let c20 = startOf(c + 2 * crs, from, bias), c21 = startOf(c + 2 * crs + 16, from, bias1);
  let c30 = startOf(c + 3 * crs, from, bias), c31 = startOf(c + 3 * crs + 16, from, bias1);
  for (const end = panel + (<usize>depth << 5); panel < end; panel += 32) {
    const b0 = v128.load(panel);
    const b1 = v128.load(panel, 16);
    let x = v128.load32_splat(a);
    c00 = fma(x, b0, c00);
    c01 = fma(x, b1, c01);
    x = v128.load32_splat(a + ars);
    c10 = fma(x, b0, c10);
    c11 = fma(x, b1, c11);
    x = v128.load32_splat(a + 2 * ars);
    c20 = fma(x, b0, c20);
    c21 = fma(x, b1, c21);
    x = v128.load32_splat(a + 3 * ars);
    c30 = fma(x, b0, c30);
    c31 = fma(x, b1, c31);
    a += acs;
  }
  v128.store(c, c00);
  v128.store(c, c01, 16);
  v128.store(c + crs, c10);
  v128.store(c + crs, c11, 16);
  v128.store(c + 2 * crs, c20);
  v128.store(c + 2 * crs, c21, 16);
  v128.store(c + 3 * crs, c30);
  v128.store(c + 3 * crs, c31, 16);
}

function tile1(depth: i32, a: usize, acs: usize, panel: usize, c: usize, from: i32, bias: usize): void {
  let c0 = startOf(c, from, bias), c1 = startOf(c + 16, from, bias + 16);
  for (const end = panel + (<usize>depth << 5); panel < end; panel += 32) {
    const x = v128.load32_splat(a);
    c0 = fma(x, v128.load(panel), c0);
    c1 = fma(x, v128.load(panel, 16), c1);
    a += acs;
  }
  v128.store(c, c0);
  v128.store(c, c1, 16);
}

/** One row and four panels: enough chains side by side to keep the processor busy when there is only one row. */
function row32(depth: i32, a: usize, acs: usize, panel: usize, panelBytes: usize, c: usize, from: i32, bias: usize): void {
  let c0 = startOf(c, from, bias), c1 = startOf(c + 16, from, bias + 16);
  let c2 = startOf(c + 32, from, bias + 32), c3 = startOf(c + 48, from, bias + 48);
  let c4 = startOf(c + 64, from, bias + 64), c5 = startOf(c + 80, from, bias + 80);
  let c6 = startOf(c + 96, from, bias + 96), c7 = startOf(c + 112, from, bias + 112);
  let p1 = panel + panelBytes;
  let p2 = p1 + panelBytes;
  let p3 = p2 + panelBytes;
  for (const end = panel + (<usize>depth << 5); panel < end; panel += 32) {
    const x = v128.load32_splat(a);
    c0 = fma(x, v128.load(panel), c0);
    c1 = fma(x, v128.load(panel, 16), c1);
    c2 = fma(x, v128.load(p1), c2);
    c3 = fma(x, v128.load(p1, 16), c3);
    c4 = fma(x, v128.load(p2), c4);
    c5 = fma(x, v128.load(p2, 16), c5);
    c6 = fma(x, v128.load(p3), c6);
    c7 = fma(x, v128.load(p3, 16), c7);
    a += acs;
    p1 += 32;
    p2 += 32;
    p3 += 32;
  }
  v128.store(c, c0);
  v128.store(c, c1, 16);
  v128.store(c, c2, 32);
  v128.store(c, c3, 48);
  v128.store(c, c4, 64);
  v128.store(c, c5, 80);
  v128.store(c, c6, 96);
  v128.store(c, c7, 112);
}

/** The last panel where it is not full: its missing columns are computed and not stored. */
function columnsLeft(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  ars: usize,
  acs: usize,
  panel: usize,
  c: usize,
  crs: usize,
  from: i32,
  bias: usize,
): void {
  for (let m = 0; m < rows; m++, a += ars, c += crs) {
    const origin = from == FROM_BIAS ? bias : c;
    let c0 = f32x4.splat(0), c1 = f32x4.splat(0);
    if (from != FROM_ZERO) {
      c0 = loadSome(origin, min(columns, 4));
      c1 = loadSome(origin + 16, columns - 4);
    }
    let q = a;
    let p = panel;
    for (let k = 0; k < depth; k++, p += 32, q += acs) {
      const x = v128.load32_splat(q);
      c0 = fma(x, v128.load(p), c0);
      c1 = fma(x, v128.load(p, 16), c1);
    }
    storeSome(c, c0, min(columns, 4));
    storeSome(c + 16, c1, columns - 4);
  }
}

function loadSome(from: usize, count: i32): v128 {
  if (count >= 4) return v128.load(from);
  let x = f32x4.splat(0);
  if (count > 0) x = v128.load32_zero(from);
  if (count > 1) x = v128.load_lane<f32>(from, x, 1, 4);
  if (count > 2) x = v128.load_lane<f32>(from, x, 2, 8);
  return x;
}

function storeSome(to: usize, x: v128, count: i32): void {
  if (count >= 4) return v128.store(to, x);
  if (count > 0) v128.store_lane<f32>(to, x, 0);
  if (count > 1) v128.store_lane<f32>(to, x, 1, 4);
  if (count > 2) v128.store_lane<f32>(to, x, 2, 8);
}
