/** Cases for `recurve/tfjs`. */
import * as recurve from "../../src/index.ts";
import * as tfjs from "../../src/tfjs/index.ts";
import { type Case, forAll, matrix, method, net, steps, type Table, x } from "./case.ts";
import { layerCase } from "./layers.ts";
import { tfjsFileCases } from "./tfjs-io.ts";
import { tfjsOpCases } from "./tfjs-ops.ts";
import { tfjsRoomCases } from "./tfjs-rooms.ts";

const { input, layers } = recurve;

const tfNet = () => new tfjs.LayersModel(net());
const tf = tfjs.tensor([
  [1, 2],
  [3, 4],
]);
/** Names of TensorFlow.js for factories that have another one in Keras. */
const tfjsNames: Readonly<Record<string, string>> = {
  ...{ avgPool1d: "averagePooling1d", avgPool2d: "averagePooling2d", avgPool3d: "averagePooling3d" },
  ...{ avgPooling1d: "averagePooling1d", avgPooling2d: "averagePooling2d", avgPooling3d: "averagePooling3d" },
};
/** What an absent layer says when it is called is the business of `exceptions`. */
const { centerCrop: _c, resizing: _r, randomWidth: _w, categoryEncoding: _e, ...presentLayers } = tfjs.layers;

function tfLayerCase(name: string): Case {
  const one = layerCase(tfjsNames[name] ?? name);
  if (name === "inputLayer") return { args: () => [{ inputShape: [2] }] };
  if (!/Cell/.test(name)) return one;
  if (name === "convLstm2dCell") return { args: one.args };
  return { ...one, use: (cell) => tfjs.layers.rnn({ cell }).apply(steps as tfjs.Tensor) };
}

/** What functions and methods of tensors take after the tensor. */
const tfjsArgs: Readonly<Record<string, unknown[]>> = {
  ...Object.fromEntries(
    ["add", "sub", "mul", "div", "pow", "maximum", "minimum", "equal", "greater", "less"].map((name) => [
      name,
      [matrix],
    ]),
  ),
  ...Object.fromEntries(
    ["abs", "exp", "log", "neg", "sqrt", "square", "relu", "sigmoid", "tanh", "softmax"].map((name) => [name, []]),
  ),
  ...Object.fromEntries(["sum", "mean", "max", "min"].map((name) => [name, [0, false]])),
  ...{ argMax: [0], argMin: [0], matMul: [matrix, false, false], reshape: [[4]], transpose: [[1, 0]], squeeze: [] },
  ...{
    expandDims: [0],
    tile: [[1, 2]],
    slice: [
      [0, 0],
      [1, 1],
    ],
    gather: [[0, 1]],
    cast: ["int32"],
    moments: [0],
  },
  ...{ as2D: [2, 2], as3D: [1, 2, 2], asType: ["int32"], concat: [[tf], 0] },
};

export const tfjsCases: Table = {
  ...tfjsOpCases,
  ...tfjsRoomCases,
  ...forAll("recurve/tfjs:layers", presentLayers, tfLayerCase),
  ...Object.fromEntries(
    ["RNN", "layers.RNN"].map((name) => [
      `recurve/tfjs:${name}.getInitialState`,
      method(
        () => tfjs.layers.lstm({ units: 2 }),
        () => [steps],
      ),
    ]),
  ),
  "recurve/tfjs:LayersModel.apply": method(tfNet, () => [input({ shape: [1] })]),
  "recurve/tfjs:Sequential.add": method(
    () => tfjs.sequential(),
    () => [tfjs.layers.dense({ units: 1 })],
  ),
  "recurve/tfjs:LayersModel.compile": method(tfNet, () => [{ optimizer: "sgd", loss: "mse" }]),
  "recurve/tfjs:LayersModel.fit": method(tfNet, () => [x, x, { epochs: 1 }]),
  "recurve/tfjs:LayersModel.evaluate": method(tfNet, () => [x, x, {}]),
  "recurve/tfjs:LayersModel.predict": method(tfNet, () => [x, {}]),
  "recurve/tfjs:LayersModel.predictOnBatch": method(tfNet, () => [x]),
  "recurve/tfjs:LayersModel.trainOnBatch": method(tfNet, () => [x, x]),
  "recurve/tfjs:LayersModel.getLayer": method(tfNet, () => ["dense", 0]),
  "recurve/tfjs:LayersModel.setWeights": method(tfNet, () => [[[[1]], [1]]]),
  "recurve/tfjs:LayersModel.summary": method(tfNet, () => [80, [], () => {}]),
  "recurve/tfjs:model": () => {
    const start = input({ shape: [2] });
    return [{ inputs: start, outputs: layers.dense({ units: 1 }).apply(start) }];
  },
  "recurve/tfjs:sequential": () => [{ layers: [tfjs.layers.dense({ units: 1 })] }],
  "recurve/tfjs:tidy": () => [() => 1],
  "recurve/tfjs:util.shuffle": () => [[1, 2]],
  "recurve/tfjs:util.sizeFromShape": () => [[1, 2]],
  "recurve/tfjs:buffer": () => [[2], "float32"],
  "recurve/tfjs:TensorBuffer": { args: () => [[2], "float32"], use: (made) => made.toTensor() },
  "recurve/tfjs:fill": () => [[2], 1, "float32"],
  "recurve/tfjs:ones": () => [[2], "float32"],
  "recurve/tfjs:zeros": () => [[2], "float32"],
  "recurve/tfjs:oneHot": () => [[0, 1], 2],
  "recurve/tfjs:onesLike": () => [tf],
  "recurve/tfjs:zerosLike": () => [tf],
  "recurve/tfjs:randomNormal": () => [[2], 0, 1, "float32", 1],
  "recurve/tfjs:randomUniform": () => [[2], 0, 1, "float32", 1],
  "recurve/tfjs:scalar": () => [1, "float32"],
  "recurve/tfjs:tensor": () => [[1, 2], [2], "float32"],
  "recurve/tfjs:tensor1d": () => [[1, 2], "float32"],
  "recurve/tfjs:tensor2d": () => [[1, 2], [1, 2], "float32"],
  "recurve/tfjs:tensor3d": () => [[1, 2], [1, 1, 2], "float32"],
  "recurve/tfjs:tensor4d": () => [[1, 2], [1, 1, 1, 2], "float32"],
  "recurve/tfjs:train.sgd": () => [0.1],
  "recurve/tfjs:train.momentum": () => [0.1, 0.9, false],
  "recurve/tfjs:train.rmsprop": () => [0.1, 0.9, 0, 1e-7, false],
  "recurve/tfjs:train.adam": () => [0.1, 0.9, 0.9, 1e-7],
  "recurve/tfjs:train.adamax": () => [0.1, 0.9, 0.9, 1e-7],
  "recurve/tfjs:train.adagrad": () => [0.1, 0.1],
  "recurve/tfjs:train.adadelta": () => [0.1, 0.9, 1e-7],
  ...Object.fromEntries(
    Object.entries(tfjsArgs).flatMap(([name, rest]): [string, Case | (() => unknown[])][] => [
      ...(name in tfjs ? [[`recurve/tfjs:${name}`, () => [matrix, ...rest]] as [string, () => unknown[]]] : []),
      ...(name in tf
        ? [
            [
              `recurve/tfjs:Tensor.${name}`,
              method(
                () => tf,
                () => [...rest],
              ),
            ] as [string, Case],
          ]
        : []),
    ]),
  ),
  "recurve/tfjs:concat": () => [[matrix, matrix], 0],
  "recurve/tfjs:stack": () => [[matrix, matrix], 0],
  ...tfjsFileCases,
};
