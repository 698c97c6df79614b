/** Products of matrices and windows that slide. Each row runs on TensorFlow.js and on Recurve. */
import { better, type Row } from "../compare.ts";

const matrix = [
  [1, 5, 3],
  [4, 2, 6],
];
const windows = (tf: any) =>
  tf.tensor(
    Array.from({ length: 50 }, (_, i) => Math.sin(i)),
    [1, 5, 5, 2],
  );

export const rows: Row[] = [
  (tf) => tf.matMul(matrix, [[1], [2], [3]]),
  (tf) => tf.matMul(matrix, matrix, false, true),
  (tf) => tf.matMul(matrix, matrix, true, false),
  (tf) => tf.tensor(matrix).matMul(tf.tensor(matrix), true),
  (tf) =>
    tf.matMul(
      [matrix, matrix],
      [
        [[1], [2], [3]],
        [[1], [0], [0]],
      ],
    ),
  (tf) => tf.matMul([matrix, matrix], [[[1], [2], [3]]]),
  (tf) => tf.matMul(matrix, matrix),
  (tf) => tf.matMul(tf.tensor2d([[1, 2]], [1, 2], "int32"), tf.tensor2d([[3], [4]], [2, 1], "int32")),
  (tf) => tf.dot([1, 2], [3, 4]),
  (tf) => tf.dot(matrix, [1, 2, 3]),
  (tf) => tf.dot([1, 2], matrix),
  (tf) => tf.dot(matrix, [[1], [2], [3]]),
  (tf) => tf.tensor([1, 2]).dot(tf.tensor([3, 4])),
  (tf) => tf.outerProduct([1, 2], [3, 4]),
  (tf) => tf.einsum("ij,jk->ik", tf.tensor(matrix), tf.tensor([[1], [2], [3]])),
  (tf) => tf.einsum("ij->ji", tf.tensor(matrix)),
  (tf) => tf.einsum("ij->i", tf.tensor(matrix)),
  (tf) => tf.einsum("ij,ij->", tf.tensor(matrix), tf.tensor(matrix)),
  (tf) => tf.meshgrid([1, 2, 3], [4, 5]),
  (tf) => tf.meshgrid([1, 2, 3], [4, 5], { indexing: "ij" }),
  (tf) => tf.broadcastArgs(tf.tensor1d([2, 1], "int32"), tf.tensor1d([3], "int32")),
  (tf) => tf.ensureShape(tf.tensor([1, 2]), [2]),
  (tf) => tf.ensureShape(tf.tensor([1, 2]), [3]),
  (tf) =>
    tf.spaceToBatchND(
      windows(tf).slice([0, 0, 0, 0], [1, 4, 4, 1]),
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  (tf) =>
    tf.batchToSpaceND(
      tf.range(0, 16).reshape([4, 2, 2, 1]),
      [2, 2],
      [
        [0, 0],
        [0, 1],
      ],
    ),
  (tf) => tf.depthToSpace(tf.range(0, 16).reshape([1, 2, 2, 4]), 2, "NHWC"),
  (tf) => tf.conv1d(tf.range(0, 6).reshape([1, 6, 1]), tf.tensor3d([1, 2], [2, 1, 1]), 1, "valid"),
  (tf) => tf.conv1d(tf.range(0, 6).reshape([6, 1]), tf.tensor3d([1, 2], [2, 1, 1]), 2, "same"),
  (tf) => tf.conv1d(tf.range(0, 6).reshape([6, 1]), tf.tensor3d([1, 2], [2, 1, 1]), 1, 1),
  (tf) => tf.conv1d(tf.range(0, 6).reshape([6, 1]), tf.tensor3d([1, 2], [2, 1, 1]), 1, "valid", "NWC", 2),
  (tf) => tf.conv2d(windows(tf), tf.range(0, 24).reshape([2, 3, 2, 2]), 1, "same"),
  (tf) => tf.conv2d(windows(tf), tf.range(0, 24).reshape([2, 3, 2, 2]), [2, 1], "valid"),
  better("a width all around counts along both axes by its own", (tf) =>
    tf.conv2d(windows(tf), tf.range(0, 24).reshape([2, 3, 2, 2]), 1, 1),
  ),
  (tf) => tf.conv2d(windows(tf), tf.range(0, 16).reshape([2, 2, 2, 2]), 1, 1),
  (tf) =>
    tf.conv2d(windows(tf), tf.range(0, 24).reshape([2, 3, 2, 2]), 1, [
      [0, 0],
      [1, 0],
      [0, 2],
      [0, 0],
    ]),
  (tf) => windows(tf).conv2d(tf.range(0, 24).reshape([2, 3, 2, 2]), 1, "valid", "NHWC", [2, 1]),
  (tf) => tf.conv2d(windows(tf).transpose([0, 3, 1, 2]), tf.range(0, 24).reshape([2, 3, 2, 2]), 1, "valid", "NCHW"),
  (tf) => tf.depthwiseConv2d(windows(tf), tf.range(0, 16).reshape([2, 2, 2, 2]), 1, "valid"),
  (tf) =>
    tf.separableConv2d(
      windows(tf),
      tf.range(0, 8).reshape([2, 2, 2, 1]),
      tf.range(0, 6).reshape([1, 1, 2, 3]),
      1,
      "same",
    ),
  (tf) => tf.conv2dTranspose(windows(tf), tf.range(0, 24).reshape([2, 2, 3, 2]), [1, 10, 10, 3], 2, "same"),
  (tf) => tf.conv2dTranspose(windows(tf), tf.range(0, 24).reshape([2, 2, 3, 2]), [1, 6, 6, 3], 1, "valid"),
  (tf) => tf.conv3d(tf.range(0, 27).reshape([1, 3, 3, 3, 1]), tf.range(0, 8).reshape([2, 2, 2, 1, 1]), 1, "valid"),
  (tf) =>
    tf.conv3dTranspose(
      tf.range(0, 8).reshape([1, 2, 2, 2, 1]),
      tf.range(0, 8).reshape([2, 2, 2, 1, 1]),
      [1, 3, 3, 3, 1],
      1,
      "valid",
    ),
  (tf) => tf.dot(tf.tensor1d([1, 2], "int32"), tf.tensor1d([3, 4], "int32")),
  (tf) => tf.matMul(tf.zeros([2, 0]), tf.ones([0, 3])),
  (tf) => tf.avgPool(windows(tf), 2, 1, "valid"),
  (tf) => tf.avgPool(windows(tf), [2, 3], 2, "same"),
  (tf) => tf.avgPool(windows(tf), 2, 2, 1),
  (tf) => tf.maxPool(windows(tf), 2, 2, "same"),
  (tf) => tf.maxPool(windows(tf), 2, 2, 1),
  (tf) => windows(tf).maxPool(3, 1, "valid"),
  (tf) => tf.pool(windows(tf), 2, "max", "valid", 1, 2),
  (tf) => tf.pool(windows(tf), [2, 2], "avg", "same"),
  (tf) => tf.avgPool3d(tf.range(0, 27).reshape([1, 3, 3, 3, 1]), 2, 1, "valid"),
  (tf) => tf.maxPool3d(tf.range(0, 27).reshape([1, 3, 3, 3, 1]), 2, 1, "same"),
  (tf) => tf.batchNorm(matrix, [1, 2, 3], [1, 1, 4]),
  (tf) => tf.batchNorm(matrix, [1, 2, 3], [1, 1, 4], [0, 1, 0], [2, 2, 2], 0.1),
  (tf) => tf.batchNorm2d(matrix, [1, 2, 3], [1, 1, 4]),
  (tf) => tf.batchNorm4d(windows(tf), [0, 1], [1, 2]),
  (tf) => tf.localResponseNormalization(windows(tf), 1, 1, 0.5, 0.75),
];
