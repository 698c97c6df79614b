/** Calls that reduce along axes. Each row runs on TensorFlow.js and on Recurve. */
import { type Row, row } from "../compare.ts";

const matrix = [
  [1, 5, 3],
  [4, 2, 6],
];
const reductions = ["sum", "mean", "max", "min", "prod", "logSumExp", "euclideanNorm"];

export const rows: Row[] = [
  ...reductions.flatMap((name) => [
    row(`tf.${name}(x)`, (tf) => tf[name](matrix)),
    row(`tf.${name}(x, 0)`, (tf) => tf[name](matrix, 0)),
    row(`tf.${name}(x, -1, true)`, (tf) => tf[name](matrix, -1, true)),
    row(`tf.${name}(x, [0, 1])`, (tf) => tf[name](matrix, [0, 1])),
    row(`tf.${name}(x, null)`, (tf) => tf[name](matrix, null)),
    row(`tensor.${name}(1)`, (tf) => tf.tensor(matrix)[name](1)),
    row(`tf.${name}(int32)`, (tf) => tf[name](tf.tensor2d(matrix, [2, 3], "int32"))),
    row(`tf.${name}(x, 5)`, (tf) => tf[name](matrix, 5)),
  ]),
  (tf) => tf.sum([true, true, false]),
  (tf) => tf.mean([true, false]),
  (tf) => tf.prod([true, true]),
  (tf) =>
    tf.all([
      [true, false],
      [true, true],
    ]),
  (tf) =>
    tf.all(
      [
        [true, false],
        [true, true],
      ],
      1,
    ),
  (tf) =>
    tf.any(
      [
        [true, false],
        [false, false],
      ],
      1,
      true,
    ),
  (tf) => tf.argMax(matrix),
  (tf) => tf.argMax(matrix, 1),
  (tf) => tf.argMin(matrix, -1),
  (tf) => tf.tensor(matrix).argMax(-1),
  (tf) => tf.argMax([2, 2, 1]),
  (tf) => tf.moments(matrix),
  (tf) => tf.moments(matrix, 0),
  (tf) => tf.moments(matrix, [1], true),
  (tf) => tf.moments(tf.tensor2d(matrix, [2, 3], "int32"), 0, true),
  (tf) => tf.norm([3, 4]),
  (tf) => tf.norm(matrix),
  (tf) => tf.norm(matrix, 1),
  (tf) => tf.norm(matrix, Infinity),
  (tf) => tf.norm(matrix, -Infinity),
  (tf) => tf.norm(matrix, "euclidean", 1, true),
  (tf) => tf.norm(matrix, "fro", [0, 1]),
  (tf) => tf.norm(matrix, 1, [0, 1]),
  (tf) => tf.norm(matrix, Infinity, [0, 1], true),
  (tf) => tf.norm(matrix, 7),
  (tf) => tf.tensor([3, 4]).norm(),
  (tf) => tf.cumsum([1, 2, 3]),
  (tf) => tf.cumsum(matrix, 1, true),
  (tf) => tf.cumsum(matrix, 0, false, true),
  (tf) => tf.tensor([1, 2, 3]).cumsum(0, true, true),
  (tf) => tf.cumprod([1, 2, 3]),
  (tf) => tf.cumprod(matrix, 1, true),
  (tf) => tf.cumprod(matrix, 1, true, true),
  (tf) => tf.topk([3, 1, 2]),
  (tf) =>
    tf.topk(
      [
        [3, 1, 2],
        [4, 6, 5],
      ],
      2,
    ),
  (tf) => tf.topk([3, 1, 2], 2, false),
  (tf) => tf.topk([3, 1], 5),
  (tf) => tf.tensor([3, 1, 3]).topk(2),
];
