// The product of matrices. Every element of the result is one chain of multiply-adds in ascending k, whatever the tile
// it falls in, so that a row gives the same bits alone, in a batch, and on any thread.
import { copyRows } from "./copy";
import { at, dropTiny } from "./simd";
import { tile } from "./tiles";

/** Columns of a packed panel: eight, or sixteen for an engine that joins vectors. */
let panelWidth: i32 = 8;
/** Columns of the widest panel. */
const WIDEST = 16;
/** Depth of a block: a panel of it stays in the first-level cache. */
const DEPTH = 256;
/** Most rows of a block: with DEPTH columns they stay in the second-level cache, and few blocks pack B again. */
const ROWS = 516;
/** Rows of the highest tile, and panels of the widest. */
const TILE = 6;
const PANELS = 4;
/** The start of sums that start from zero. */
const ZEROS: usize = memory.data(4 * PANELS * WIDEST, 16);

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
  taps: i32, K: i32, n0: i32, n1: i32, N: i32, b: usize, tapStride: i32, rowStride: i32, columnStride: i32, to: usize,
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
  const isWhole = columns == panelWidth && across == 4;
  for (const end = to + <usize>K * bytes; to < end; from += step, to += bytes) {
    if (isWhole) for (let i: usize = 0; i < bytes; i += 16) v128.store(to + i, v128.load(from + i));
    else for (let c = 0; c < panelWidth; c++) store<f32>(at(to, c), c < columns ? load<f32>(from + <usize>c * across) : 0);
  }
}

/** Packs rows of A that lie column by column, for tiles: those of a tile side by side for each k, tile after tile. */
function packRows(rows: i32, depth: i32, a: usize, acs: usize, to: usize): void {
  for (let m = 0, height = 0; m < rows; m += height) {
    height = heightOf(rows - m);
    let from = at(a, m);
    for (const end = at(to, depth * height); to < end; from += acs, to += <usize>height << 2) {
      if (height == 1) store<f32>(to, load<f32>(from));
      else v128.store(to, v128.load(from));
      if (height == TILE) store<u64>(to, load<u64>(from, 16), 16);
    }
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
 * One of A's strides is 1. `scratch` has room for {@link scratchSize} floats. With `drops` tiny results become zero, since denormal
 * numbers slow whatever reads them.
 */
export function gemm(
  M: i32, N: i32, K: i32, a: usize, rowStride: i32, columnStride: i32, b: usize, bRowStride: i32, bColumnStride: i32,
  start: usize, startStride: i32, c: usize, ldc: i32, scratch: usize, drops: i32,
): void {
  const crs = <usize>ldc << 2, brs = <usize>bRowStride << 2, bcs = <usize>bColumnStride << 2;
  let s = start, srs = <usize>startStride << 2;
  if (K == 0 || M == 0) {
    if (s) copyRows(M, <usize>N << 2, s, srs, c, crs);
    else for (let m = 0; m < M; m++) memory.fill(c + <usize>m * crs, 0, <usize>N << 2);
    return;
  }
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
      const apart = bColumnStride ? bytes : <usize>K * bytes;
      const step = bColumnStride && single ? brs : bytes;
      let ars = <usize>rowStride << 2, acs = <usize>columnStride << 2;
      let aBlock = a + <usize>m0 * ars + <usize>k0 * acs;
      if (columnStride != 1 && !single) {
        packRows(rows, depth, aBlock, acs, rowScratch);
        aBlock = rowScratch;
        ars = 4;
        acs = 0;
      }
      for (let n = 0, columns = 0; n < N; n += columns) {
        const panels = single && n + PANELS * panelWidth <= N ? PANELS : 1;
        columns = min(panels * panelWidth, N - n);
        let panel = b + (bColumnStride ? <usize>k0 * brs + <usize>n * bcs : <usize>(n * K + k0 * panelWidth) << 2);
        if (bColumnStride && !single) {
          packPanel(depth, columns, panel, brs, bcs, panelScratch);
          panel = panelScratch;
        }
        const from = s ? s + <usize>m0 * srs + (<usize>n << 2) : ZEROS;
        const to = c + <usize>m0 * crs + (<usize>n << 2);
        tiles(rows, panels, columns, depth, aBlock, ars, acs, panel, apart, step, from, s ? srs : 0, to, crs, scratch);
        // while they are in the cache
        if (drops && k0 + depth == K) for (let m = 0; m < rows; m++) dropTiny(columns, to + <usize>m * crs);
      }
    }
    // the next block goes on from what this one gave
    s = c;
    srs = crs;
  }
}

/** Some panels for some rows, tile after tile; at the right edge of C by way of `edge`. A is packed where `acs` is 0. */
function tiles(
  rows: i32, panels: i32, columns: i32, depth: i32, a: usize, ars: usize, acs: usize, b: usize, apart: usize, step: usize,
  s: usize, srs: usize, c: usize, crs: usize, edge: usize,
): void {
  const isWide = panelWidth == 16;
  const all = panels * panelWidth;
  const bytes = <usize>all << 2;
  for (let m = 0; m < rows; ) {
    const height = heightOf(rows - m);
    const up = <usize>height;
    const across = acs ? acs : up << 2;
    if (columns == all) tile(isWide, height, panels, depth, a, ars, across, b, apart, step, s, srs, c, crs);
    else {
      copyRows(height, <usize>columns << 2, s, srs, edge, bytes);
      tile(isWide, height, panels, depth, a, ars, across, b, apart, step, edge, bytes, edge, bytes);
      copyRows(height, <usize>columns << 2, edge, bytes, c, crs);
    }
    a += acs ? up * ars : (up << 2) * <usize>depth;
    s += up * srs;
    c += up * crs;
    m += height;
  }
}
