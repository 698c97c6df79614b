/** Shapes, parts and places of elements, as methods. */
import { ops, type Tensor as Plain } from "../../index.ts";
import type {
  Axis,
  DataType,
  Like,
  Rank,
  Scalar,
  ShapeMap,
  Tensor,
  Tensor1D,
  Tensor2D,
  Tensor3D,
  Tensor4D,
  Tensor5D,
  TensorLike,
} from "../types.ts";
import { batchToSpace, depthToSpace, gathered, mirrored, padded, parted, spaceToBatch } from "./places.ts";
import { Reductions } from "./reductions.ts";
import { axesOf, operand, plainOf, wholeAsOperands, wholes } from "./rules.ts";
import { dotted, oneHotOf, segmentSums, squeezed, uniqueOf } from "./shapes.ts";
import { type SliceMasks, strided } from "./strided.ts";
import { joined, moved } from "./texts.ts";

/** Shapes, parts and places of elements, as methods. */
export abstract class Layout<R extends Rank = Rank> extends Reductions<R> {
  /** The same elements in another shape; one length may be -1. @throws ShapeError when the sizes differ */
  reshape<T extends Tensor>(shape: readonly number[]): T {
    return this.made(moved(this, (x) => ops.reshape(x, shape)));
  }
  /** The same elements in the shape of x. */
  reshapeAs<T extends Tensor>(x: T): T {
    return this.reshape(x.shape);
  }
  /** The same elements along a single axis. */
  flatten(): Tensor1D {
    return this.reshape([this.size]);
  }
  /** A tensor of one element as a single number. @throws ShapeError for more elements */
  asScalar(): Scalar {
    return this.reshape([]);
  }
  /** The same as {@link flatten}. */
  as1D(): Tensor1D {
    return this.reshape([this.size]);
  }
  /** The same elements in the shape (rows, columns). */
  as2D(rows: number, columns: number): Tensor2D {
    return this.reshape([rows, columns]);
  }
  /** The same elements in the shape (rows, columns, depth). */
  as3D(rows: number, columns: number, depth: number): Tensor3D {
    return this.reshape([rows, columns, depth]);
  }
  /** The same elements in a shape of four axes. */
  as4D(rows: number, columns: number, depth: number, depth2: number): Tensor4D {
    return this.reshape([rows, columns, depth, depth2]);
  }
  /** The same elements in a shape of five axes. */
  as5D(rows: number, columns: number, depth: number, depth2: number, depth3: number): Tensor5D {
    return this.reshape([rows, columns, depth, depth2, depth3]);
  }
  /** The axes in the given order; without one, reversed. Nothing here is complex, so that `conjugate` changes nothing. */
  transpose<T extends Tensor>(perm?: readonly number[] | null, _conjugate?: boolean): T {
    return this.made(moved(this, (x) => ops.transpose(x, perm ?? undefined)));
  }
  /** Removes axes of length 1: the given ones, or all. */
  squeeze<T extends Tensor>(axis?: Axis): T {
    return this.made(moved(this, (x) => squeezed(x, axis)));
  }
  /** Adds an axis of length 1 before `axis`. Default 0. */
  expandDims<T extends Tensor>(axis = 0): T {
    return this.made(moved(this, (x) => ops.expandDims(x, Array.isArray(axis) && axis.length === 1 ? axis[0] : axis)));
  }
  /** `reps[axis]` copies along each axis. */
  tile<T extends Tensor>(reps: readonly number[]): T {
    return this.made(moved(this, (x) => ops.tile(x, reps)));
  }
  /** The elements stretched over a larger shape. */
  broadcastTo<R extends Rank>(shape: ShapeMap[R]): Tensor<R> {
    return this.made(moved(this, (x) => ops.broadcastTo(x, shape)));
  }
  /** Slices along `axis` (default 0) by number; the first `batchDims` axes of both tensors pair up. @throws ShapeError when an index is outside the axis */
  gather<T extends Tensor>(this: T, indices: Like, axis = 0, batchDims = 0): T {
    return this.made(moved(this, (x) => gathered(x, wholes("gather", indices), axis, batchDims)));
  }
  /** The block of `size` that starts at `begin`; to the end of an axis where size has -1 or nothing. */
  slice<T extends Tensor>(this: T, begin: Axis, size?: Axis): T {
    return this.made(moved(this, (x) => ops.slice(x, [begin].flat(), size === undefined ? size : [size].flat())));
  }
  /** The elements from `begin` to before `end` in steps of `strides`. The masks are of bits, one for each entry: begin or end at the edge, one entry for all axes left out, a new axis, an axis that is lost. */
  stridedSlice(
    begin: readonly number[],
    end: readonly number[],
    strides?: readonly number[],
    beginMask = 0,
    endMask = 0,
    ellipsisMask = 0,
    newAxisMask = 0,
    shrinkAxisMask = 0,
  ): Tensor {
    const masks: SliceMasks = {
      begin: beginMask,
      end: endMask,
      ellipsis: ellipsisMask,
      newAxis: newAxisMask,
      shrink: shrinkAxisMask,
    };
    return this.made(moved(this, (x) => strided(x, begin, end, strides, masks)));
  }
  /** Parts along `axis` (default 0): a number of equal parts, or parts of the given sizes, one of which may be -1. */
  split<T extends Tensor>(numOrSizeSplits: number | readonly number[], axis = 0): T[] {
    return moved(this, (x) => parted(x, numOrSizeSplits, axis)).map((part) => this.made<T>(part));
  }
  /** The parts along `axis` (default 0), without it. */
  unstack<T extends Tensor>(axis = 0): T[] {
    if (Number.isSafeInteger(axis) && this.shape.at(axis) === 0) return [];
    return moved(this, (x) => ops.unstack(x, axis)).map((part) => this.made<T>(part));
  }
  /** This tensor and others of its shape along a new axis, by default the first. */
  stack<T extends Tensor>(x: Tensor | Tensor[], axis = 0): T {
    return this.made(joined([this, ...[x].flat()], (all) => ops.stack(all, axis)));
  }
  /** This tensor and others, one after the other along `axis`. Default 0. */
  concat<T extends Tensor>(tensors: T | (T | TensorLike)[], axis = 0): T {
    const others = ([tensors].flat() as Like[]).map((each) => plainOf(each));
    return this.made(joined([this, ...others], (all) => ops.concatenate(all, axis)));
  }
  /** The order along the axes turned round, by default along all. */
  reverse<T extends Tensor>(this: T, axis?: Axis): T {
    return this.made(moved(this, (all) => axesOf(axis, all.rank).reduce<Plain>((x, at) => ops.reverse(x, at), all)));
  }
  /** `constantValue` (default 0) around x: `paddings[axis]` = [before, after]. */
  pad<T extends Tensor>(paddings: readonly (readonly [number, number])[], constantValue = 0): T {
    return this.made(padded(this, paddings, constantValue));
  }
  /** x's own mirror image around it, with the edge (`symmetric`) or without it (`reflect`): `paddings[axis]` = [before, after]. */
  mirrorPad<T extends Tensor>(paddings: readonly (readonly [number, number])[], mode: "reflect" | "symmetric"): T {
    return this.made(mirrored(this, paddings, mode));
  }
  /** `onValue` at each index and `offValue` elsewhere: indices of shape S give (...S, depth), int32 unless `dtype` says otherwise. */
  oneHot(depth: number, onValue = 1, offValue = 0, dtype: DataType = "int32"): Tensor {
    return this.made(oneHotOf(wholes("oneHot", this), depth, onValue, offValue, dtype));
  }
  /**
   * The unique slices along `axis` (default 0) in order of first appearance, and for each slice the index of its unique
   * one (int32).
   */
  unique<T extends Tensor>(this: T, axis = 0): { values: T; indices: T } {
    const { values, indices } = uniqueOf(this, axis);
    return { values: this.made(values), indices: this.made(indices) };
  }
  /** The sums of the rows of each segment: x (R, ...) and ids (R) give (numSegments, ...). */
  unsortedSegmentSum<T extends Tensor>(this: T, segmentIds: Like, numSegments: number): T {
    return this.made(segmentSums(this, wholes("unsortedSegmentSum", segmentIds), numSegments));
  }
  /** Moves blocks from the batch axis into the axes after it, minus `crops`. */
  batchToSpaceND<T extends Tensor>(blockShape: readonly number[], crops: readonly (readonly number[])[]): T {
    return this.made(batchToSpace(this, blockShape, crops));
  }
  /** Moves blocks of the axes after the batch, padded by `paddings`, into the batch axis. */
  spaceToBatchND<T extends Tensor>(blockShape: readonly number[], paddings: readonly (readonly number[])[]): T {
    return this.made(spaceToBatch(this, blockShape, paddings));
  }
  /** Channels laid out as blocks of height and width. */
  depthToSpace<T extends Tensor>(blockSize: number, dataFormat: "NHWC" | "NCHW" = "NHWC"): T {
    return this.made(depthToSpace(this, blockSize, dataFormat === "NCHW"));
  }
  /** The matrix product: (..., M, K) and (..., K, N) give (..., M, N). The flags swap the last two axes first. @throws ShapeError when the inner lengths differ */
  matMul<T extends Tensor>(b: Like, transposeA = false, transposeB = false): T {
    const other = operand(b);
    return this.made(wholeAsOperands(ops.matmul(this, other, { transposeA, transposeB }), this, other));
  }
  /** The product of two vectors, of a matrix and a vector, or of two matrices. */
  dot(b: Like): Tensor {
    return this.made(dotted(this, operand(b)));
  }
}
