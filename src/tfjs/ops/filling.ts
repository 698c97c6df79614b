/** Tensors by rule: numbers in a row, diagonals, windows over signals. */
import { fill, ops } from "../../index.ts";
import {
  ConfigError,
  checkOption,
  checkShape,
  convertArray,
  makeNumbers,
  ShapeError,
  takes,
  wrap,
} from "../../tensor/index.ts";
import { checkNumbers, numberType, operand, wholes } from "../tensors/rules.ts";
import { chained, type Tensor } from "../tensors/tensor.ts";
import type { DataType, Like, Rank, Tensor1D, Tensor2D } from "../types.ts";

function numbered(length: number, number: (i: number) => number, dtype: DataType = "float32"): Tensor1D {
  checkOption("a row of numbers", "length", length, takes.nonNegativeInteger);
  const values = makeNumbers(length).map((_, i) => number(i));
  return chained(wrap(convertArray(values, numberType(dtype)!), [length], numberType(dtype)!));
}

/** `num` numbers from start to stop, both included, at equal distances. */
export function linspace(start: number, stop: number, num: number): Tensor1D {
  checkOption("linspace", "num", num, takes.positiveInteger);
  checkNumbers("linspace", { start, stop });
  return numbered(num, (i) => (num === 1 ? start : start + (i * (stop - start)) / (num - 1)));
}

/** The numbers from start in steps of `step` to before stop; downwards where stop is below start. Default step 1, float32. */
export function range(start: number, stop: number, step = 1, dtype: "float32" | "int32" = "float32"): Tensor1D {
  checkNumbers("range", { start, stop, step });
  if (step === 0) throw new ConfigError({ what: "range: step must not be 0." });
  const stride = stop < start && step === 1 ? -1 : step;
  const count = Math.sign(stop - start) === Math.sign(stride) ? Math.ceil((stop - start) / stride) : 0;
  return numbered(count, (i) => start + i * stride, dtype);
}

/** Ones where the row is the column, zeros elsewhere; `batchShape` are axes before them, each with the same matrix. */
export function eye(
  numRows: number,
  numColumns = numRows,
  batchShape?: readonly number[] | null,
  dtype: DataType = "float32",
): Tensor2D {
  checkShape(batchShape ?? []);
  const matrix = ops.cast(ops.eye(numRows, numColumns), numberType(dtype)!);
  return chained(batchShape ? ops.broadcastTo(matrix, [...batchShape, numRows, numColumns]) : matrix);
}

/** The elements on the diagonal of zeros: x of shape S gives (...S, ...S). */
export function diag(x: Tensor): Tensor {
  const values = operand(x);
  const flat = ops.multiply(ops.reshape(values, [-1, 1]), ops.eye(values.size));
  return chained(ops.cast(ops.reshape(flat, [...values.shape, ...values.shape]), values.dtype));
}

/** a - b cos(2π i / (length - 1 or, of an even length, length)). */
export function cosineWindow(windowLength: number, a: number, b: number): Tensor1D {
  checkNumbers("cosineWindow", { a, b });
  return numbered(
    windowLength,
    (i) => a - b * Math.cos((2 * Math.PI * i) / (windowLength + (windowLength % 2 === 0 ? 0 : -1))),
  );
}
/** The Hann window, which begins and ends at 0. */
export const hannWindow = (windowLength: number): Tensor1D => cosineWindow(windowLength, 0.5, 0.5);
/** The Hamming window, which begins and ends at 0.08. */
export const hammingWindow = (windowLength: number): Tensor1D => cosineWindow(windowLength, 0.54, 0.46);
/** The smallest power of two that is not below the value. */
export const enclosingPowerOfTwo = (value: number): number => Math.floor(2 ** Math.ceil(Math.log2(value)));

/**
 * Pieces of a signal at equal distances, (pieces, frameLength); with `padEnd`, pieces may extend beyond its end and are
 * filled with `padValue`.
 */
export function frame(signal: Like, frameLength: number, frameStep: number, padEnd = false, padValue = 0): Tensor {
  const x = operand(signal);
  checkOption("frame", "frameLength", frameLength, takes.positiveInteger);
  checkNumbers("frame", { padValue });
  checkOption("frame", "frameStep", frameStep, takes.nonNegativeInteger);
  if (frameStep === 0) return chained(fill([0, frameLength], 0));
  const starts: number[] = [];
  for (let at = 0; padEnd ? at < x.size : at + frameLength <= x.size; at += frameStep) starts.push(at);
  if (starts.length === 0) return chained(fill([0, frameLength], 0));
  const missing = Math.max(starts.at(-1)! + frameLength - x.size, 0);
  const full = missing === 0 ? x : ops.concatenate([x, fill([missing], padValue)], 0);
  return chained(
    ops.stack(
      starts.map((at) => ops.sliceAxis(full, 0, at, at + frameLength)),
      0,
    ),
  );
}

/** The sum of the values of each number 0 to size - 1: how often it comes, or the sum of its weights. */
export function bincount<T extends Tensor1D>(x: Like, weights: Like, size: number): T {
  return denseBincount(x, weights, size);
}

/** {@link bincount} of a vector, or of each row of a matrix; `binaryOutput` says only whether a number comes. */
export function denseBincount<T extends Tensor>(x: Like, weights: Like, size: number, binaryOutput = false): T {
  const [numbers, heavy] = [wholes("bincount", x), operand(weights)];
  if (heavy.size > 0 && heavy.shape.join() !== numbers.shape.join()) {
    throw new ShapeError({
      what: "bincount takes a weight for each number, or none.",
      expected: `[${numbers.shape}] or [0]`,
      received: `[${heavy.shape}]`,
    });
  }
  checkOption("bincount", "size", size, takes.nonNegativeInteger);
  const width = numbers.shape.at(-1) ?? 1;
  const counts = makeNumbers(Math.max(numbers.size / width, 1) * size);
  const values = heavy.read();
  for (const [i, number] of numbers.read().entries()) {
    if (number < 0) throw new ConfigError({ what: "bincount counts numbers of 0 and more.", received: String(number) });
    if (number >= size) continue;
    const at = Math.floor(i / width) * size + number;
    counts[at] = binaryOutput ? 1 : counts[at]! + (heavy.size > 0 ? values[i]! : 1);
  }
  const shape = [...numbers.shape.slice(0, -1), size];
  return chained(wrap(convertArray(counts, heavy.dtype), shape, heavy.dtype)) as unknown as T;
}

/** Bits of whole numbers that are set in both, int32. */
export function bitwiseAnd<T extends Tensor>(x: Tensor, y: Tensor): T {
  const [a, b] = [operand(x), operand(y)];
  if (a.dtype !== "int32" || b.dtype !== "int32" || a.shape.join() !== b.shape.join()) {
    throw new ConfigError({ what: "bitwiseAnd takes two int32 tensors of one shape." });
  }
  const other = b.read();
  return chained(
    wrap(
      Int32Array.from(a.read(), (value, i) => value & other[i]!),
      a.shape,
      "int32",
    ),
  ) as unknown as T;
}

/** The shape that two shapes give by broadcasting, int32. */
export function broadcastArgs<R extends Rank>(s0: Like, s1: Like): Tensor<R> {
  const [a, b] = [operand(s0), operand(s1)].map((shape) => fill([...shape.read()], 0));
  const { shape } = ops.add(a!, b!);
  return chained(wrap(Int32Array.from(shape), [shape.length], "int32"));
}
