/** From the scores that a model trained with CTC gives back to labels: the best path, or a search over label sequences. */
import {
  asTensor,
  type Declared,
  formatShape,
  readOptions,
  ShapeError,
  type Tensor,
  type TensorLike,
  takes,
  wrap,
} from "../tensor/index.ts";
import { cast } from "./cast.ts";
import { logSum } from "./ctc.ts";
import { logSoftmax } from "./softmax.ts";

/** "greedy": the labels of the likeliest path. "beamSearch": the likeliest labels, over all paths that give them. */
export type CtcStrategy = "greedy" | "beamSearch";

/** Options of `ops.ctcDecode`: greedy or beam search, and which steps count. */
export interface CtcDecodeOptions {
  /** How many steps of each row count; all of them by default. */
  sequenceLengths?: TensorLike | undefined;
  /** Default "greedy". */
  strategy?: CtcStrategy | undefined;
  /** beamSearch: how many beginnings are kept at each step. Default 100. */
  beamWidth?: number | undefined;
  /** beamSearch: how many label sequences to give for each row. Default 1. */
  topPaths?: number | undefined;
  /** greedy: join repeats. Default true. */
  mergeRepeated?: boolean | undefined;
  /** The number of the blank. Default 0. */
  maskIndex?: number | undefined;
}

const decodeOptions = {
  sequenceLengths: takes.anything,
  strategy: takes.withDefault(takes.oneOf("greedy", "beamSearch"), "greedy"),
  beamWidth: takes.withDefault(takes.positiveInteger, 100),
  topPaths: takes.withDefault(takes.positiveInteger, 1),
  mergeRepeated: true,
  maskIndex: takes.withDefault(takes.integer, 0),
} satisfies Declared<CtcDecodeOptions>;

/** What {@link ctcDecode} finds: label sequences and their scores. */
export interface CtcDecoded {
  /** Labels, int32 (topPaths, B, T), -1 where a sequence has ended. */
  decoded: Tensor;
  /** (B, topPaths). beamSearch: log probabilities. greedy: the sum of the path's scores, its sign changed, as in Keras. */
  scores: Tensor;
}

/** Labels and how well they do. */
interface Found {
  labels: readonly number[];
  score: number;
}

/**
 * The labels behind scores (B, T, V), before softmax.
 * @throws ShapeError unless the scores have three axes and there is a length for each row; ConfigError for wrong options
 */
export function ctcDecode(scores: TensorLike, options: CtcDecodeOptions = {}): CtcDecoded {
  const { strategy, beamWidth, topPaths, mergeRepeated, maskIndex } = readOptions("ctcDecode", options, decodeOptions);
  const input = cast(asTensor(scores), "float32");
  if (input.rank !== 3) {
    throw new ShapeError({
      what: "ctcDecode needs the scores of every step.",
      expected: "(batch, time, classes)",
      received: formatShape(input.shape),
    });
  }
  const [batch, time, classes] = input.shape as [number, number, number];
  const lengths = lengthsOf(options.sequenceLengths, batch, time);
  const values = strategy === "greedy" ? input.dataSync() : logSoftmax(input).dataSync();
  const paths = strategy === "greedy" ? 1 : topPaths;
  const decoded = new Int32Array(paths * batch * time).fill(-1);
  const found = new Float32Array(batch * paths).fill(Number.NEGATIVE_INFINITY);
  for (let n = 0; n < batch; n++) {
    const steps = Array.from({ length: lengths[n]! }, (_, t) => {
      const from = (n * time + t) * classes;
      return [...values.subarray(from, from + classes)];
    });
    const all =
      strategy === "greedy" ? [bestPath(steps, maskIndex, mergeRepeated)] : search(steps, maskIndex, beamWidth);
    for (const [k, { labels, score }] of all.slice(0, paths).entries()) {
      decoded.set(labels, (k * batch + n) * time);
      found[n * paths + k] = score;
    }
  }
  return { decoded: wrap(decoded, [paths, batch, time], "int32"), scores: wrap(found, [batch, paths], "float32") };
}

function lengthsOf(given: TensorLike | undefined, batch: number, time: number): ArrayLike<number> {
  if (given === undefined) return new Int32Array(batch).fill(time);
  const lengths = cast(given, "int32");
  const values = lengths.dataSync();
  if (lengths.rank === 1 && values.length === batch && values.every((length) => length >= 0 && length <= time)) {
    return values;
  }
  throw new ShapeError({
    what: "The sequenceLengths of ctcDecode do not fit the scores.",
    expected: `${batch} numbers from 0 to ${time}`,
    received: `shape ${formatShape(lengths.shape)}: ${[...values].join(", ")}`,
  });
}

/** The likeliest class of each step, repeats joined and blanks dropped. */
function bestPath(steps: readonly (readonly number[])[], blank: number, mergeRepeated: boolean): Found {
  const path = steps.map((scores) => scores.indexOf(Math.max(...scores)));
  const labels = path.filter((label, t) => label !== blank && !(mergeRepeated && t > 0 && label === path[t - 1]));
  return { labels, score: -steps.reduce((total, scores, t) => total + scores[path[t]!]!, 0) };
}

/** A beginning of the labels: log probabilities of the paths that give it and end in a blank, or in its last label. */
interface Beginning {
  labels: readonly number[];
  blank: number;
  label: number;
}

/** Prefix beam search over log probabilities, the best first. */
function search(steps: readonly (readonly number[])[], blank: number, beamWidth: number): Found[] {
  const none = Number.NEGATIVE_INFINITY;
  let beam: Beginning[] = [{ labels: [], blank: 0, label: none }];
  for (const logs of steps) {
    const next = new Map<string, Beginning>();
    const at = (labels: readonly number[]): Beginning => {
      const key = labels.join();
      const known = next.get(key) ?? { labels, blank: none, label: none };
      next.set(key, known);
      return known;
    };
    for (const { labels, blank: ended, label: open } of beam) {
      const whole = logSum(ended, open);
      const same = at(labels);
      same.blank = logSum(same.blank, whole + logs[blank]!);
      const last = labels.at(-1);
      if (last !== undefined) same.label = logSum(same.label, open + logs[last]!);
      for (const [v, log] of logs.entries()) {
        if (v === blank) continue;
        const longer = at([...labels, v]);
        // a label after itself needs a blank between
        longer.label = logSum(longer.label, (v === last ? ended : whole) + log);
      }
    }
    beam = [...next.values()].sort((a, b) => logSum(b.blank, b.label) - logSum(a.blank, a.label)).slice(0, beamWidth);
  }
  return beam.map(({ labels, blank: ended, label: open }) => ({ labels, score: logSum(ended, open) }));
}
