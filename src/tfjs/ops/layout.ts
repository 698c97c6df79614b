/** Shapes, parts and places of elements. */

import { wholes } from "../tensors/rules.ts";
import { chained, type Tensor, tensorOf } from "../tensors/tensor.ts";
import type { Axis, DataType, Like, Rank, ShapeMap, Tensor1D, Tensor4D, TensorLike } from "../types.ts";

/** The same elements in another shape; one length may be -1. @throws ShapeError when the sizes differ */
export const reshape = <R extends Rank>(x: Like, shape: ShapeMap[R]): Tensor<R> => tensorOf(x).reshape(shape);
/** The axes in the given order; without one, reversed. Nothing here is complex, so that `conjugate` changes nothing. */
export const transpose = <T extends Tensor>(
  x: T | TensorLike,
  perm?: readonly number[] | null,
  _conjugate?: boolean,
): T => tensorOf(x).transpose(perm);
/** Removes axes of length 1: the given ones, or all. */
export const squeeze = <T extends Tensor>(x: Like, axis?: Axis): T => tensorOf(x).squeeze(axis);
/** Adds an axis of length 1 before `axis`. Default 0. */
export const expandDims = <T extends Tensor>(x: Like, axis = 0): T => tensorOf(x).expandDims(axis);
/** `reps[axis]` copies along each axis. */
export const tile = <T extends Tensor>(x: T | TensorLike, reps: readonly number[]): T => tensorOf(x).tile(reps);
/** The elements stretched over a larger shape. */
export const broadcastTo = <R extends Rank>(x: Like, shape: ShapeMap[R]): Tensor<R> => tensorOf(x).broadcastTo(shape);
/** Slices along `axis` (default 0) by number; the first `batchDims` axes of both tensors pair up. @throws ShapeError when an index is outside the axis */
export const gather = <T extends Tensor>(x: T | TensorLike, indices: Like, axis = 0, batchDims = 0): T =>
  tensorOf<T>(x).gather(indices, axis, batchDims);
/** The block of `size` that starts at `begin`; to the end of an axis where size has -1 or nothing. */
export const slice = <T extends Tensor>(x: T | TensorLike, begin: Axis, size?: Axis): T =>
  tensorOf<T>(x).slice(begin, size);
/** The elements from `begin` to before `end` in steps of `strides`. The masks are of bits, one for each entry: begin or end at the edge, one entry for all axes left out, a new axis, an axis that is lost. */
export const stridedSlice = (
  x: Like,
  begin: readonly number[],
  end: readonly number[],
  strides?: readonly number[],
  beginMask = 0,
  endMask = 0,
  ellipsisMask = 0,
  newAxisMask = 0,
  shrinkAxisMask = 0,
): Tensor =>
  tensorOf(x).stridedSlice(begin, end, strides, beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask);
/** Parts along `axis` (default 0): a number of equal parts, or parts of the given sizes, one of which may be -1. */
export const split = <T extends Tensor>(x: Like, numOrSizeSplits: number | readonly number[], axis = 0): T[] =>
  tensorOf(x).split(numOrSizeSplits, axis);
/** The parts along `axis` (default 0), without it. */
export const unstack = (x: Like, axis = 0): Tensor[] => tensorOf(x).unstack(axis);
/** The order along the axes turned round, by default along all. */
export const reverse = <T extends Tensor>(x: T | TensorLike, axis?: Axis): T => tensorOf<T>(x).reverse(axis);
/** `constantValue` (default 0) around x: `paddings[axis]` = [before, after]. */
export const pad = <T extends Tensor>(
  x: T | TensorLike,
  paddings: readonly (readonly [number, number])[],
  constantValue = 0,
): T => tensorOf(x).pad(paddings, constantValue);
/** x's own mirror image around it, with the edge (`symmetric`) or without it (`reflect`): `paddings[axis]` = [before, after]. */
export const mirrorPad = <T extends Tensor>(
  x: T | TensorLike,
  paddings: readonly (readonly [number, number])[],
  mode: "reflect" | "symmetric",
): T => tensorOf(x).mirrorPad(paddings, mode);
/** `onValue` at each index and `offValue` elsewhere: indices of shape S give (...S, depth), int32 unless `dtype` says otherwise. */
export const oneHot = (indices: Like, depth: number, onValue = 1, offValue = 0, dtype: DataType = "int32"): Tensor =>
  chained(wholes("oneHot", indices)).oneHot(depth, onValue, offValue, dtype);
/**
 * The unique slices along `axis` (default 0) in order of first appearance, and for each slice the index of its unique
 * one (int32).
 */
export const unique = <T extends Tensor>(x: T | TensorLike, axis = 0): { values: T; indices: Tensor1D } =>
  tensorOf<T>(x).unique(axis) as unknown as { values: T; indices: Tensor1D };
/** The sums of the rows of each segment: x (R, ...) and ids (R) give (numSegments, ...). */
export const unsortedSegmentSum = <T extends Tensor>(x: T | TensorLike, segmentIds: Like, numSegments: number): T =>
  tensorOf<T>(x).unsortedSegmentSum(segmentIds, numSegments);
/** Moves blocks from the batch axis into the axes after it, minus `crops`. */
export const batchToSpaceND = <T extends Tensor>(
  x: T | TensorLike,
  blockShape: readonly number[],
  crops: readonly (readonly number[])[],
): T => tensorOf(x).batchToSpaceND(blockShape, crops);
/** Moves blocks of the axes after the batch, padded by `paddings`, into the batch axis. */
export const spaceToBatchND = <T extends Tensor>(
  x: T | TensorLike,
  blockShape: readonly number[],
  paddings: readonly (readonly number[])[],
): T => tensorOf(x).spaceToBatchND(blockShape, paddings);
/** Channels laid out as blocks of height and width. */
export const depthToSpace = (
  x: Tensor4D | TensorLike,
  blockSize: number,
  dataFormat: "NHWC" | "NCHW" = "NHWC",
): Tensor4D => tensorOf(x).depthToSpace(blockSize, dataFormat);
/** The matrix product: (..., M, K) and (..., K, N) give (..., M, N). The flags swap the last two axes first. @throws ShapeError when the inner lengths differ */
export const matMul = <T extends Tensor>(a: Like, b: Like, transposeA = false, transposeB = false): T =>
  tensorOf(a).matMul(b, transposeA, transposeB);
/** The product of two vectors, of a matrix and a vector, or of two matrices. */
export const dot = (t1: Like, b: Like): Tensor => tensorOf(t1).dot(b);
