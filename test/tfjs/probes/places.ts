/** Calls that move, pick and place elements. Each row runs on TensorFlow.js and on Recurve. */
import { better, type Row } from "../compare.ts";

const matrix = [
  [1, 5, 3],
  [4, 2, 6],
];

export const rows: Row[] = [
  (tf) => tf.reshape(matrix, [3, -1]),
  (tf) => tf.reshape(matrix, [4]),
  (tf) => tf.tensor(matrix).reshapeAs(tf.zeros([3, 2])),
  (tf) => tf.tensor(matrix).flatten(),
  (tf) => tf.transpose(matrix),
  (tf) =>
    tf.transpose(
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      [2, 0, 1],
    ),
  (tf) => tf.tensor(matrix).transpose(),
  (tf) => tf.squeeze([[[1], [2]]]),
  (tf) => tf.squeeze([[[1], [2]]], [0]),
  (tf) => tf.squeeze([[[1], [2]]], [-1]),
  (tf) => tf.tensor([[[1], [2]]]).squeeze([0, 2]),
  (tf) => tf.squeeze([[1, 2]], [1]),
  (tf) => tf.expandDims([1, 2]),
  (tf) => tf.expandDims([1, 2], 1),
  (tf) => tf.expandDims([1, 2], -1),
  (tf) => tf.tensor([1, 2]).expandDims([0]),
  (tf) => tf.expandDims([1, 2], [0, 1]),
  (tf) => tf.tile([[1, 2]], [2, 2]),
  (tf) => tf.tensor([1, 2]).tile([3]),
  (tf) => tf.broadcastTo([1, 2], [2, 2]),
  (tf) => tf.broadcastTo([1, 2], [3, 3]),
  (tf) => tf.gather(matrix, [1, 0]),
  (tf) => tf.gather(matrix, [2, 0], 1),
  (tf) => tf.gather(matrix, tf.tensor1d([0], "int32"), -1),
  (tf) =>
    tf.gather(
      matrix,
      tf.tensor2d(
        [
          [0, 1],
          [2, 2],
        ],
        [2, 2],
        "int32",
      ),
      1,
    ),
  (tf) =>
    tf.gather(
      matrix,
      tf.tensor2d(
        [
          [0, 1],
          [2, 2],
        ],
        [2, 2],
        "int32",
      ),
      1,
      1,
    ),
  (tf) =>
    tf.gather(
      [
        [
          [1, 2],
          [3, 4],
        ],
        [
          [5, 6],
          [7, 8],
        ],
      ],
      [1],
      2,
    ),
  (tf) => tf.tensor(matrix).gather(tf.tensor1d([0], "int32"), 1),
  (tf) => tf.slice([1, 2, 3, 4], 1, 2),
  (tf) => tf.slice(matrix, [0, 1]),
  (tf) => tf.slice(matrix, [1]),
  (tf) => tf.slice(matrix, [0, 1], [-1, 2]),
  (tf) => tf.slice(matrix, 1),
  (tf) => tf.slice(matrix, [0, 2], [2, 2]),
  (tf) => tf.tensor([1, 2, 3]).slice(1),
  (tf) => tf.slice1d([1, 2, 3], 1, 2),
  (tf) => tf.slice2d(matrix, [0, 1], [1, 2]),
  (tf) => tf.slice3d([[[1, 2]]], [0, 0, 1], [1, 1, 1]),
  (tf) => tf.slice4d([[[[1, 2]]]], [0, 0, 0, 1], [1, 1, 1, 1]),
  (tf) => tf.stridedSlice([0, 1, 2, 3, 4, 5], [1], [5], [2]),
  (tf) => tf.stridedSlice([0, 1, 2, 3, 4, 5], [4], [0], [-2]),
  (tf) => tf.stridedSlice(matrix, [0, 0], [2, 3], [1, 2]),
  (tf) => tf.stridedSlice(matrix, [1, 0], [2, 3], [1, 1], 0, 0, 0, 0, 1),
  (tf) => tf.stridedSlice(matrix, [1, 1], [1, 3], [1, 1], 1, 1),
  (tf) => tf.stridedSlice(matrix, [0, 0], [0, 2], [1, 1], 0, 0, 1),
  (tf) => tf.stridedSlice([0, 1, 2], [0, 0], [1, 2], [1, 1], 0, 0, 0, 1),
  (tf) => tf.stridedSlice([0, 1, 2], [-2], [9], [1]),
  (tf) => tf.split([1, 2, 3, 4], 2),
  (tf) => tf.split(matrix, 3, 1),
  (tf) => tf.split(matrix, [1, 2], 1),
  (tf) => tf.split([1, 2, 3, 4], [1, -1]),
  (tf) => tf.split([1, 2, 3], 2),
  (tf) => tf.tensor(matrix).split(2),
  (tf) => tf.unstack(matrix),
  (tf) => tf.unstack(matrix, 1),
  (tf) => tf.unstack(tf.zeros([0, 2])),
  (tf) => tf.tensor(matrix).unstack(-1),
  (tf) =>
    tf.stack([
      [1, 2],
      [3, 4],
    ]),
  (tf) => tf.stack([tf.tensor([1, 2]), tf.tensor([3, 4])], 1),
  (tf) => tf.stack([[1, 2], [3]]),
  (tf) => tf.tensor([1, 2]).stack(tf.tensor([3, 4]), 1),
  (tf) => tf.concat([[1, 2], [3]]),
  (tf) => tf.concat([matrix, matrix], 1),
  (tf) => tf.concat([matrix, matrix], -1),
  (tf) => tf.concat([tf.tensor1d([1], "int32"), tf.tensor1d([2], "int32")]),
  (tf) => tf.concat([[[1]], [[1, 2]]], 0),
  (tf) => tf.tensor([1]).concat(tf.tensor([2])),
  (tf) => tf.tensor([1]).concat([tf.tensor([2]), tf.tensor([3])]),
  (tf) => tf.concat1d([[1], [2, 3]]),
  (tf) => tf.concat2d([[[1]], [[2]]], 1),
  (tf) => tf.concat3d([[[[1]]], [[[2]]]], 2),
  (tf) => tf.concat4d([[[[[1]]]], [[[[2]]]]], 3),
  (tf) => tf.reverse([1, 2, 3]),
  (tf) => tf.reverse(matrix),
  (tf) => tf.reverse(matrix, 1),
  (tf) => tf.reverse(matrix, [-1]),
  (tf) => tf.tensor(matrix).reverse(0),
  (tf) => tf.reverse1d([1, 2]),
  (tf) => tf.reverse2d(matrix, 1),
  (tf) =>
    tf.reverse3d(
      [
        [
          [1, 2],
          [3, 4],
        ],
      ],
      1,
    ),
  (tf) => tf.reverse4d([[[[1, 2]]]]),
  (tf) => tf.pad([1, 2], [[1, 2]]),
  (tf) => tf.pad([1, 2], [[1, 2]], 9),
  (tf) => tf.pad(tf.tensor1d([1, 2], "int32"), [[1, 0]], 9),
  (tf) =>
    tf.tensor(matrix).pad([
      [0, 0],
      [1, 1],
    ]),
  better("widths for an axis that is not there are refused", (tf) =>
    tf.pad(
      [1, 2],
      [
        [1, 2],
        [0, 0],
      ],
    ),
  ),
  (tf) => tf.pad1d([1], [1, 1]),
  (tf) => tf.pad([1, 2], [[1, 0]], Number.NaN),
  (tf) => tf.pad(tf.tensor1d([false]), [[1, 1]], true),
  (tf) =>
    tf.pad2d(
      [[1]],
      [
        [1, 0],
        [0, 1],
      ],
      4,
    ),
  (tf) =>
    tf.pad3d(
      [[[1]]],
      [
        [1, 0],
        [0, 1],
        [0, 0],
      ],
    ),
  (tf) =>
    tf.pad4d(
      [[[[1]]]],
      [
        [1, 0],
        [0, 1],
        [0, 0],
        [0, 0],
      ],
    ),
  (tf) => tf.mirrorPad([1, 2, 3], [[2, 1]], "reflect"),
  (tf) => tf.mirrorPad([1, 2, 3], [[2, 1]], "symmetric"),
  (tf) =>
    tf.mirrorPad(
      matrix,
      [
        [1, 1],
        [2, 2],
      ],
      "reflect",
    ),
  (tf) => tf.unique([1, 2, 1, 3]),
  (tf) =>
    tf.unique(
      [
        [1, 2],
        [1, 2],
        [3, 4],
      ],
      0,
    ),
  (tf) =>
    tf.unique(
      [
        [1, 1, 2],
        [3, 3, 4],
      ],
      1,
    ),
  (tf) => tf.unsortedSegmentSum([1, 2, 3], tf.tensor1d([1, 0, 1], "int32"), 2),
  (tf) => tf.unsortedSegmentSum([1, 2, 3], tf.tensor1d([0, -1, 5], "int32"), 2),
  (tf) => tf.unsortedSegmentSum(matrix, tf.tensor1d([1, 1], "int32"), 3),
  (tf) => tf.whereAsync([true, false, true]),
  (tf) =>
    tf.whereAsync([
      [true, false],
      [false, true],
    ]),
  (tf) => tf.booleanMaskAsync(matrix, [false, true]),
  (tf) => tf.booleanMaskAsync(matrix, [true, false, true], 1),
  (tf) => tf.setdiff1dAsync([1, 2, 3, 4], [2, 4]),
  (tf) =>
    tf.inTopKAsync(
      [
        [0.1, 0.9],
        [0.8, 0.2],
      ],
      [1, 1],
    ),
  (tf) =>
    tf.gatherND(
      matrix,
      tf.tensor2d(
        [
          [0, 1],
          [1, 2],
        ],
        [2, 2],
        "int32",
      ),
    ),
  (tf) => tf.gatherND(matrix, tf.tensor2d([[1]], [1, 1], "int32")),
  (tf) => tf.scatterND(tf.tensor2d([[1], [3], [1]], [3, 1], "int32"), [5, 6, 7], [4]),
  (tf) => tf.scatterND(tf.tensor2d([[1]], [1, 1], "int32"), [[5, 6]], [2, 2]),
  (tf) => tf.tensorScatterUpdate([1, 2, 3], tf.tensor2d([[1]], [1, 1], "int32"), [9]),
  (tf) => tf.sparseToDense(tf.tensor1d([1, 3], "int32"), [5, 6], [4]),
  (tf) => tf.sparseToDense(tf.tensor1d([1, 3], "int32"), [5, 6], [4], -1),
  (tf) => tf.searchSorted([1, 3, 5], [0, 3, 6]),
  (tf) => tf.searchSorted([1, 3, 5], [0, 3, 6], "right"),
  (tf) => tf.lowerBound([1, 3, 5], [3]),
  (tf) => tf.upperBound([1, 3, 5], [3]),
  (tf) => tf.bincount(tf.tensor1d([1, 1, 2], "int32"), [], 4),
  (tf) => tf.bincount(tf.tensor1d([1, 1, 2], "int32"), [0.5, 1, 2], 4),
  (tf) =>
    tf.denseBincount(
      tf.tensor2d(
        [
          [1, 1],
          [0, 2],
        ],
        [2, 2],
        "int32",
      ),
      [],
      3,
      true,
    ),
  (tf) => tf.math.confusionMatrix(tf.tensor1d([0, 1, 1], "int32"), tf.tensor1d([0, 1, 0], "int32"), 2),
];
