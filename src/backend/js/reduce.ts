/** Reductions over axes, and the softmax family over the last one. */
import { makeArray, makeNumbers, type Tensor, wrap } from "../../tensor/index.ts";
import type { ReduceName } from "../backend.ts";
import { broadcastIndices } from "./elementwise.ts";

const reductions: Record<ReduceName, { start: number; join(sofar: number, next: number): number }> = {
  sum: { start: 0, join: (sofar, next) => sofar + next },
  mean: { start: 0, join: (sofar, next) => sofar + next },
  max: { start: Number.NEGATIVE_INFINITY, join: Math.max },
  min: { start: Number.POSITIVE_INFINITY, join: Math.min },
  any: { start: 0, join: (sofar, next) => (sofar || next ? 1 : 0) },
  all: { start: 1, join: (sofar, next) => (sofar && next ? 1 : 0) },
};

export function reduce(name: ReduceName, x: Tensor, axes: readonly number[]): Tensor {
  const { start, join } = reductions[name];
  const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const shape = x.shape.filter((_, axis) => !axes.includes(axis));
  const totals = makeNumbers(kept.reduce((size, length) => size * length, 1)).fill(start);
  const target = broadcastIndices(kept, x.shape);
  for (const [i, value] of x.read().entries()) totals[target(i)] = join(totals[target(i)]!, value);
  const count = x.size / totals.length;
  const to = makeArray(x.dtype, totals.length);
  for (let i = 0; i < to.length; i++) to[i] = name === "mean" ? totals[i]! / count : totals[i]!;
  return wrap(to, shape, x.dtype);
}

export function extremeGradient(dy: Tensor, x: Tensor, y: Tensor, axes: readonly number[]): Tensor {
  const kept = x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const target = broadcastIndices(kept, x.shape);
  const [values, extremes, upstream] = [x.read(), y.read(), dy.read()];
  const ties = makeNumbers(y.size);
  for (let i = 0; i < x.size; i++) if (values[i] === extremes[target(i)]) ties[target(i)]!++;
  const to = makeArray("float32", x.size);
  for (let i = 0; i < x.size; i++) {
    const at = target(i);
    if (values[i] === extremes[at]) to[i] = upstream[at]! / ties[at]!;
  }
  return wrap(to, x.shape, "float32");
}

export function argReduce(name: "max" | "min", x: Tensor): Tensor {
  const width = x.shape.at(-1)!;
  const from = x.read();
  const to = makeArray("int32", x.size / width);
  for (let row = 0; row < to.length; row++) {
    for (let i = 1; i < width; i++) {
      const [next, best] = [from[row * width + i]!, from[row * width + to[row]!]!];
      if (name === "max" ? next > best : next < best) to[row] = i;
    }
  }
  return wrap(to, x.shape.slice(0, -1), "int32");
}

export function softmax(x: Tensor, log: boolean): Tensor {
  const to = makeArray("float32", x.size);
  forEachRow(x, (row, start) => {
    const { largest, log: total } = sumOfExponentials(row);
    for (const [i, value] of row.entries()) {
      const y = value - largest - total;
      to[start + i] = log ? y : Math.exp(y);
    }
  });
  return wrap(to, x.shape, "float32");
}

export function softmaxGradient(dy: Tensor, y: Tensor, log: boolean): Tensor {
  const to = makeArray("float32", y.size);
  const upstream = dy.read();
  forEachRow(y, (row, start) => {
    let sum = 0;
    for (const [i, value] of row.entries()) sum += upstream[start + i]! * (log ? 1 : value);
    for (const [i, value] of row.entries()) {
      const d = upstream[start + i]!;
      to[start + i] = log ? d - Math.exp(value) * sum : value * (d - sum);
    }
  });
  return wrap(to, y.shape, "float32");
}

export function crossEntropy(logits: Tensor, labels: Tensor): Tensor {
  const to = makeArray("float32", labels.size);
  const classes = labels.read();
  forEachRow(logits, (row, _, r) => {
    const { largest, log } = sumOfExponentials(row);
    to[r] = log - (row[classes[r]!]! - largest);
  });
  return wrap(to, labels.shape, "float32");
}

export function crossEntropyGradient(dy: Tensor, logits: Tensor, labels: Tensor): Tensor {
  const to = makeArray("float32", logits.size);
  const [upstream, classes] = [dy.read(), labels.read()];
  forEachRow(logits, (row, start, r) => {
    const { largest, log } = sumOfExponentials(row);
    for (const [i, value] of row.entries()) {
      to[start + i] = upstream[r]! * (Math.exp(value - largest - log) - (i === classes[r] ? 1 : 0));
    }
  });
  return wrap(to, logits.shape, "float32");
}

function forEachRow(x: Tensor, visit: (row: Float32Array, start: number, r: number) => void): void {
  const width = x.shape.at(-1)!;
  const from = x.read() as Float32Array;
  for (let r = 0; r * width < x.size; r++) visit(from.subarray(r * width, (r + 1) * width), r * width, r);
}

/** log Σ e^(x - largest), and the largest apart: beside a large one their sum would lose the logarithm. */
function sumOfExponentials(row: Float32Array): { largest: number; log: number } {
  const largest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (const value of row) sum += Math.exp(value - largest);
  return { largest, log: Math.log(sum) };
}
