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

/** Rows of the highest tile. */
const TILE = 6;

/** Floats of scratch that {@link gemm} takes: a tile at the right edge of C, and what it packs of B and of A. */
export function scratchSize(): i32 {
  return TILE * PANEL + DEPTH * (PANEL + ROWS);
}

/**
 * Packs B, whose element (k, n) lies at `b + 4 (k rowStride + n columnStride)`, into panels of eight columns: within a
 * panel row k follows row k - 1. Missing columns of the last panel are zero.
 */
export function pack(K: i32, N: i32, b: usize, rowStride: i32, columnStride: i32, to: usize): void {
  const across = <usize>columnStride << 2;
  for (let n = 0; n < N; n += PANEL, to += <usize>K << 5) {
    packPanel(K, min(PANEL, N - n), b + <usize>n * across, <usize>rowStride << 2, across, to);
  }
}

function packPanel(K: i32, columns: i32, from: usize, step: usize, across: usize, to: usize): void {
  const end = to + (<usize>K << 5);
  if (columns == PANEL && across == 4) {
    for (; to < end; from += step, to += 4 * PANEL) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
    }
    return;
  }
  for (; to < end; from += step, to += 4 * PANEL) {
    for (let c = 0; c < PANEL; c++) {
      store<f32>(to + (<usize>c << 2), c < columns ? load<f32>(from + <usize>c * across) : 0);
    }
  }
}

/** Packs rows of A that lie column by column, for tiles: those of a tile side by side for each k, tile after tile. */
function packRows(rows: i32, depth: i32, a: usize, acs: usize, to: usize): void {
  for (let m = 0; m < rows; ) {
    const height = heightOf(rows - m);
    let from = a + (<usize>m << 2);
    const end = to + ((<usize>depth * height) << 2);
    if (height == TILE) {
      for (; to < end; from += acs, to += 4 * TILE) {
        v128.store(to, v128.load(from));
        store<u64>(to, load<u64>(from, 16), 16);
      }
    } else if (height == 4) for (; to < end; from += acs, to += 16) v128.store(to, v128.load(from));
    else for (; to < end; from += acs, to += 4) store<f32>(to, load<f32>(from));
    m += height;
  }
}

/** Rows of the next tile where some are left: six, four or one; four and four rather than six, one and one. */
// @ts-ignore: decorator
@inline
function heightOf(left: i32): i32 {
  return left >= 6 && left != 8 && left != 9 ? 6 : left >= 4 ? 4 : 1;
}

/**
 * C = start + A B. Element (m, k) of A lies at `a + 4 (m rowStride + k columnStride)`, row m of C at `c + 4 m ldc`. The
 * row starts from the floats at `start + 4 m startStride` (a bias has stride 0, C itself ldc), or from zero without
 * `start`. B is packed where its columnStride is 0, else element (k, n) lies at `b + 4 (k bRowStride + n bColumnStride)`.
 * One of A's strides is 1. `scratch` has room for {@link scratchSize} floats.
 */
export function gemm(
  M: i32,
  N: i32,
  K: i32,
  a: usize,
  rowStride: i32,
  columnStride: i32,
  b: usize,
  bRowStride: i32,
  bColumnStride: i32,
  start: usize,
  startStride: i32,
  c: usize,
  ldc: i32,
  scratch: usize,
): void {
  const crs = <usize>ldc << 2;
  let s = start;
  let srs = <usize>startStride << 2;
  if (K == 0) return fillStart(M, N, s, srs, c, crs);
  const brs = <usize>bRowStride << 2;
  const bcs = <usize>bColumnStride << 2;
  const panelScratch = scratch + 4 * TILE * PANEL;
  const rowScratch = panelScratch + 4 * DEPTH * PANEL;
  for (let k0 = 0; k0 < K; k0 += DEPTH) {
    const depth = min(DEPTH, K - k0);
    for (let m0 = 0; m0 < M; m0 += ROWS) {
      const rows = min(ROWS, M - m0);
      // rows too few for a tile read B as it lies
      const single = rows < 4 && (bColumnStride == 0 || bColumnStride == 1);
      let ars = <usize>rowStride << 2;
      let acs = <usize>columnStride << 2;
      let aBlock = a + <usize>m0 * ars + <usize>k0 * acs;
      const isPacked = columnStride != 1 && !single;
      if (isPacked) {
        packRows(rows, depth, aBlock, acs, rowScratch);
        aBlock = rowScratch;
        ars = 4;
        acs = 0;
      }
      const sBlock = s ? s + <usize>m0 * srs : 0;
      const cBlock = c + <usize>m0 * crs;
      if (single) {
        for (let m: usize = 0; m < <usize>rows; m++) {
          const at = aBlock + m * ars;
          const from = sBlock ? sBlock + m * srs : 0;
          const to = cBlock + m * crs;
          if (bColumnStride) row(N, depth, at, acs, b + <usize>k0 * brs, 4 * PANEL, brs, from, to, scratch);
          else row(N, depth, at, acs, b + (<usize>k0 << 5), <usize>K << 5, 4 * PANEL, from, to, scratch);
        }
        continue;
      }
      for (let n = 0; n < N; n += PANEL) {
        const columns = min(PANEL, N - n);
        let panel = b + ((<usize>n * K + <usize>k0 * PANEL) << 2);
        if (bColumnStride) {
          panel = panelScratch;
          packPanel(depth, columns, b + <usize>k0 * brs + <usize>n * bcs, brs, bcs, panel);
        }
        const right = <usize>n << 2;
        tiles(rows, columns, depth, aBlock, ars, acs, panel, sBlock ? sBlock + right : 0, srs, cBlock + right, crs, scratch);
      }
    }
    // the next block goes on from what this one gave
    s = c;
    srs = crs;
  }
}

function fillStart(M: i32, N: i32, s: usize, srs: usize, c: usize, crs: usize): void {
  if (s == c) return;
  for (let m = 0; m < M; m++, s += srs, c += crs) {
    if (s) memory.copy(c, s, <usize>N << 2);
    else memory.fill(c, 0, <usize>N << 2);
  }
}

/** One panel for some rows, tile after tile. A is packed by {@link packRows} where `acs` is 0. */
function tiles(
  rows: i32,
  columns: i32,
  depth: i32,
  a: usize,
  ars: usize,
  acs: usize,
  panel: usize,
  s: usize,
  srs: usize,
  c: usize,
  crs: usize,
  edge: usize,
): void {
  for (let m = 0; m < rows; ) {
    const height = heightOf(rows - m);
    const up = <usize>height;
    const across = acs ? acs : up << 2;
    if (columns == PANEL) tile(height, depth, a, ars, across, panel, s, srs, c, crs);
    else {
      if (s) copyColumns(height, columns, s, srs, edge, 4 * PANEL);
      tile(height, depth, a, ars, across, panel, s ? edge : 0, 4 * PANEL, edge, 4 * PANEL);
      copyColumns(height, columns, edge, 4 * PANEL, c, crs);
    }
    a += acs ? up * ars : (up << 2) * <usize>depth;
    if (s) s += up * srs;
    c += up * crs;
    m += height;
  }
}

function tile(height: i32, depth: i32, a: usize, ars: usize, acs: usize, panel: usize, s: usize, srs: usize, c: usize, crs: usize): void {
  if (height == TILE) tile6(depth, a, ars, acs, panel, s, srs, c, crs);
  else if (height == 4) tile4(depth, a, ars, acs, panel, s, srs, c, crs);
  else tile1(depth, a, acs, panel, 4 * PANEL, s, c);
}

function copyColumns(rows: i32, columns: i32, from: usize, step: usize, to: usize, stepTo: usize): void {
  for (let m = 0; m < rows; m++, from += step, to += stepTo) {
    for (let i: usize = 0; i < <usize>columns << 2; i += 4) store<f32>(to + i, load<f32>(from + i));
  }
}

// Tiles call no function and stand in no other's loop, or engines move their sums out of registers. They are exported, or
// the compiler would put them into their callers.

export function tile6(depth: i32, a: usize, ars: usize, acs: usize, panel: usize, s: usize, srs: usize, c: usize, crs: usize): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00, c40 = c00, c41 = c00, c50 = c00, c51 = c00;
  if (s) {
    c00 = v128.load(s);
    c01 = v128.load(s, 16);
    c10 = v128.load(s + srs);
    c11 = v128.load(s + srs, 16);
    c20 = v128.load(s + 2 * srs);
    c21 = v128.load(s + 2 * srs, 16);
    c30 = v128.load(s + 3 * srs);
    c31 = v128.load(s + 3 * srs, 16);
    c40 = v128.load(s + 4 * srs);
    c41 = v128.load(s + 4 * srs, 16);
    c50 = v128.load(s + 5 * srs);
    c51 = v128.load(s + 5 * srs, 16);
  }
  const a3: usize = 3 * ars;
  for (const end = panel + (<usize>depth << 5); panel < end; panel += 4 * PANEL) {
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

export function tile4(depth: i32, a: usize, ars: usize, acs: usize, panel: usize, s: usize, srs: usize, c: usize, crs: usize): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  if (s) {
    c00 = v128.load(s);
    c01 = v128.load(s, 16);
    c10 = v128.load(s + srs);
    c11 = v128.load(s + srs, 16);
    c20 = v128.load(s + 2 * srs);
    c21 = v128.load(s + 2 * srs, 16);
    c30 = v128.load(s + 3 * srs);
    c31 = v128.load(s + 3 * srs, 16);
  }
  for (const end = panel + (<usize>depth << 5); panel < end; panel += 4 * PANEL) {
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

/** One row of one panel, whose rows are `step` apart. */
function tile1(depth: i32, a: usize, acs: usize, panel: usize, step: usize, s: usize, c: usize): void {
  let c0 = s ? v128.load(s) : f32x4.splat(0), c1 = s ? v128.load(s, 16) : f32x4.splat(0);
  for (let k = 0; k < depth; k++, a += acs, panel += step) {
    const x = v128.load32_splat(a);
    c0 = fma(x, v128.load(panel), c0);
    c1 = fma(x, v128.load(panel, 16), c1);
  }
  v128.store(c, c0);
  v128.store(c, c1, 16);
}

/** One row of C: four panels at a time, so that there are chains enough side by side to keep the processor busy. */
function row(N: i32, depth: i32, a: usize, acs: usize, b: usize, apart: usize, step: usize, s: usize, c: usize, edge: usize): void {
  let n = 0;
  for (; n + 4 * PANEL <= N; n += 4 * PANEL) {
    four(depth, a, acs, b, apart, step, s, c);
    b += 4 * apart;
    c += 16 * PANEL;
    if (s) s += 16 * PANEL;
  }
  for (; n + PANEL <= N; n += PANEL) {
    tile1(depth, a, acs, b, step, s, c);
    b += apart;
    c += 4 * PANEL;
    if (s) s += 4 * PANEL;
  }
  if (n == N) return;
  if (s) copyColumns(1, N - n, s, 0, edge, 0);
  tile1(depth, a, acs, b, step, s ? edge : 0, edge);
  copyColumns(1, N - n, edge, 0, c, 0);
}

export function four(depth: i32, a: usize, acs: usize, b: usize, apart: usize, step: usize, s: usize, c: usize): void {
  let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
  if (s) {
    c0 = v128.load(s);
    c1 = v128.load(s, 16);
    c2 = v128.load(s, 32);
    c3 = v128.load(s, 48);
    c4 = v128.load(s, 64);
    c5 = v128.load(s, 80);
    c6 = v128.load(s, 96);
    c7 = v128.load(s, 112);
  }
  let b1 = b + apart, b2 = b1 + apart, b3 = b2 + apart;
  for (const end = b + <usize>depth * step; b < end; ) {
    const x = v128.load32_splat(a);
    c0 = fma(x, v128.load(b), c0);
    c1 = fma(x, v128.load(b, 16), c1);
    c2 = fma(x, v128.load(b1), c2);
    c3 = fma(x, v128.load(b1, 16), c3);
    c4 = fma(x, v128.load(b2), c4);
    c5 = fma(x, v128.load(b2, 16), c5);
    c6 = fma(x, v128.load(b3), c6);
    c7 = fma(x, v128.load(b3, 16), c7);
    a += acs;
    b += step;
    b1 += step;
    b2 += step;
    b3 += step;
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
