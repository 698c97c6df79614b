/** Functions of TensorFlow in graphs of tf.keras 2: layers of the classes TFOpLambda and SlicingOpLambda. */
import { expect, test } from "vitest";
import { loadModel, ops, saveModel, type Tensor, tensor } from "../src/index.ts";
import { ModelReader } from "../src/io/keras-json/read-model.ts";
import { expectNumbers, normal } from "./numbers.ts";
import { tolerance } from "./tolerance.ts";

type Node = unknown;
const whole = { start: null, stop: null, step: null };

const inputLayer = (name: string) => ({
  class_name: "InputLayer",
  config: { batch_input_shape: [null, 4, 3], dtype: "float32", sparse: false, ragged: false, name },
  name,
  inbound_nodes: [],
});
const lambda = (name: string, symbol: string, node: Node) => ({
  class_name: symbol.endsWith("getitem") ? "SlicingOpLambda" : "TFOpLambda",
  config: { name, trainable: true, dtype: "float32", function: symbol },
  name,
  inbound_nodes: [node],
});

function graph(layers: object[], outputs: unknown[] = [["f", 0, 0]]) {
  const config = {
    name: "model",
    layers: [inputLayer("x"), inputLayer("y"), ...layers],
    input_layers: [
      ["x", 0, 0],
      ["y", 0, 0],
    ],
    output_layers: outputs,
  };
  return new ModelReader(2, {}).readModel({ class_name: "Functional", config: config as never });
}

const [X, Y] = [normal([2, 4, 3], 1), normal([2, 4, 3], 2)];
const x = (kwargs: object): Node => ["x", 0, 0, kwargs];
const constant = (value: unknown, kwargs: object): Node => ["_CONSTANT_VALUE", -1, value, kwargs];
const y = ["y", 0, 0];
const name = null;

const cases: [string, Node, (x: Tensor, y: Tensor) => Tensor][] = [
  ["math.add", x({ y, name }), ops.add],
  ["__operators__.add", x({ y: 2, name }), (a) => ops.add(a, 2)],
  ["__operators__.add", constant(1, { y: ["x", 0, 0], name }), (a) => ops.add(a, 1)],
  ["math.subtract", constant(1, { y: ["x", 0, 0], name }), (a) => ops.subtract(1, a)],
  ["math.multiply", x({ y: [0.5, 1, 2], name }), (a) => ops.multiply(a, tensor([0.5, 1, 2]))],
  ["math.multiply", x({ y: [[[0.5, 1, 2]]], name }), (a) => ops.multiply(a, tensor([0.5, 1, 2]))],
  ["math.truediv", x({ y: 4, name }), (a) => ops.divide(a, 4)],
  ["math.pow", x({ y: 2, name }), (a) => ops.square(a)],
  ["math.negative", x({ name }), (a) => ops.negative(a)],
  ["math.maximum", x({ y, name }), ops.maximum],
  ["math.reduce_mean", x({ axis: 1 }), (a) => ops.mean(a, 1)],
  ["math.reduce_sum", x({ axis: -1, keepdims: true }), (a) => ops.sum(a, -1, true)],
  ["math.reduce_max", x({ axis: [1, 2] }), (a) => ops.max(a, [1, 2])],
  ["reduce_min", x({ axis: { class_name: "__tuple__", items: [1, -1] } }), (a) => ops.min(a, [1, 2])],
  ["math.tanh", x({}), (a) => ops.tanh(a)],
  ["math.sigmoid", x({}), (a) => ops.sigmoid(a)],
  ["nn.relu", x({}), (a) => ops.relu(a)],
  ["nn.softmax", x({ axis: -1, name }), (a) => ops.softmax(a)],
  ["concat", [x({ axis: 1 }), ["y", 0, 0, { axis: 1 }]], (a, b) => ops.concatenate([a, b], 1)],
  ["stack", [x({ axis: 1 }), ["y", 0, 0, { axis: 1 }]], (a, b) => ops.stack([a, b], 1)],
  ["reshape", x({ shape: [-1, 12] }), (a) => ops.reshape(a, [-1, 12])],
  ["compat.v1.transpose", x({ perm: [0, 2, 1] }), (a) => ops.transpose(a, [0, 2, 1])],
  ["linalg.matmul", x({ b: y, transpose_b: true }), (a, b) => ops.matmul(a, b, { transposeB: true })],
  [
    "linalg.matmul",
    x({ b: y, transpose_a: true, transpose_b: false }),
    (a, b) => ops.matmul(a, b, { transposeA: true }),
  ],
  ["expand_dims", x({ axis: 1 }), (a) => ops.expandDims(a, 1)],
  ["clip_by_value", x({ clip_value_min: -0.5, clip_value_max: 0.5 }), (a) => ops.clip(a, -0.5, 0.5)],
  ["tile", x({ multiples: [1, 2, 1] }), (a) => ops.tile(a, [1, 2, 1])],
  [
    "gather",
    x({ indices: [2, 0], axis: 1 }),
    (a) => ops.stack([ops.squeeze(ops.sliceAxis(a, 1, 2, 3), 1), ops.squeeze(ops.sliceAxis(a, 1, 0, 1), 1)], 1),
  ],
  ["reverse", x({ axis: [1] }), (a) => ops.reverse(a, 1)],
  ["__operators__.getitem", x({ slice_spec: [whole, -1, whole] }), (a) => ops.squeeze(ops.sliceAxis(a, 1, -1), 1)],
  [
    "__operators__.getitem",
    x({ slice_spec: { class_name: "__tuple__", items: [whole, { start: 1, stop: -1, step: null }] } }),
    (a) => ops.sliceAxis(a, 1, 1, -1),
  ],
  [
    "__operators__.getitem",
    x({ slice_spec: [{ class_name: "__ellipsis__" }, 0] }),
    (a) => ops.squeeze(ops.sliceAxis(a, 2, 0, 1), 2),
  ],
];

test.each(cases)("tf.%s %j", async (symbol, node, wanted) => {
  const model = graph([lambda("f", symbol, node)]);
  const expected = wanted(X, Y);
  for (const each of [model, await loadModel(await saveModel(model))]) {
    const found = each.predict([X, Y]) as Tensor;
    expect(found.shape).toEqual(expected.shape);
    const [values, goals] = [[...found.dataSync()], [...expected.dataSync()]];
    for (const [i, value] of values.entries()) expectNumbers(value, goals[i]!, tolerance.float32);
  }
});

test("in a chain, with a condition, between layers that train", async () => {
  const dense = {
    class_name: "Dense",
    config: { name: "d", trainable: true, dtype: "float32", units: 3, activation: "linear", use_bias: true },
    name: "d",
    inbound_nodes: [[["x", 0, 0, {}]]],
  };
  const model = graph([
    dense,
    lambda("g", "math.greater", ["d", 0, 0, { y: 0, name }]),
    lambda("w", "where", ["g", 0, 0, { x: ["d", 0, 0], y: 0.25, name }]),
    lambda("s", "split", ["w", 0, 0, { num_or_size_splits: [1, 3], axis: 1 }]),
    lambda("f", "math.reduce_mean", ["s", 0, 1, { axis: 1 }]),
  ]);
  const [kernel, bias] = [normal([3, 3], 4), normal([3], 5)];
  model.setWeights([kernel, bias]);
  const h = ops.add(ops.matmul(X, kernel), bias);
  const wanted = ops.mean(ops.sliceAxis(ops.where(ops.greater(h, 0), h, 0.25), 1, 1), 1);
  const found = model.predict([X, Y]) as Tensor;
  for (const [i, value] of [...found.dataSync()].entries())
    expectNumbers(value, wanted.dataSync()[i]!, tolerance.float32);
  model.compile({ optimizer: "sgd", loss: "mse" });
  await model.trainOnBatch([X, Y], normal([2, 3], 6));
  expect([...model.getWeights()[0]!.dataSync()]).not.toEqual([...kernel.dataSync()]);
  expect(model.summary({ print: () => {} })).toContain("Where");
});

test("what is not read is named", () => {
  expect(() => graph([lambda("f", "io.read_file", x({}))])).toThrow(/io\.read_file/);
  expect(() => graph([lambda("f", "reshape", x({ shape: [y, -1] }))])).toThrow(/shape/);
  expect(() => graph([lambda("f", "math.add", x({}))])).toThrow(/lacks an argument/);
});
