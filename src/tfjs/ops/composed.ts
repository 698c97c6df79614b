/** Larger operations: moments, products of many kinds, cells of recurrence, noise. */
import { ops, randomSeed } from "../../index.ts";
import { ConfigError, checkOption, takes } from "../../tensor/index.ts";
import { refused } from "../absent.ts";
import { pooled } from "../tensors/pooling.ts";
import { axesFor, checkNumbers, operand } from "../tensors/rules.ts";
import { convolved, type Pad, type Rounding, transposed } from "../tensors/sliding.ts";
import { chained, type Tensor, tensorOf } from "../tensors/tensor.ts";
import type { Axis, Like, Scalar, Tensor2D, Tensor3D, Tensor4D, TensorLike } from "../types.ts";
import { randomUniform } from "./random.ts";

/** The mean and the variance over `axis`, by default over all axes; `keepDims` keeps them with length 1. */
export function moments(x: Like, axis?: Axis | null, keepDims = false): { mean: Tensor; variance: Tensor } {
  const values = operand(x);
  return {
    mean: chained(ops.mean(values, axesFor(axis), keepDims)),
    variance: chained(ops.variance(values, axesFor(axis), keepDims)),
  };
}

/** Every element of one vector times every element of another. */
export const outerProduct = (v1: Like, v2: Like): Tensor2D =>
  tensorOf(v1)
    .reshape([-1, 1])
    .matMul(tensorOf(v2).reshape([1, -1]));

/** Einstein's summation of one or two tensors: each letter is an axis, and the letters after "->" remain. */
export function einsum(equation: string, ...tensors: Tensor[]): Tensor {
  checkOption("einsum", "equation", equation, takes.text);
  const plain = equation.replaceAll(/\s/g, "");
  const [left, right] = plain.split("->");
  if (right === undefined) {
    throw new ConfigError({
      what: "einsum needs an equation with an arrow.",
      expected: '"ij,jk->ik"',
      received: equation,
    });
  }
  if (tensors.length === 2) return chained(ops.einsum(plain, operand(tensors[0]!), operand(tensors[1]!)));
  if (tensors.length !== 1) refused("einsum", "the number of tensors", tensors.length, "1 or 2");
  const letters = [...left!];
  const summed = letters.flatMap((letter, axis) => (right.includes(letter) ? [] : [axis]));
  const kept = letters.filter((letter) => right.includes(letter));
  const x = operand(tensors[0]!);
  const result = summed.length === 0 ? x : ops.sum(x, summed);
  return chained(
    ops.transpose(
      result,
      [...right].map((letter) => kept.indexOf(letter)),
    ),
  );
}

/** {@link batchNorm2d} and its sisters say how many axes x has. */
const normalized = <T extends Tensor>(
  x: Like,
  mean: Like,
  variance: Like,
  offset?: Like,
  scale?: Like,
  varianceEpsilon?: number,
): T => tensorOf(x).batchNorm(mean, variance, offset, scale, varianceEpsilon);
/** Batch normalization of a matrix. */
export const batchNorm2d = normalized<Tensor2D>;
/** Batch normalization of a tensor of three axes. */
export const batchNorm3d = normalized<Tensor3D>;
/** Batch normalization of a tensor of four axes. */
export const batchNorm4d = normalized<Tensor4D>;

/** One cell of {@link multiRNNCell}: its state c and its output h after some data. */
export type LSTMCellFunc = (data: Tensor2D, c: Tensor2D, h: Tensor2D) => [Tensor2D, Tensor2D];

/**
 * One step of an LSTM: kernel (inputs + units, 4 · units) and bias in the order input, candidate, forget, output. Gives the new c and h.
 */
export function basicLSTMCell(
  forgetBias: Scalar | TensorLike,
  lstmKernel: Like,
  lstmBias: Like,
  data: Like,
  c: Like,
  h: Like,
): [Tensor2D, Tensor2D] {
  checkNumbers("basicLSTMCell", { forgetBias: operand(forgetBias).item() });
  const gates = ops.add(
    ops.matmul(ops.concatenate([operand(data), operand(h)], 1), operand(lstmKernel)),
    operand(lstmBias),
  );
  const [input, candidate, forget, output] = ops.split(gates, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
  const kept = ops.multiply(operand(c), ops.sigmoid(ops.add(forget, operand(forgetBias))));
  const state = ops.add(ops.multiply(ops.sigmoid(input), ops.tanh(candidate)), kept);
  return [chained(state), chained(ops.multiply(ops.tanh(state), ops.sigmoid(output)))];
}

/** One step of cells on top of each other. Gives the new c and h of each. */
export function multiRNNCell(
  lstmCells: LSTMCellFunc[],
  data: Like,
  c: readonly Like[],
  h: readonly Like[],
): [Tensor2D[], Tensor2D[]] {
  checkOption("multiRNNCell", "lstmCells", lstmCells, takes.listOf(takes.callable));
  for (const [name, list] of [
    ["c", c],
    ["h", h],
  ] as const)
    checkOption("multiRNNCell", name, list, takes.list);
  let input = tensorOf<Tensor2D>(data as Tensor2D);
  const [states, outputs]: [Tensor2D[], Tensor2D[]] = [[], []];
  for (const [i, cell] of lstmCells.entries()) {
    const [state, output] = cell(input, tensorOf(c[i] as Tensor2D), tensorOf(h[i] as Tensor2D));
    states.push(state);
    outputs.push(output);
    input = output;
  }
  return [states, outputs];
}

/** Elements set to 0 with the probability `rate`, the others divided by 1 - rate; one draw for each element of `noiseShape`. */
export function dropout(
  x: Like,
  rate: number,
  noiseShape?: readonly (number | null)[],
  seed?: number | string,
): Tensor {
  const values = operand(x);
  checkOption("dropout", "rate", rate, takes.fraction);
  if (rate === 0) return tensorOf(values).clone();
  if (noiseShape != null)
    checkOption("dropout", "noiseShape", noiseShape, takes.listOf(takes.orNull(takes.positiveInteger)));
  const named = noiseShape?.length === values.rank;
  const shape = named
    ? values.shape.map((length, axis) => noiseShape[axis] ?? length)
    : [...(noiseShape ?? values.shape)];
  const draws = randomUniform(shape as [number], 0, 1, "float32", seed ?? randomSeed());
  const kept = ops.cast(ops.greaterEqual(draws, rate), "float32");
  return chained(ops.multiply(values, ops.divide(kept, 1 - rate)));
}

/** v moved towards x by 1 - decay; with `zeroDebias` divided by 1 - decay^step, and `step` is needed. */
export function movingAverage<T extends Tensor>(
  v: T | TensorLike,
  x: T | TensorLike,
  decay: number | Scalar,
  step?: number | Scalar,
  zeroDebias = true,
): T {
  const [from, share] = [operand(v), operand(decay)];
  checkNumbers("movingAverage", { decay: share.item(), ...(step != null && { step: operand(step).item() }) });
  let move = ops.multiply(ops.subtract(operand(x), from), ops.subtract(1, share));
  if (zeroDebias) {
    if (step == null) throw new ConfigError({ what: "movingAverage: with zeroDebias, step is needed." });
    move = ops.divide(move, ops.subtract(1, ops.power(share, operand(step))));
  }
  return chained(ops.add(from, move)) as unknown as T;
}

/** One number for all three axes, or one for each. */
type Three = number | [number, number, number];
/** Convolution along three axes: x (B, D, H, W, C) and filter (depth, height, width, C, N). */
export function conv3d<T extends Tensor>(
  x: Like,
  filter: Like,
  strides: Three,
  pad: "valid" | "same",
  dataFormat: "NDHWC" | "NCDHW" = "NDHWC",
  dilations: Three = 1,
): T {
  const how = { name: "conv3d", axes: 3, strides, pad, dataFormat, dilations };
  return chained(convolved(operand(x), operand(filter), how)) as unknown as T;
}
/** The gradient of {@link conv3d} by its input: filter (depth, height, width, out, in). */
export function conv3dTranspose<T extends Tensor>(
  x: Like,
  filter: Like,
  outputShape: readonly number[],
  strides: Three,
  pad: "valid" | "same",
): T {
  const how = { name: "conv3dTranspose", axes: 3, strides, pad };
  return chained(transposed(operand(x), operand(filter), outputShape, how)) as unknown as T;
}
/** The mean of each window along three axes. */
export function avgPool3d<T extends Tensor>(
  x: Like,
  filterSize: Three,
  strides: Three,
  pad: Pad,
  dimRoundingMode?: Rounding,
  dataFormat: "NDHWC" | "NCDHW" = "NDHWC",
): T {
  const how = { name: "avgPool3d", axes: 3, strides, pad, dimRoundingMode, dataFormat };
  return chained(pooled("avg", operand(x), filterSize, how)) as unknown as T;
}
/** The largest of each window along three axes. */
export function maxPool3d<T extends Tensor>(
  x: Like,
  filterSize: Three,
  strides: Three,
  pad: Pad,
  dimRoundingMode?: Rounding,
  dataFormat: "NDHWC" | "NCDHW" = "NDHWC",
): T {
  const how = { name: "maxPool3d", axes: 3, strides, pad, dimRoundingMode, dataFormat };
  return chained(pooled("max", operand(x), filterSize, how)) as unknown as T;
}
