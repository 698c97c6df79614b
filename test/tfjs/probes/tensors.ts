/** Calls that make and read tensors. Each row runs on TensorFlow.js and on Recurve. */
import { better, type Row } from "../compare.ts";

export const rows: Row[] = [
  (tf) => tf.tensor([1, 2, 3]),
  (tf) =>
    tf.tensor([
      [1, 2],
      [3, 4],
    ]),
  (tf) => tf.tensor([1, 2, 3, 4], [2, 2]),
  (tf) => tf.tensor([1.7, -1.7], [2], "int32"),
  (tf) => tf.tensor([0, 0.4, 0.6, 2], [4], "bool"),
  (tf) => tf.tensor([true, false]),
  (tf) => tf.tensor(5),
  (tf) => tf.tensor(true),
  (tf) => tf.tensor(new Float32Array([1, 2])),
  (tf) => tf.tensor(new Int32Array([1, 2])),
  (tf) => tf.tensor(new Uint8Array([1, 2])),
  (tf) => tf.tensor(new Int32Array([1, 2]), [2], "float32"),
  (tf) => tf.tensor([new Float32Array([1, 2]), new Float32Array([3, 4])]),
  (tf) =>
    tf.tensor(
      [
        [[1], [2]],
        [[3], [4]],
      ],
      [2, 2, 1],
    ),
  (tf) =>
    tf.tensor(
      [
        [1, 2],
        [3, 4],
      ],
      [4],
    ),
  (tf) => tf.tensor([1, 2, 3], [2, 2]),
  better("ragged lists are refused", (tf) => tf.tensor([[1, 2], [3]])),
  (tf) => tf.tensor(["a", "b"]),
  (tf) => tf.tensor([]),
  (tf) => tf.tensor([[]]),
  (tf) => tf.tensor([], [0, 3]),
  (tf) => tf.tensor1d([1, 2], "int32"),
  (tf) => tf.tensor1d([[1, 2]]),
  (tf) => tf.tensor2d([1, 2, 3, 4], [2, 2]),
  (tf) => tf.tensor2d([1, 2, 3, 4]),
  (tf) => tf.tensor2d([[1, 2]], [1, 2], "int32"),
  (tf) => tf.tensor2d([[[1, 2]]]),
  (tf) => tf.tensor3d([[[1, 2]]]),
  (tf) => tf.tensor4d([1, 2], [1, 1, 1, 2]),
  (tf) => tf.tensor5d([1, 2], [1, 1, 1, 1, 2]),
  (tf) => tf.tensor6d([1, 2], [1, 1, 1, 1, 1, 2]),
  (tf) => tf.scalar(3.5),
  (tf) => tf.scalar(3.5, "int32"),
  (tf) => tf.scalar(true),
  (tf) => tf.scalar([1]),
  (tf) => tf.zeros([2, 2]),
  (tf) => tf.zeros([2], "int32"),
  (tf) => tf.ones([2], "bool"),
  (tf) => tf.zerosLike(tf.tensor([1, 2], [2], "int32")),
  (tf) => tf.onesLike([1, 2]),
  (tf) => tf.fill([2, 2], 7),
  (tf) => tf.fill([2], 7, "int32"),
  (tf) => tf.fill([2], true),
  (tf) => tf.tensor(["1", " 2.5"], [2], "float32"),
  (tf) => tf.tensor2d([["3", "4"]], [1, 2], "int32"),
  (tf) => tf.scalar("5", "int32"),
  better("a text that is no number is refused", (tf) => tf.tensor(["1", "b"], [2], "float32")),
  (tf) => tf.eye(2),
  (tf) => tf.eye(2, 3),
  (tf) => tf.eye(2, 2, [2]),
  (tf) => tf.eye(2, 2, null, "int32"),
  (tf) => tf.diag(tf.tensor1d([1, 2])),
  (tf) =>
    tf.diag(
      tf.tensor2d([
        [1, 2],
        [3, 4],
      ]),
    ),
  (tf) => tf.linspace(0, 9, 10),
  (tf) => tf.linspace(1, 0, 3),
  (tf) => tf.linspace(1, 5, 1),
  (tf) => tf.range(0, 9, 2),
  (tf) => tf.range(3, 0),
  (tf) => tf.range(3, 0, -2),
  (tf) => tf.range(0, 3, -1),
  (tf) => tf.range(2, 2),
  (tf) => tf.range(0, 3, 1, "int32"),
  (tf) => tf.range(0, 1, 0.3),
  (tf) => tf.oneHot([0, 2], 3),
  (tf) => tf.oneHot([0, 2], 3, 5, -1),
  (tf) => tf.oneHot(tf.tensor1d([0, 1], "int32"), 2, 1, 0, "float32"),
  (tf) =>
    tf.oneHot(
      tf.tensor2d(
        [
          [0, 1],
          [1, 1],
        ],
        [2, 2],
        "int32",
      ),
      2,
    ),
  (tf) => tf.oneHot([5, -1], 3),
  (tf) => tf.tensor1d([0, 1], "int32").oneHot(3, 2, 0),
  (tf) => tf.clone([1, 2]),
  (tf) => tf.tensor([1, 2]).clone(),
  (tf) => tf.cast([1.9, -1.9, 0], "int32"),
  (tf) => tf.cast([1.9, -1.9, 0], "bool"),
  (tf) => tf.tensor([1.5]).asType("int32"),
  (tf) => tf.tensor([1.5, 0]).toBool(),
  (tf) => tf.tensor([1.5]).toInt(),
  (tf) => tf.tensor([1], [1], "int32").toFloat(),
  (tf) => tf.buffer([2, 2]).toTensor(),
  (tf) => tf.buffer([2, 2], "int32", new Int32Array([1, 2, 3, 4])).toTensor(),
  (tf) => tf.buffer([2], "float32", [5, 6]).toTensor(),
  (tf) => {
    const buffer = tf.buffer([2, 3]);
    buffer.set(5, 1, 2);
    return [
      buffer.get(1, 2),
      buffer.size,
      buffer.rank,
      buffer.strides,
      buffer.indexToLoc(5),
      buffer.locToIndex([1, 1]),
    ];
  },
  better("a place outside is refused", (tf) => tf.buffer([2]).set(1, 5)),
  (tf) => new tf.TensorBuffer([2], "float32").toTensor(),
  (tf) => new tf.TensorBuffer([1, 2], "int32").dtype,
  (tf) => tf.tensor2d([[1, 2]]).bufferSync().values,
  async (tf) => (await tf.tensor2d([[1, 2]]).buffer()).get(0, 1),
  (tf) => tf.tensor([true, false]).arraySync(),
  (tf) => tf.tensor([[true], [false]]).array(),
  (tf) => tf.tensor([true, false]).dataSync(),
  (tf) => tf.tensor([1, 2]).data(),
  (tf) => tf.scalar(2).arraySync(),
  (tf) => tf.tensor(["a"]).dataSync(),
  async (tf) => Array.from(await tf.tensor([1]).bytes()),
  (tf) =>
    tf
      .tensor([
        [1, 2],
        [3, 4],
      ])
      .toString(),
  (tf) =>
    tf
      .tensor([
        [1, 2],
        [3, 4],
      ])
      .toString(true),
  (tf) => tf.tensor([1, 2.5, -3]).toString(),
  (tf) => tf.scalar(0.1).toString(),
  (tf) => tf.scalar(true).toString(),
  (tf) =>
    tf
      .tensor([
        [10, 2],
        [3, 400],
      ])
      .toString(),
  (tf) => tf.tensor([[1, 2]]).toString(),
  (tf) => tf.range(0, 30).toString(),
  (tf) => tf.zeros([25, 2]).toString(),
  (tf) => tf.zeros([2, 2, 2]).toString(),
  (tf) => tf.zeros([2, 1, 2]).toString(),
  (tf) => tf.zeros([1, 2, 1, 2]).toString(),
  (tf) => tf.tensor([true, false]).toString(),
  (tf) => tf.tensor(["a", "b"]).toString(),
  (tf) => tf.tensor([1 / 3, 1e-9, 12345678]).toString(),
  (tf) => {
    const x = tf.zeros([2, 3]);
    return [x.rank, x.size, x.rankType, x.strides, x.dtype, x.shape, x.isDisposed, typeof x.id];
  },
  (tf) => tf.tensor([1]) instanceof tf.Tensor,
  (tf) => tf.variable(tf.tensor([1])) instanceof tf.Tensor,
  (tf) => tf.add(1, 2) instanceof tf.Tensor,
  (tf) => tf.tensor([1, 2]).as1D(),
  (tf) => tf.tensor([1, 2, 3, 4]).as2D(2, 2),
  (tf) => tf.tensor([1, 2, 3, 4]).as3D(2, 2, 1),
  (tf) => tf.tensor([1, 2, 3, 4]).as4D(2, 2, 1, 1),
  (tf) => tf.tensor([1, 2, 3, 4]).as5D(2, 2, 1, 1, 1),
  (tf) => tf.tensor([4]).asScalar(),
  (tf) => tf.tensor([4, 5]).asScalar(),
  (tf) => tf.rand([3], () => 2),
  (tf) => tf.rand([3], () => 2.5, "int32"),
  (tf) => shaped(tf.randomUniform([2, 3], 5, 6), 5, 6),
  (tf) => shaped(tf.randomUniform([2], 0, 9, "int32"), 0, 9),
  (tf) => shaped(tf.randomUniformInt([2], 0, 9), 0, 9),
  (tf) => shaped(tf.randomNormal([2, 2]), -9, 9),
  (tf) => shaped(tf.randomStandardNormal([2]), -9, 9),
  (tf) => shaped(tf.truncatedNormal([50]), -2, 2),
  (tf) => shaped(tf.randomGamma([5], 2, 2), 0, 50),
  (tf) => same(tf.randomUniform([3], 0, 1, "float32", 7), tf.randomUniform([3], 0, 1, "float32", 7)),
  (tf) => same(tf.randomNormal([3], 0, 1, "float32", 7), tf.randomNormal([3], 0, 1, "float32", 7)),
  (tf) => shaped(tf.multinomial(tf.tensor1d([0.5, 0.5]), 4), 0, 1),
  (tf) =>
    shaped(
      tf.multinomial(
        tf.tensor2d([
          [0, 0],
          [0, 0],
        ]),
        3,
      ),
      0,
      1,
    ),
  (tf) => tf.multinomial(tf.tensor1d([0, 50]), 3),
  (tf) => tf.multinomial(tf.tensor1d([0, 1]), 3, 1, true),
  (tf) =>
    tf.multinomial(
      tf.tensor2d([
        [50, 0],
        [0, 50],
      ]),
      2,
    ),
  (tf) => {
    const v = tf.variable(tf.tensor([1, 2]), true, "probe-variable");
    v.assign(tf.tensor([3, 4]));
    return [v, v.name, v.trainable, v.add(1)];
  },
  (tf) => tf.variable(tf.tensor([1.5]), false, "probe-whole", "int32"),
  (tf) => tf.variable(tf.tensor([1])).assign(tf.tensor([1, 2])),
  (tf) => tf.tensor([1]).variable(true, "probe-chained").name,
];

/** Shape, type and whether all values are within bounds. */
function shaped(tensor: any, low: number, high: number) {
  return [
    tensor.shape,
    tensor.dtype,
    Array.from(tensor.dataSync()).every((value: any) => value >= low && value <= high),
  ];
}

const same = (a: any, b: any) => String(a.dataSync()) === String(b.dataSync());
