/**
 * Orthonormal rows by Cholesky: with A Aᵀ = L Lᵀ, Q = L⁻¹ A spans what A spans, and is the Q of the QR decomposition
 * whose R has a positive diagonal. Done twice, the second time removes what rounding left (Yamamoto et al., "Roundoff
 * error analysis of the CholeskyQR2 algorithm", 2015). Four rows and four columns are worked on at a time, so that each
 * number read serves four products: quick enough in plain JavaScript for the largest layers.
 */

/**
 * Replaces the rows of a matrix by orthonormal ones of the same span, in place.
 * @param a row-major, rows <= columns, entries of the order of 1
 * @returns false when the rows are too close to dependent; then `a` is spoiled
 */
export function orthonormalizeRows(a: Float64Array, rows: number, columns: number): boolean {
  const packed = pack(a, rows, columns);
  // one pass leaves about 1e-14 for a random matrix twice as wide as high, but much more for a square one
  const passes = rows * 2 <= columns ? 1 : 2;
  for (let pass = 0; pass < passes; pass++) {
    const lower = gram(packed);
    for (let i = rows; i < packed.height; i++) lower[i * packed.height + i] = 1;
    if (!factor(lower, packed.height)) return false;
    solve(packed, lower);
  }
  unpack(packed, a, rows, columns);
  return true;
}

/** Panels of four rows, each column by column; height and width filled up with zeros to multiples of four. */
interface Packed {
  values: Float64Array;
  height: number;
  width: number;
}

const fill = (length: number) => Math.ceil(length / 4) * 4;

function pack(a: Float64Array, rows: number, columns: number): Packed {
  const packed = { values: new Float64Array(fill(rows) * fill(columns)), height: fill(rows), width: fill(columns) };
  for (let i = 0; i < rows; i++) {
    const start = (i - (i % 4)) * packed.width + (i % 4);
    for (let j = 0; j < columns; j++) packed.values[start + 4 * j] = a[i * columns + j]!;
  }
  return packed;
}

function unpack({ values, width }: Packed, a: Float64Array, rows: number, columns: number): void {
  for (let i = 0; i < rows; i++) {
    const start = (i - (i % 4)) * width + (i % 4);
    for (let j = 0; j < columns; j++) a[i * columns + j] = values[start + 4 * j]!;
  }
}

/** The lower half of A Aᵀ, row-major. */
function gram({ values, height, width }: Packed): Float64Array {
  const product = new Float64Array(height * height);
  for (let i = 0; i < height; i += 4) {
    for (let j = 0; j < i + 4; j += 2) {
      gramBlock(values, i * width, (j - (j % 4)) * width + (j % 4), 4 * width, product, i * height + j, height);
    }
  }
  return product;
}

/** Four rows (panel at p) times two rows (half a panel at q). */
function gramBlock(
  values: Float64Array,
  p: number,
  q: number,
  length: number,
  out: Float64Array,
  at: number,
  stride: number,
): void {
  let s00 = 0;
  let s01 = 0;
  let s10 = 0;
  let s11 = 0;
  let s20 = 0;
  let s21 = 0;
  let s30 = 0;
  let s31 = 0;
  for (let k = 0; k < length; k += 4) {
    const b0 = values[q + k]!;
    const b1 = values[q + k + 1]!;
    const a0 = values[p + k]!;
    s00 += a0 * b0;
    s01 += a0 * b1;
    const a1 = values[p + k + 1]!;
    s10 += a1 * b0;
    s11 += a1 * b1;
    const a2 = values[p + k + 2]!;
    s20 += a2 * b0;
    s21 += a2 * b1;
    const a3 = values[p + k + 3]!;
    s30 += a3 * b0;
    s31 += a3 * b1;
  }
  out[at] = s00;
  out[at + 1] = s01;
  out[at + stride] = s10;
  out[at + stride + 1] = s11;
  out[at + 2 * stride] = s20;
  out[at + 2 * stride + 1] = s21;
  out[at + 3 * stride] = s30;
  out[at + 3 * stride + 1] = s31;
}

/** A pivot smaller than this share of its diagonal entry means dependent rows. */
const SMALLEST_PIVOT = 1e-12;

/** Writes L of G = L Lᵀ over G's lower half. False where a pivot vanishes. */
function factor(g: Float64Array, size: number): boolean {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const rest = g[i * size + j]! - dot(g, i * size, j * size, j);
      if (i !== j) g[i * size + j] = rest / g[j * size + j]!;
      else if (!(rest > SMALLEST_PIVOT * g[i * size + i]!)) return false;
      else g[i * size + i] = Math.sqrt(rest);
    }
  }
  return true;
}

/** Four sums, which the processor adds side by side. */
function dot(g: Float64Array, p: number, q: number, length: number): number {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  const whole = length - (length % 4);
  for (let k = 0; k < whole; k += 4) {
    s0 += g[p + k]! * g[q + k]!;
    s1 += g[p + k + 1]! * g[q + k + 1]!;
    s2 += g[p + k + 2]! * g[q + k + 2]!;
    s3 += g[p + k + 3]! * g[q + k + 3]!;
  }
  for (let k = whole; k < length; k++) s0 += g[p + k]! * g[q + k]!;
  return s0 + s1 + s2 + s3;
}

/** Writes L⁻¹ A over A, by forward substitution in blocks of two columns. */
function solve({ values, height, width }: Packed, lower: Float64Array): void {
  const panels = pack(lower, height, height).values;
  const columns = new Float64Array(height * 2);
  for (let c = 0; c < width; c += 2) {
    for (let i = 0; i < height; i += 4) {
      solveBlock(values, i * width + 4 * c, panels, i * height, columns, i, lower, height);
    }
    for (let i = 0; i < height; i += 4) {
      const to = i * width + 4 * c;
      for (let r = 0; r < 4; r++) {
        values[to + r] = columns[2 * (i + r)]!;
        values[to + 4 + r] = columns[2 * (i + r) + 1]!;
      }
    }
  }
}

/** Four rows of two columns, from row i on, when `columns` holds those above already. */
function solveBlock(
  values: Float64Array,
  from: number,
  panels: Float64Array,
  panel: number,
  columns: Float64Array,
  i: number,
  lower: Float64Array,
  size: number,
): void {
  let s00 = 0;
  let s01 = 0;
  let s10 = 0;
  let s11 = 0;
  let s20 = 0;
  let s21 = 0;
  let s30 = 0;
  let s31 = 0;
  for (let k = 0; k < i; k++) {
    const x0 = columns[2 * k]!;
    const x1 = columns[2 * k + 1]!;
    const l0 = panels[panel + 4 * k]!;
    s00 += l0 * x0;
    s01 += l0 * x1;
    const l1 = panels[panel + 4 * k + 1]!;
    s10 += l1 * x0;
    s11 += l1 * x1;
    const l2 = panels[panel + 4 * k + 2]!;
    s20 += l2 * x0;
    s21 += l2 * x1;
    const l3 = panels[panel + 4 * k + 3]!;
    s30 += l3 * x0;
    s31 += l3 * x1;
  }
  const at = 2 * i;
  columns[at] = values[from]! - s00;
  columns[at + 1] = values[from + 4]! - s01;
  columns[at + 2] = values[from + 1]! - s10;
  columns[at + 3] = values[from + 5]! - s11;
  columns[at + 4] = values[from + 2]! - s20;
  columns[at + 5] = values[from + 6]! - s21;
  columns[at + 6] = values[from + 3]! - s30;
  columns[at + 7] = values[from + 7]! - s31;
  for (let r = 0; r < 4; r++) {
    const row = (i + r) * size + i;
    for (let above = 0; above < r; above++) {
      columns[at + 2 * r]! -= lower[row + above]! * columns[at + 2 * above]!;
      columns[at + 2 * r + 1]! -= lower[row + above]! * columns[at + 2 * above + 1]!;
    }
    columns[at + 2 * r]! /= lower[row + r]!;
    columns[at + 2 * r + 1]! /= lower[row + r]!;
  }
}
