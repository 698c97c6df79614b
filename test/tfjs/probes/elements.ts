/** Calls that compute element by element. Each row runs on TensorFlow.js and on Recurve. */
import { better, type Row, row } from "../compare.ts";

const onOne = [
  "abs",
  "acos",
  "acosh",
  "asin",
  "asinh",
  "atan",
  "atanh",
  "ceil",
  "cos",
  "cosh",
  "elu",
  "erf",
  "exp",
  "expm1",
  "floor",
  "isFinite",
  "isInf",
  "isNaN",
  "leakyRelu",
  "log",
  "log1p",
  "logSigmoid",
  "neg",
  "reciprocal",
  "relu",
  "relu6",
  "round",
  "rsqrt",
  "selu",
  "sigmoid",
  "sign",
  "sin",
  "sinh",
  "softplus",
  "sqrt",
  "square",
  "step",
  "tan",
  "tanh",
];
const values = [-7.5, -1, -0.5, 0, 0.25, 0.5, 1, 2.5, 7];
const onTwo = [
  "add",
  "sub",
  "mul",
  "div",
  "pow",
  "maximum",
  "minimum",
  "mod",
  "floorDiv",
  "squaredDifference",
  "divNoNan",
  "equal",
  "notEqual",
  "greater",
  "greaterEqual",
  "less",
  "lessEqual",
  "atan2",
];

/** Functions whose results TensorFlow.js cuts down to whole numbers. */
const fractional = new Set(
  "acos acosh asin asinh atan atanh expm1 log1p logSigmoid reciprocal selu sinh softplus".split(" "),
);

export const rows: Row[] = [
  ...onOne.map((name) => row(`tf.${name}([-7.5 … 7])`, (tf) => tf[name](values))),
  ...onOne.map((name) => row(`tensor.${name}()`, (tf) => tf.tensor(values)[name]())),
  ...onOne.map((name) => {
    const call = row(`tf.${name}(int32)`, (tf) => tf[name](tf.tensor1d([-3, 0, 4], "int32")));
    return fractional.has(name) ? better("fractions of whole numbers are not cut off", call) : call;
  }),
  ...onTwo.map((name) => row(`tf.${name}(float32, float32)`, (tf) => tf[name]([5.5, -5.5, 0, 2], [2, 2, 3, 2]))),
  ...onTwo.map((name) => row(`tensor.${name}(b)`, (tf) => tf.tensor([5.5, -5.5, 0, 2])[name]([2, 2, 3, 2]))),
  ...onTwo
    .filter((name) => name !== "atan2")
    .map((name) =>
      row(`tf.${name}(int32, int32)`, (tf) =>
        tf[name](tf.tensor1d([7, -7, 0], "int32"), tf.tensor1d([2, 2, 3], "int32")),
      ),
    ),
  ...onTwo.map((name) => row(`tf.${name}(int32, 2)`, (tf) => tf[name](tf.tensor1d([7, -7, 0], "int32"), 2))),
  ...onTwo.map((name) =>
    row(`tf.${name}(int32, float32)`, (tf) => tf[name](tf.tensor1d([7, -7, 0], "int32"), [0.5, 2, 3])),
  ),
  ...onTwo.map((name) => row(`tf.${name}([2, 1], [3])`, (tf) => tf[name]([[1], [2]], [1, 2, 3]))),
  ...onTwo.map((name) => row(`tf.${name}([2], [3])`, (tf) => tf[name]([1, 2], [1, 2, 3]))),
  better("fractions of whole numbers are not cut off", (tf) =>
    tf.atan2(tf.tensor1d([7], "int32"), tf.tensor1d([2], "int32")),
  ),
  (tf) => tf.logicalAnd([true, true, false], [true, false, false]),
  (tf) => tf.logicalOr([true, true, false], [true, false, false]),
  (tf) => tf.logicalXor([true, true, false], [true, false, false]),
  (tf) => tf.logicalNot([true, false]),
  (tf) => tf.tensor([true, true]).logicalAnd(tf.tensor([true, false])),
  (tf) => tf.tensor([true]).logicalNot(),
  (tf) => tf.where([true, false], [1, 2], [3, 4]),
  (tf) => tf.where([true, false], 1, 0),
  (tf) => tf.where([[true], [false]], [1, 2], [[3], [4]]),
  (tf) => tf.where([true, false], tf.tensor1d([1, 2], "int32"), tf.tensor1d([3, 4], "int32")),
  (tf) => tf.tensor([1, 2]).where([true, false], [3, 4]),
  (tf) => tf.clipByValue([-2, 0, 2], -1, 1),
  (tf) => tf.tensor([-2, 0, 2]).clipByValue(-1, 1),
  (tf) => tf.clipByValue([-2, 0, 2], 1e-7, Number.POSITIVE_INFINITY),
  (tf) => tf.clipByValue([-2, 0, 2], Number.NEGATIVE_INFINITY, 1),
  (tf) => tf.grad((x: any) => x.leakyRelu(0.3))(tf.tensor([-1, 0, 2])),
  (tf) => tf.grads((x: any, a: any) => x.prelu(a))([tf.tensor([-1, 0, 2]), tf.tensor([0.1, 0.2, 0.3])]),
  (tf) => tf.clipByValue(tf.tensor1d([-2, 0, 2], "int32"), -1, 1),
  (tf) => tf.leakyRelu([-2, 2], 0.5),
  (tf) => tf.prelu([-2, 2], [0.1, 0.2]),
  (tf) => tf.tensor([-2, 2]).prelu(tf.scalar(0.1)),
  (tf) => tf.step([-2, 0, 2], 0.5),
  (tf) =>
    tf.addN([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
  (tf) => tf.addN([[1, 2], [3]]),
  (tf) =>
    tf.softmax([
      [1, 2],
      [3, 5],
    ]),
  (tf) =>
    tf.softmax(
      [
        [1, 2],
        [3, 5],
      ],
      0,
    ),
  (tf) => tf.tensor([1, 2, 3]).softmax(),
  (tf) =>
    tf.logSoftmax([
      [1, 2],
      [3, 5],
    ]),
  (tf) => tf.tensor([1, 2, 3]).logSoftmax(),
  ...["div", "floorDiv", "mod", "divNoNan"].map((name) =>
    row(`tf.${name}(int32, 0)`, (tf) => tf[name](tf.tensor1d([7, -7, 0], "int32"), tf.scalar(0, "int32"))),
  ),
  ...onTwo
    .filter((name) => name !== "atan2")
    .map((name) => {
      const call = row(`tf.${name}(bool, bool)`, (tf) =>
        tf[name](tf.tensor1d([true, true, false, false]), tf.tensor1d([true, false, true, false])),
      );
      return name === "add" || name === "sub" ? better("truths are counted as whole numbers", call) : call;
    }),
  ...onTwo
    .filter((name) => name !== "atan2")
    .map((name) =>
      row(`tf.${name}(bool, float32)`, (tf) => tf[name](tf.tensor1d([true, true, false]), [1.5, -2.5, 3])),
    ),
  ..."neg abs square relu relu6 max min sum sign round step"
    .split(" ")
    .map((name) => row(`tf.${name}(bool)`, (tf) => tf[name](tf.tensor1d([true, false, true])))),
  row("bool.mul(bool) as a condition", (tf) => {
    const above = tf.tensor1d([1, 2, 3]).greater(1);
    return tf.where(above.mul(tf.tensor1d([1, 2, 3]).less(3)), 1, 0);
  }),
  row("whole numbers that float32 does not hold", (tf) => {
    const x = tf.tensor1d([16777217, 2147483647, -2147483648], "int32");
    const all = "add sub mul div floorDiv mod maximum squaredDifference pow equal greater".split(" ");
    return [...all.map((name) => x[name](tf.tensor1d([16777216, 3, 7], "int32"))), x.neg(), x.square()];
  }),
  row("int32 of what is not finite or too large", (tf) => [
    tf.tensor1d([Number.NaN, Number.POSITIVE_INFINITY, 3e9, -1.9]).toInt(),
    tf.pow(tf.tensor1d([2, 3, 0], "int32"), tf.tensor1d([31, 20, -1], "int32")),
  ]),
  (tf) => tf.mod([1e10, 5, -5, 5.5], [3, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -2]),
  (tf) => tf.grads((a: any, b: any) => tf.mod(a, b))([tf.tensor([5.5, -5.5]), tf.tensor([2, 2])]),
  (tf) => tf.prelu(tf.tensor1d([-2, 3], "int32"), tf.tensor1d([2, 3], "int32")),
  (tf) => tf.leakyRelu(tf.tensor1d([-2, 3], "int32"), 2),
  (tf) => tf.outerProduct(tf.tensor1d([1, 2], "int32"), tf.tensor1d([3, 4], "int32")),
  (tf) => tf.bitwiseAnd(tf.tensor1d([6, 5], "int32"), tf.tensor1d([3, 4], "int32")),
  (tf) => tf.add(tf.tensor([1], [1], "float32"), tf.tensor([true])),
  (tf) => tf.add(tf.tensor1d([1], "int32"), tf.tensor([true])),
  (tf) => tf.mul(true, 3),
  (tf) => tf.pow(2, 3),
  (tf) => tf.pow([-2], [0.5]),
  (tf) => tf.div(1, 0),
  (tf) => tf.div(tf.scalar(-7, "int32"), tf.scalar(2, "int32")),
  (tf) => tf.add("a", "b"),
  (tf) => tf.sqrt(undefined),
  (tf) => tf.upcastType("int32", "float32"),
  (tf) => tf.upcastType("bool", "int32"),
  (tf) => tf.sumOutType("bool"),
];
