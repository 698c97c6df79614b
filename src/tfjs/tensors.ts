/** Tensors with TensorFlow.js's chained methods, and the functions that make them. */

import type { DType, Shape, TensorLike } from "../index.ts";
import {
  type NestedArray,
  ops,
  Tensor as Plain,
  fill as plainFill,
  tensor as plainTensor,
  Random,
  randomSeed,
} from "../index.ts";
import { checkOption, takes } from "../tensor/index.ts";

/** Anything that a function takes for a tensor. */
export type Like = TensorLike;
type Axis = number | readonly number[];

/** A tensor whose methods are the functions of the same name. */
export class Tensor extends Plain {
  add(b: Like): Tensor {
    return chained(ops.add(this, b));
  }
  sub(b: Like): Tensor {
    return chained(ops.subtract(this, b));
  }
  mul(b: Like): Tensor {
    return chained(ops.multiply(this, b));
  }
  div(b: Like): Tensor {
    return chained(ops.divide(this, b));
  }
  pow(b: Like): Tensor {
    return chained(ops.power(this, b));
  }
  maximum(b: Like): Tensor {
    return chained(ops.maximum(this, b));
  }
  minimum(b: Like): Tensor {
    return chained(ops.minimum(this, b));
  }
  equal(b: Like): Tensor {
    return chained(ops.equal(this, b));
  }
  greater(b: Like): Tensor {
    return chained(ops.greater(this, b));
  }
  less(b: Like): Tensor {
    return chained(ops.less(this, b));
  }
  abs(): Tensor {
    return chained(ops.abs(this));
  }
  exp(): Tensor {
    return chained(ops.exp(this));
  }
  log(): Tensor {
    return chained(ops.log(this));
  }
  neg(): Tensor {
    return chained(ops.negative(this));
  }
  sqrt(): Tensor {
    return chained(ops.sqrt(this));
  }
  square(): Tensor {
    return chained(ops.square(this));
  }
  relu(): Tensor {
    return chained(ops.relu(this));
  }
  sigmoid(): Tensor {
    return chained(ops.sigmoid(this));
  }
  tanh(): Tensor {
    return chained(ops.tanh(this));
  }
  softmax(): Tensor {
    return chained(ops.softmax(this));
  }
  sum(axis?: Axis, keepDims = false): Tensor {
    return chained(ops.sum(this, axis, keepDims));
  }
  mean(axis?: Axis, keepDims = false): Tensor {
    return chained(ops.mean(this, axis, keepDims));
  }
  max(axis?: Axis, keepDims = false): Tensor {
    return chained(ops.max(this, axis, keepDims));
  }
  min(axis?: Axis, keepDims = false): Tensor {
    return chained(ops.min(this, axis, keepDims));
  }
  argMax(axis = 0): Tensor {
    return chained(ops.argMax(this, axis));
  }
  argMin(axis = 0): Tensor {
    return chained(ops.argMin(this, axis));
  }
  matMul(b: Like, transposeA = false, transposeB = false): Tensor {
    return chained(ops.matmul(this, b, { transposeA, transposeB }));
  }
  reshape(shape: Shape): Tensor {
    return chained(ops.reshape(this, shape));
  }
  transpose(order?: readonly number[]): Tensor {
    return chained(ops.transpose(this, order));
  }
  squeeze(axis?: number): Tensor {
    return chained(ops.squeeze(this, axis));
  }
  expandDims(axis = 0): Tensor {
    return chained(ops.expandDims(this, axis));
  }
  flatten(): Tensor {
    return this.reshape([this.size]);
  }
  as1D(): Tensor {
    return this.flatten();
  }
  as2D(rows: number, columns: number): Tensor {
    return this.reshape([rows, columns]);
  }
  as3D(a: number, b: number, c: number): Tensor {
    return this.reshape([a, b, c]);
  }
  asType(dtype: DType): Tensor {
    return chained(ops.cast(this, dtype));
  }
  cast(dtype: DType): Tensor {
    return this.asType(dtype);
  }
  tile(repeats: readonly number[]): Tensor {
    return chained(ops.tile(this, repeats));
  }
  gather(indices: Like): Tensor {
    return chained(ops.gather(this, tensorOf(indices)));
  }
  concat(others: Tensor | readonly Tensor[], axis = 0): Tensor {
    return chained(ops.concatenate([this, ...[others].flat()], axis));
  }
  slice(begin: Axis, size?: Axis): Tensor {
    return chained(
      ops.slice(this, [begin].flat() as number[], size === undefined ? size : ([size].flat() as number[])),
    );
  }
  clone(): Tensor {
    return chained(this);
  }
  /** Nothing: tensors are collected like any other object. */
  dispose(): void {}
  get isDisposed(): boolean {
    return false;
  }
}

/** A tensor with methods, on the same elements. */
export function chained(tensor: Plain): Tensor {
  return tensor instanceof Tensor ? tensor : new Tensor(tensor.shape, tensor.dtype, tensor.storage);
}

/** Any values as a tensor with methods. */
export function tensorOf(values: Like): Tensor {
  return chained(values instanceof Plain ? values : plainTensor(values));
}

export function tensor(values: Like, shape?: Shape, dtype?: DType): Tensor {
  return chained(plainTensor(values, shape, dtype));
}
export const tensor1d = (values: Like, dtype?: DType) => tensor(values, undefined, dtype);
export const tensor2d = tensor;
export const tensor3d = tensor;
export const tensor4d = tensor;
export const scalar = (value: number, dtype?: DType) => tensor(value as NestedArray as Like, [], dtype);

const filled = (shape: Shape, value: number, dtype?: DType) => chained(plainFill(shape, value, dtype));
export const zeros = (shape: Shape, dtype?: DType) => filled(shape, 0, dtype);
export const ones = (shape: Shape, dtype?: DType) => filled(shape, 1, dtype);
export const fill = filled;
export const zerosLike = (x: Like) => likeOf(x, 0);
export const onesLike = (x: Like) => likeOf(x, 1);
const likeOf = (x: Like, value: number) => filled(tensorOf(x).shape, value, tensorOf(x).dtype);
export const oneHot = (indices: Like, depth: number) => chained(ops.oneHot(tensorOf(indices), depth));

/** Uniform numbers; the same for the same seed, though not TensorFlow.js's. */
export function randomUniform(shape: Shape, low = 0, high = 1, dtype?: DType, seed = randomSeed()): Tensor {
  checkNumbers({ low, high });
  const random = new Random(seed);
  return drawn(shape, () => low + (high - low) * random.uniform(), dtype);
}

/** Normal numbers; the same for the same seed, though not TensorFlow.js's. */
export function randomNormal(shape: Shape, mean = 0, deviation = 1, dtype?: DType, seed = randomSeed()): Tensor {
  checkNumbers({ mean, deviation });
  const random = new Random(seed);
  return drawn(shape, () => mean + deviation * random.normal(), dtype);
}

function checkNumbers(given: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(given)) checkOption("a random tensor", name, value, takes.finiteNumber);
}

function drawn(shape: Shape, draw: () => number, dtype?: DType): Tensor {
  const values = plainFill(shape, 0).dataSync();
  for (let i = 0; i < values.length; i++) values[i] = draw();
  return tensor(values, shape, dtype);
}

/** Elements that are set one by one. */
export class TensorBuffer {
  readonly values: Float32Array;

  constructor(
    readonly shape: Shape,
    readonly dtype: DType = "float32",
  ) {
    this.values = plainFill(shape, 0).dataSync() as Float32Array;
  }

  set(value: number, ...place: number[]): void {
    this.values[this.at(place)] = value;
  }

  get(...place: number[]): number {
    return this.values[this.at(place)]!;
  }

  toTensor(): Tensor {
    return tensor(this.values.slice(), this.shape, this.dtype);
  }

  private at(place: readonly number[]): number {
    return this.shape.reduce((offset, length, axis) => offset * length + (place[axis] ?? 0), 0);
  }
}

export const buffer = (shape: Shape, dtype?: DType) => new TensorBuffer(shape, dtype);
