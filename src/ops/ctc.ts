/**
 * Connectionist temporal classification (Graves et al., "Connectionist temporal classification", 2006): the loss of
 * labels in order whose steps are not known. A path gives each step a class or the blank; its labels are what is left
 * when repeats are joined and blanks dropped.
 *
 * Axis letters: B batch, T time, V classes with the blank, L labels, S = 2 L + 1 states: every label between two blanks.
 */
import { record } from "../autodiff/tape.ts";
import {
  asTensor,
  aTensor,
  formatShape,
  readOptions,
  ShapeError,
  sameShape,
  shown,
  type Tensor,
  type TensorLike,
  takes,
  wrap,
} from "../tensor/index.ts";
import { multiply } from "./arithmetic.ts";
import { cast } from "./cast.ts";
import { expandDims } from "./layout.ts";

/** Options of `ops.ctcLoss`: which steps count, and which id is the blank. */
export interface CtcOptions {
  /** Which steps of the output count, bool (B, T). Default all. */
  mask?: Tensor | undefined;
  /** The number of the blank. Default 0. */
  maskIndex?: number | undefined;
}

/** One sample's steps that count. */
interface Steps {
  /** Their numbers. */
  at: readonly number[];
  /** log softmax of the scores at these steps, V numbers each. */
  logs: Float64Array;
}

/**
 * -log of the probability of the labels, summed over all paths that give them: labels (B, L), each row ended by the
 * blank's id, and scores (B, T, V), before softmax, give (B). Where no path is long enough for the labels, Infinity,
 * without a gradient.
 * @throws ShapeError when shapes do not fit, or a label is no class
 */
export function ctcLoss(target: TensorLike, output: TensorLike, options: CtcOptions = {}): Tensor {
  const [labels, scores] = [cast(asTensor(target), "int32"), cast(asTensor(output), "float32")];
  const declared = { mask: aTensor, maskIndex: takes.withDefault(takes.integer, 0) };
  const { mask, maskIndex: blank } = readOptions("ctcLoss", options, declared);
  checkShapes(labels, scores, mask);
  const [batch, time, classes] = scores.shape as [number, number, number];
  const width = labels.shape[1]!;
  const [ids, values, counts] = [labels.read(), scores.read(), mask?.read()];
  const losses = new Float32Array(batch);
  // with respect to the scores: probability - expected share of the step
  const gradient = new Float32Array(values.length);
  for (let n = 0; n < batch; n++) {
    const row = [...ids.subarray(n * width, (n + 1) * width)].filter((id) => id !== blank);
    const wrong = row.find((id) => id < 0 || id >= classes);
    if (wrong !== undefined) throw notAClass(wrong, classes);
    const at = Array.from({ length: time }, (_, t) => t).filter((t) => !counts || counts[n * time + t]);
    const steps = { at, logs: logProbabilities(values, n * time, at, classes) };
    losses[n] = alignSample(row, steps, classes, blank, gradient.subarray(n * time * classes));
  }
  const slopes = wrap(gradient, scores.shape, "float32");
  return record(wrap(losses, [batch], "float32"), [scores], (dy) => [
    () => multiply(expandDims(expandDims(dy, -1), -1), slopes),
  ]);
}

function checkShapes(labels: Tensor, scores: Tensor, mask: Tensor | undefined): void {
  const fits = labels.rank === 2 && scores.rank === 3 && labels.shape[0] === scores.shape[0];
  if (!fits || (mask && !sameShape(mask.shape, scores.shape.slice(0, 2)))) {
    throw new ShapeError({
      what: "CTC cannot align these labels with these scores.",
      expected: "labels (batch, length), scores (batch, time, classes) and a mask (batch, time), if any",
      received: [labels, scores, ...(mask ? [mask] : [])].map(({ shape }) => formatShape(shape)).join(" and "),
    });
  }
}

function notAClass(label: number, classes: number): ShapeError {
  return new ShapeError({
    what: "A label of CTC is not a class of the scores.",
    expected: `0 to ${classes - 1}, as there are ${classes} scores for each step, that of the blank included`,
    received: shown(label),
  });
}

/** log softmax of the scores at some steps of a sample, whose first one lies at `start`. */
function logProbabilities(
  values: ArrayLike<number>,
  start: number,
  at: readonly number[],
  classes: number,
): Float64Array {
  const logs = new Float64Array(at.length * classes);
  for (const [i, t] of at.entries()) {
    const from = (start + t) * classes;
    let [most, total] = [Number.NEGATIVE_INFINITY, 0];
    for (let v = 0; v < classes; v++) most = Math.max(most, values[from + v]!);
    for (let v = 0; v < classes; v++) total += Math.exp(values[from + v]! - most);
    const shift = most + Math.log(total);
    for (let v = 0; v < classes; v++) logs[i * classes + v] = values[from + v]! - shift;
  }
  return logs;
}

/** The loss of one sample; writes the gradient of its scores. */
function alignSample(
  labels: readonly number[],
  { at, logs }: Steps,
  classes: number,
  blank: number,
  gradient: Float32Array,
): number {
  const states = [blank, ...labels.flatMap((label) => [label, blank])];
  const count = states.length;
  const log = (i: number, s: number) => logs[i * classes + states[s]!]!;
  // a blank between two different labels may be left out
  const skips = states.map((state, s) => s > 1 && state !== blank && state !== states[s - 2]);
  const size = at.length;
  if (size === 0) return labels.length === 0 ? 0 : Number.POSITIVE_INFINITY;
  const forward = new Float64Array(size * count).fill(Number.NEGATIVE_INFINITY);
  for (let s = 0; s < Math.min(2, count); s++) forward[s] = log(0, s);
  for (let i = 1; i < size; i++) {
    for (let s = 0; s < count; s++) {
      const before = (back: number) => (s < back ? Number.NEGATIVE_INFINITY : forward[(i - 1) * count + s - back]!);
      forward[i * count + s] =
        log(i, s) + logSum(before(0), before(1), skips[s] ? before(2) : Number.NEGATIVE_INFINITY);
    }
  }
  const ends = (all: Float64Array, from: number) =>
    logSum(all[from + count - 1]!, count > 1 ? all[from + count - 2]! : Number.NEGATIVE_INFINITY);
  const total = ends(forward, (size - 1) * count);
  if (total === Number.NEGATIVE_INFINITY) return Number.POSITIVE_INFINITY;
  // the log probability of what comes after a state's step
  let after = Float64Array.from(states, (_, s) => (s >= count - 2 ? 0 : Number.NEGATIVE_INFINITY));
  for (let i = size - 1; i >= 0; i--) {
    const to = at[i]! * classes;
    for (let v = 0; v < classes; v++) gradient[to + v] = Math.exp(logs[i * classes + v]!);
    for (let s = 0; s < count; s++) {
      gradient[to + states[s]!]! -= Math.exp(forward[i * count + s]! + after[s]! - total);
    }
    const [next, step] = [after, i];
    after = Float64Array.from(states, (_, s) => {
      const then = (ahead: number) =>
        s + ahead < count ? next[s + ahead]! + log(step, s + ahead) : Number.NEGATIVE_INFINITY;
      return logSum(then(0), then(1), skips[s + 2] ? then(2) : Number.NEGATIVE_INFINITY);
    });
  }
  return -total;
}

/** log(exp(a) + exp(b) + exp(c)). */
export function logSum(a: number, b: number, c = Number.NEGATIVE_INFINITY): number {
  const most = Math.max(a, b, c);
  if (most === Number.NEGATIVE_INFINITY) return most;
  return most + Math.log(Math.exp(a - most) + Math.exp(b - most) + Math.exp(c - most));
}
