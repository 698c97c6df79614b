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
/** One axis, or a list of them; negative ones count from the last. */
type Axis = number | readonly number[];

/** A tensor whose methods are the functions of the same name. */
export class Tensor extends Plain {
  /** Elementwise this + b, with broadcasting. */
  add(b: Like): Tensor {
    return chained(ops.add(this, b));
  }
  /** Elementwise this - b, with broadcasting. */
  sub(b: Like): Tensor {
    return chained(ops.subtract(this, b));
  }
  /** Elementwise this · b, with broadcasting. */
  mul(b: Like): Tensor {
    return chained(ops.multiply(this, b));
  }
  /** Elementwise this / b, with broadcasting. */
  div(b: Like): Tensor {
    return chained(ops.divide(this, b));
  }
  /** Elementwise this to the power b, with broadcasting; float32. */
  pow(b: Like): Tensor {
    return chained(ops.power(this, b));
  }
  /** The larger of both, element by element, with broadcasting. */
  maximum(b: Like): Tensor {
    return chained(ops.maximum(this, b));
  }
  /** The smaller of both, element by element, with broadcasting. */
  minimum(b: Like): Tensor {
    return chained(ops.minimum(this, b));
  }
  /** Where this = b, with broadcasting; `bool`. */
  equal(b: Like): Tensor {
    return chained(ops.equal(this, b));
  }
  /** Where this > b, with broadcasting; `bool`. */
  greater(b: Like): Tensor {
    return chained(ops.greater(this, b));
  }
  /** Where this < b, with broadcasting; `bool`. */
  less(b: Like): Tensor {
    return chained(ops.less(this, b));
  }
  /** The absolute value of each element. */
  abs(): Tensor {
    return chained(ops.abs(this));
  }
  /** e to the power of each element. */
  exp(): Tensor {
    return chained(ops.exp(this));
  }
  /** The natural logarithm of each element. */
  log(): Tensor {
    return chained(ops.log(this));
  }
  /** Each element with the opposite sign. */
  neg(): Tensor {
    return chained(ops.negative(this));
  }
  /** The square root of each element; NaN below 0. */
  sqrt(): Tensor {
    return chained(ops.sqrt(this));
  }
  /** The square of each element. */
  square(): Tensor {
    return chained(ops.square(this));
  }
  /** max(x, 0) of each element. */
  relu(): Tensor {
    return chained(ops.relu(this));
  }
  /** 1 / (1 + exp(-x)) of each element. */
  sigmoid(): Tensor {
    return chained(ops.sigmoid(this));
  }
  /** The hyperbolic tangent of each element. */
  tanh(): Tensor {
    return chained(ops.tanh(this));
  }
  /** exp(x) / Σ exp(x) over the last axis. */
  softmax(): Tensor {
    return chained(ops.softmax(this));
  }
  /** The sum over `axis`, by default over all axes; `keepDims` keeps them with length 1. */
  sum(axis?: Axis, keepDims = false): Tensor {
    return chained(ops.sum(this, axis, keepDims));
  }
  /** The mean over `axis`, by default over all axes; `keepDims` keeps them with length 1. */
  mean(axis?: Axis, keepDims = false): Tensor {
    return chained(ops.mean(this, axis, keepDims));
  }
  /** The largest element over `axis`, by default over all axes; `keepDims` keeps them with length 1. */
  max(axis?: Axis, keepDims = false): Tensor {
    return chained(ops.max(this, axis, keepDims));
  }
  /** The smallest element over `axis`, by default over all axes; `keepDims` keeps them with length 1. */
  min(axis?: Axis, keepDims = false): Tensor {
    return chained(ops.min(this, axis, keepDims));
  }
  /** The index of the first largest element along `axis`, int32; the result has no such axis. Default axis 0, as in TensorFlow.js. */
  argMax(axis = 0): Tensor {
    return chained(ops.argMax(this, axis));
  }
  /** The index of the first smallest element along `axis`, int32; the result has no such axis. Default axis 0, as in TensorFlow.js. */
  argMin(axis = 0): Tensor {
    return chained(ops.argMin(this, axis));
  }
  /**
   * The matrix product: (..., M, K) and (..., K, N) give (..., M, N). The flags swap the last two axes first.
   * @throws ShapeError when the inner lengths differ
   */
  matMul(b: Like, transposeA = false, transposeB = false): Tensor {
    return chained(ops.matmul(this, b, { transposeA, transposeB }));
  }
  /** The same elements in another shape; one length may be -1. @throws ShapeError when the sizes differ */
  reshape(shape: Shape): Tensor {
    return chained(ops.reshape(this, shape));
  }
  /** The axes in the given order; without one, reversed. */
  transpose(order?: readonly number[]): Tensor {
    return chained(ops.transpose(this, order));
  }
  /** Removes axes of length 1: the given one, or all. */
  squeeze(axis?: number): Tensor {
    return chained(ops.squeeze(this, axis));
  }
  /** Adds an axis of length 1 before `axis`. Default 0, as in TensorFlow.js. */
  expandDims(axis = 0): Tensor {
    return chained(ops.expandDims(this, axis));
  }
  /** The same elements along a single axis. */
  flatten(): Tensor {
    return this.reshape([this.size]);
  }
  /** The same as {@link flatten}. */
  as1D(): Tensor {
    return this.flatten();
  }
  /** The same elements in the shape (rows, columns). */
  as2D(rows: number, columns: number): Tensor {
    return this.reshape([rows, columns]);
  }
  /** The same elements in the shape (a, b, c). */
  as3D(a: number, b: number, c: number): Tensor {
    return this.reshape([a, b, c]);
  }
  /** The elements converted to another type. */
  asType(dtype: DType): Tensor {
    return chained(ops.cast(this, dtype));
  }
  /** The same as {@link asType}. */
  cast(dtype: DType): Tensor {
    return this.asType(dtype);
  }
  /** `repeats[axis]` copies along each axis. */
  tile(repeats: readonly number[]): Tensor {
    return chained(ops.tile(this, repeats));
  }
  /** Rows by number: (R, ...) and indices of shape S give (...S, ...). @throws ShapeError when an index is outside 0 to R - 1 */
  gather(indices: Like): Tensor {
    return chained(ops.gather(this, tensorOf(indices)));
  }
  /** This tensor and others, one after the other along `axis`. Default 0. All other axes must have equal lengths. */
  concat(others: Tensor | readonly Tensor[], axis = 0): Tensor {
    return chained(ops.concatenate([this, ...[others].flat()], axis));
  }
  /** The block of `size` that starts at `begin`; by default to the end of each axis, which -1 also means. */
  slice(begin: Axis, size?: Axis): Tensor {
    return chained(
      ops.slice(this, [begin].flat() as number[], size === undefined ? size : ([size].flat() as number[])),
    );
  }
  /** A tensor of the same elements. Elements never change, so they are not copied. */
  clone(): Tensor {
    return chained(this);
  }
  /** Nothing: tensors are collected like any other object. */
  dispose(): void {}
  /** Always false: tensors need no disposal here. */
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

/** A tensor of the given values: nested lists, a typed array or a number. `shape` and `dtype` default to those of the values. */
export function tensor(values: Like, shape?: Shape, dtype?: DType): Tensor {
  return chained(plainTensor(values, shape, dtype));
}
/** A tensor of one axis. */
export const tensor1d = (values: Like, dtype?: DType) => tensor(values, undefined, dtype);
/** A tensor of two axes; flat values need the `shape` (rows, columns). */
export const tensor2d = tensor;
/** A tensor of three axes; flat values need the `shape`. */
export const tensor3d = tensor;
/** A tensor of four axes; flat values need the `shape`. */
export const tensor4d = tensor;
/** A tensor of one number, with the shape []. */
export const scalar = (value: number, dtype?: DType) => tensor(value as NestedArray as Like, [], dtype);

const filled = (shape: Shape, value: number, dtype?: DType) => chained(plainFill(shape, value, dtype));
/** A tensor of zeros. Default float32. */
export const zeros = (shape: Shape, dtype?: DType) => filled(shape, 0, dtype);
/** A tensor of ones. Default float32. */
export const ones = (shape: Shape, dtype?: DType) => filled(shape, 1, dtype);
/** A tensor with one value everywhere. Default float32. */
export const fill = filled;
/** Zeros in the shape and type of x. */
export const zerosLike = (x: Like) => likeOf(x, 0);
/** Ones in the shape and type of x. */
export const onesLike = (x: Like) => likeOf(x, 1);
const likeOf = (x: Like, value: number) => filled(tensorOf(x).shape, value, tensorOf(x).dtype);
/** Rows with 1 at each index and 0 elsewhere: indices of shape S give (...S, depth), float32. */
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
  /** All elements, row-major. */
  readonly values: Float32Array;

  constructor(
    /** The length of each axis. */
    readonly shape: Shape,
    /** The type of the tensor that {@link toTensor} makes. */
    readonly dtype: DType = "float32",
  ) {
    this.values = plainFill(shape, 0).dataSync() as Float32Array;
  }

  /** Sets the element at the place given by one index for each axis. */
  set(value: number, ...place: number[]): void {
    this.values[this.at(place)] = value;
  }

  /** The element at the place given by one index for each axis. */
  get(...place: number[]): number {
    return this.values[this.at(place)]!;
  }

  /** A tensor of the elements so far; later calls of {@link set} do not change it. */
  toTensor(): Tensor {
    return tensor(this.values.slice(), this.shape, this.dtype);
  }

  private at(place: readonly number[]): number {
    return this.shape.reduce((offset, length, axis) => offset * length + (place[axis] ?? 0), 0);
  }
}

/** A buffer of zeros to fill element by element; `toTensor()` makes the tensor. Default float32. */
export const buffer = (shape: Shape, dtype?: DType) => new TensorBuffer(shape, dtype);
