/** `tf.linalg`: bands of matrices and orthogonal factors. */
import { ops } from "../../index.ts";
import { checkOption, type Tensor as Plain, ShapeError, takes, wrap } from "../../tensor/index.ts";
import { operand } from "../tensors/rules.ts";
import { chained, type Tensor } from "../tensors/tensor.ts";
import type { Like, Scalar, Tensor1D, Tensor2D } from "../types.ts";

/** The diagonals from `numLower` below to `numUpper` above the main one, else 0; a negative count keeps all. */
export function bandPart<T extends Tensor>(a: Like, numLower: number | Scalar, numUpper: number | Scalar): T {
  const x = operand(a);
  const [lower, upper] = [operand(numLower).item(), operand(numUpper).item()];
  checkOption("bandPart", "numLower", lower, takes.integer);
  checkOption("bandPart", "numUpper", upper, takes.integer);
  if (x.rank < 2) throw new ShapeError({ what: "bandPart takes matrices.", received: `[${x.shape}]` });
  const [rows, columns] = x.shape.slice(-2) as [number, number];
  for (const [name, count, most] of [
    ["numLower", lower, rows],
    ["numUpper", upper, columns],
  ] as const) {
    if (count > most)
      throw new ShapeError({
        what: `bandPart: ${name} is above the number of diagonals.`,
        expected: `at most ${most}`,
        received: `${count}`,
      });
  }
  const inside = Uint8Array.from({ length: rows * columns }, (_, i) => {
    const below = Math.floor(i / columns) - (i % columns);
    return Number((lower < 0 || below <= lower) && (upper < 0 || -below <= upper));
  });
  const mask = ops.cast(wrap(inside, [rows, columns], "bool"), x.dtype);
  return chained(ops.multiply(x, mask)) as unknown as T;
}

/** Vectors made orthonormal one after the other; a matrix holds them as rows. */
export function gramSchmidt<X extends Tensor2D | Tensor1D[]>(xs: X): X {
  const isList = Array.isArray(xs);
  const rows: Plain[] = isList ? xs.map((each) => operand(each)) : ops.unstack(operand(xs as Tensor2D), 0);
  if (rows.length === 0 || rows.some((row) => row.rank !== 1 || row.size < rows.length)) {
    throw new ShapeError({
      what: "gramSchmidt takes vectors, not more than they have numbers.",
      received: rows.map(({ shape }) => `[${shape}]`).join(" ") || "none",
    });
  }
  const done: Plain[] = [];
  for (const row of rows) {
    const rest = done.reduce((x, unit) => ops.subtract(x, ops.multiply(ops.sum(ops.multiply(unit, x)), unit)), row);
    done.push(ops.divide(rest, ops.norm(rest)));
  }
  return (isList ? done.map((each) => chained(each)) : chained(ops.stack(done, 0))) as X;
}

/** Factors q, with orthonormal columns, and r, upper triangular, of matrices (Householder's reflections). */
export function qr(x: Tensor, fullMatrices = false): [Tensor, Tensor] {
  const input = operand(x);
  if (input.rank < 2) throw new ShapeError({ what: "qr takes matrices.", received: `[${input.shape}]` });
  const [rows, columns] = input.shape.slice(-2) as [number, number];
  const [lead, size] = [input.shape.slice(0, -2), rows * columns];
  const width = fullMatrices ? rows : Math.min(rows, columns);
  const values = input.read();
  const [q, r]: [number[], number[]] = [[], []];
  const matrices = lead.reduce((count, length) => count * length, 1);
  for (let matrix = 0; matrix < matrices; matrix++) {
    const factors = reflected(Array.from(values.subarray(matrix * size, (matrix + 1) * size)), rows, columns);
    for (let i = 0; i < rows; i++) q.push(...factors.q.slice(i * rows, i * rows + width));
    r.push(...factors.r.slice(0, width * columns));
  }
  return [
    chained(wrap(Float32Array.from(q), [...lead, rows, width], "float32")),
    chained(wrap(Float32Array.from(r), [...lead, width, columns], "float32")),
  ];
}

function reflected(r: number[], rows: number, columns: number): { q: number[]; r: number[] } {
  const q = Array.from({ length: rows * rows }, (_, i) => Number(i % (rows + 1) === 0));
  for (let k = 0; k < Math.min(rows, columns); k++) {
    const v = Array.from({ length: rows }, (_, i) => (i < k ? 0 : r[i * columns + k]!));
    const length = Math.hypot(...v);
    if (length === 0) continue;
    v[k]! += v[k]! > 0 ? length : -length;
    const scale = 2 / v.reduce((sum, value) => sum + value * value, 0);
    for (let j = 0; j < columns; j++) {
      let dot = 0;
      for (let i = k; i < rows; i++) dot += v[i]! * r[i * columns + j]!;
      for (let i = k; i < rows; i++) r[i * columns + j]! -= scale * dot * v[i]!;
    }
    for (let i = 0; i < rows; i++) {
      let dot = 0;
      for (let j = k; j < rows; j++) dot += q[i * rows + j]! * v[j]!;
      for (let j = k; j < rows; j++) q[i * rows + j]! -= scale * dot * v[j]!;
    }
  }
  return { q, r: r.map((value, i) => (Math.floor(i / columns) > i % columns ? 0 : value)) };
}
