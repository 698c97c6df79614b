// The product of matrices. Every element of the result is one chain of multiply-adds in ascending k, whatever the tile
// it falls in, so that a row gives the same bits alone, in a batch, and on any thread.
import { dropTiny } from "./tiny";
import { row1, row4, tile4, tile6, wideRow1, wideRow4, wideTile4, wideTile6 } from "./tiles";

/** Columns of a packed panel: eight, or sixteen for an engine that joins vectors. */
let panelWidth: i32 = 8;
/** Columns of the widest panel. */
const WIDEST = 16;
/** Depth of a block: a panel of it stays in the first-level cache. */
const DEPTH = 256;
/** Most rows of a block: with DEPTH columns they stay in the second-level cache, and few blocks pack B again. */
const ROWS = 516;
/** Rows of the highest tile. */
const TILE = 6;
/** The start of sums that start from zero. */
const ZEROS: usize = memory.data(4 * 4 * WIDEST, 16);

/** Chooses panels of sixteen columns, or of eight; whatever was packed before must be packed again. */
export function useWidePanels(wide: i32): void {
  panelWidth = wide ? 16 : 8;
}

/** Floats that a packed K x N matrix takes. */
export function packedSize(K: i32, N: i32): i32 {
  return K * ((N + panelWidth - 1) & -panelWidth);
}

/** Floats of scratch that {@link gemm} takes: a tile at the right edge of C, and what it packs of B and of A. */
export function scratchSize(): i32 {
  return TILE * WIDEST + DEPTH * (WIDEST + ROWS);
}

/**
 * Packs the columns from `n0` to before `n1` of a matrix of N columns into panels; both begin a panel, or end the matrix. Its rows
 * are `taps` times K; row k of a tap, column n, lies at `b + 4 (tap tapStride + k rowStride + n columnStride)`. Within a panel row k
 * follows row k - 1; missing columns of the last panel are zero.
 */
export function packTaps(
  taps: i32, K: i32,
  n0: i32, n1: i32, N: i32,
  b: usize, tapStride: i32, rowStride: i32, columnStride: i32,
  to: usize,
): void {
  const across = <usize>columnStride << 2;
  const part = <usize>(K * panelWidth) << 2;
  for (let n = n0; n < n1; n += panelWidth) {
    let panel = to + ((<usize>n * taps * K) << 2);
    let from = b + <usize>n * across;
    for (let tap = 0; tap < taps; tap++, panel += part, from += <usize>tapStride << 2) {
      packPanel(K, min(panelWidth, N - n), from, <usize>rowStride << 2, across, panel);
    }
  }
}

function packPanel(K: i32, columns: i32, from: usize, step: usize, across: usize, to: usize): void {
  const bytes = <usize>panelWidth << 2;
  const end = to + <usize>K * bytes;
  if (columns == panelWidth && across == 4) {
    for (; to < end; from += step, to += bytes) {
      for (let i: usize = 0; i < bytes; i += 32) {
        v128.store(to + i, v128.load(from + i));
        v128.store(to + i, v128.load(from + i, 16), 16);
      }
    }
    return;
  }
  for (; to < end; from += step, to += bytes) {
    for (let c = 0; c < panelWidth; c++) {
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
@inline
function heightOf(left: i32): i32 {
  return left >= 6 && left != 8 && left != 9 ? 6 : left >= 4 ? 4 : 1;
}

/**
 * C = start + A B. Element (m, k) of A lies at `a + 4 (m rowStride + k columnStride)`, row m of C at `c + 4 m ldc`. The
 * row starts from the floats at `start + 4 m startStride` (a bias has stride 0, C itself ldc), or from zero without
 * `start`. B is packed where its columnStride is 0, else element (k, n) lies at `b + 4 (k bRowStride + n bColumnStride)`.
 * One of A's strides is 1. `scratch` has room for {@link scratchSize} floats. `drops` zeroes tiny results.
 */
export function gemm(
  M: i32, N: i32, K: i32,
  a: usize, rowStride: i32, columnStride: i32,
  b: usize, bRowStride: i32, bColumnStride: i32,
  start: usize, startStride: i32,
  c: usize, ldc: i32,
  scratch: usize, drops: bool = false,
): void {
  const crs = <usize>ldc << 2;
  let s = start;
  let srs = <usize>startStride << 2;
  if (K == 0 || M == 0) return fillStart(M, N, s, srs, c, crs);
  const brs = <usize>bRowStride << 2;
  const bcs = <usize>bColumnStride << 2;
  const bytes = <usize>panelWidth << 2;
  const panelScratch = scratch + 4 * TILE * WIDEST;
  const rowScratch = panelScratch + 4 * DEPTH * WIDEST;
  // blocks of equal height, of whole tiles
  const blocks = (M + ROWS - 1) / ROWS;
  const height = (((M + blocks - 1) / blocks + 2 * TILE - 1) / (2 * TILE)) * (2 * TILE);
  for (let k0 = 0; k0 < K; k0 += DEPTH) {
    const depth = min(DEPTH, K - k0);
    for (let m0 = 0; m0 < M; m0 += height) {
      const rows = min(height, M - m0);
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
          if (bColumnStride) row(N, depth, at, acs, b + <usize>k0 * brs, bytes, brs, from, to, scratch);
          else row(N, depth, at, acs, b + <usize>k0 * bytes, <usize>K * bytes, bytes, from, to, scratch);
          if (drops && k0 + depth == K) dropTiny(N, to);
        }
        continue;
      }
      for (let n = 0; n < N; n += panelWidth) {
        const columns = min(panelWidth, N - n);
        let panel = b + ((<usize>n * K + <usize>k0 * panelWidth) << 2);
        if (bColumnStride) {
          panel = panelScratch;
          packPanel(depth, columns, b + <usize>k0 * brs + <usize>n * bcs, brs, bcs, panel);
        }
        const right = <usize>n << 2;
        tiles(rows, columns, depth, aBlock, ars, acs, panel, sBlock ? sBlock + right : 0, srs, cBlock + right, crs, scratch);
        // while they are in the cache
        if (drops && k0 + depth == K) dropTinyRows(rows, columns, cBlock + right, crs);
      }
    }
    // the next block goes on from what this one gave
    s = c;
    srs = crs;
  }
}

/** {@link gemm} as the engine calls it: tiny results become zero, since denormal numbers slow whatever reads them. */
export function product(
  M: i32, N: i32, K: i32,
  a: usize, rowStride: i32, columnStride: i32,
  b: usize, bRowStride: i32, bColumnStride: i32,
  start: usize, startStride: i32,
  c: usize, ldc: i32,
  scratch: usize,
): void {
  gemm(M, N, K, a, rowStride, columnStride, b, bRowStride, bColumnStride, start, startStride, c, ldc, scratch, true);
}

function dropTinyRows(rows: i32, n: i32, c: usize, crs: usize): void {
  for (let m = 0; m < rows; m++, c += crs) dropTiny(n, c);
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
  rows: i32, columns: i32, depth: i32,
  a: usize, ars: usize, acs: usize,
  panel: usize,
  s: usize, srs: usize,
  c: usize, crs: usize,
  edge: usize,
): void {
  const bytes = <usize>panelWidth << 2;
  for (let m = 0; m < rows; ) {
    const height = heightOf(rows - m);
    const up = <usize>height;
    const across = acs ? acs : up << 2;
    if (columns == panelWidth) tile(height, depth, a, ars, across, panel, s, srs, c, crs);
    else {
      if (s) copyColumns(height, columns, s, srs, edge, bytes);
      tile(height, depth, a, ars, across, panel, s ? edge : 0, bytes, edge, bytes);
      copyColumns(height, columns, edge, bytes, c, crs);
    }
    a += acs ? up * ars : (up << 2) * <usize>depth;
    if (s) s += up * srs;
    c += up * crs;
    m += height;
  }
}

function tile(height: i32, depth: i32, a: usize, ars: usize, acs: usize, panel: usize, s: usize, srs: usize, c: usize, crs: usize): void {
  if (height == 1) return oneRow(depth, a, acs, panel, <usize>panelWidth << 2, s, c);
  const from = s ? s : ZEROS;
  const step = s ? srs : 0;
  if (panelWidth == 16) {
    if (height == TILE) wideTile6(depth, a, ars, acs, panel, from, step, c, crs);
    else wideTile4(depth, a, ars, acs, panel, from, step, c, crs);
  } else if (height == TILE) tile6(depth, a, ars, acs, panel, from, step, c, crs);
  else tile4(depth, a, ars, acs, panel, from, step, c, crs);
}

function copyColumns(rows: i32, columns: i32, from: usize, step: usize, to: usize, stepTo: usize): void {
  for (let m = 0; m < rows; m++, from += step, to += stepTo) {
    for (let i: usize = 0; i < <usize>columns << 2; i += 4) store<f32>(to + i, load<f32>(from + i));
  }
}

/** One row of C, four panels at a time while there are; panels lie `apart` bytes apart, rows of B `step`. */
function row(N: i32, depth: i32, a: usize, acs: usize, b: usize, apart: usize, step: usize, s: usize, c: usize, edge: usize): void {
  const four = 4 * panelWidth;
  const bytes = <usize>panelWidth << 2;
  let n = 0;
  for (; n + four <= N; n += four) {
    const from = s ? s : ZEROS;
    if (panelWidth == 16) wideRow4(depth, a, acs, b, apart, step, from, c);
    else row4(depth, a, acs, b, apart, step, from, c);
    b += 4 * apart;
    c += 4 * bytes;
    if (s) s += 4 * bytes;
  }
  for (; n + panelWidth <= N; n += panelWidth) {
    oneRow(depth, a, acs, b, step, s, c);
    b += apart;
    c += bytes;
    if (s) s += bytes;
  }
  if (n == N) return;
  if (s) copyColumns(1, N - n, s, 0, edge, 0);
  oneRow(depth, a, acs, b, step, s ? edge : 0, edge);
  copyColumns(1, N - n, edge, 0, c, 0);
}

function oneRow(depth: i32, a: usize, acs: usize, b: usize, step: usize, s: usize, c: usize): void {
  const from = s ? s : ZEROS;
  if (panelWidth == 16) wideRow1(depth, a, acs, b, 0, step, from, c);
  else row1(depth, a, acs, b, 0, step, from, c);
}
