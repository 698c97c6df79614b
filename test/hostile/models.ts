/** Cases for models and layers as objects, their files, tensors, gradients, workers. */
import * as recurve from "../../src/index.ts";
import * as worker from "../../src/worker/index.ts";
import { matrix, method, net, type Table, weight, x } from "./case.ts";

const { input, layers, ones, ops, Random } = recurve;

const recurrent = () => recurve.sequential({ layers: [layers.lstm({ units: 1, inputShape: [2, 1] })] });
const stepper = () => recurrent().stream();
const dense = () => layers.dense({ units: 1 });

/** The other end of a port that takes a model in. */
function answering(): worker.Port {
  const { port1, port2 } = new MessageChannel();
  worker.serveModel(port2 as unknown as worker.Port);
  return port1 as unknown as worker.Port;
}

export const modelCases: Table = {
  grad: { args: () => [(a: recurve.Tensor) => ops.sum(a)], use: (f) => f(matrix) },
  valueAndGrad: { args: () => [(a: recurve.Tensor) => ops.sum(a)], use: (f) => f(matrix) },
  lossAndGradients: () => [[weight()], () => ones([])],
  noGrad: () => [() => 1],
  Variable: () => [{ name: "w", shape: [2], initialize: () => new Float32Array(2) }],
  "Variable.assign": method(weight, () => [[1, 2]]),
  init: () => [{}],
  setBackend: () => ["js"],
  tensor: () => [[1, 2], [2], "float32"],
  fill: () => [[2], 1, "float32"],
  ones: () => [[2], "float32"],
  zeros: () => [[2], "float32"],
  Random: { args: () => [1, 0], use: (random) => [random.uniform(), random.normal()] },
  "Random.integer": method(
    () => new Random(1),
    () => [3],
  ),
  "Random.permutation": method(
    () => new Random(1),
    () => [3],
  ),
  setRandomSeed: () => [1],
  input: () => [{ shape: [2] }],
  model: () => {
    const start = input({ shape: [2] });
    return [{ inputs: start, outputs: layers.dense({ units: 1 }).apply(start) }];
  },
  sequential: () => [{ layers: [layers.dense({ units: 1 })] }],
  cloneModel: () => [net(), {}],
  formatOf: () => [new TextEncoder().encode(recurve.modelToJSON(net()))],
  modelToJSON: () => [net()],
  explain: () => [net()],
  explainLayers: () => [net()],
  plotModel: () => [net(), {}],
  saveModel: { args: () => [net(), undefined, { format: "keras" }] },
  saveWeights: { args: () => [net(), undefined, { format: "safetensors" }] },
  "Model.getLayer": method(net, () => ["dense"]),
  "Model.compile": method(net, () => [{ optimizer: "sgd", loss: "mse", metrics: [] }]),
  "Model.fit": method(net, () => [x, x, { epochs: 1, verbose: 0 }]),
  "Model.evaluate": method(net, () => [x, x, { verbose: 0 }]),
  "Model.predict": method(net, () => [x, {}]),
  "Model.predictOnBatch": method(net, () => [x]),
  "Model.trainOnBatch": method(net, () => [x, x, {}]),
  "Model.testOnBatch": method(net, () => [x, x, {}]),
  "Model.summary": method(net, () => [{ print: () => {} }]),
  "Model.trace": method(net, () => [x]),
  "Model.traceGradient": method(
    () => {
      const made = recurrent();
      made.compile({ optimizer: "sgd", loss: "mse" });
      return made;
    },
    () => [ones([2, 2, 1]), x, {}],
  ),
  "Layer.trace": method(dense, () => [matrix, {}]),
  "layers.Layer.trace": method(dense, () => [matrix, {}]),
  "Model.stream": method(
    recurrent,
    () => [{}],
    (made) => made.step([1]),
  ),
  "Model.build": method(net, () => [[null, 1]]),
  "Model.rename": method(net, () => ["a"]),
  "Model.setWeights": method(net, () => [[[[1]], [1]]]),
  "Model.apply": method(net, () => [ones([2, 1]), {}]),
  "Sequential.add": method(net, () => [layers.dense({ units: 1 })]),
  Functional: () => {
    const start = input({ shape: [2] });
    return [{ inputs: start, outputs: layers.dense({ units: 1 }).apply(start) }];
  },
  Sequential: () => [{ layers: [] }],
  "Stepper.step": method(stepper, () => [[1]]),
  "Stepper.setStates": method(stepper, () => [[[[0]], [[0]]]]),
  "Layer.setWeights": method(
    () => layers.dense({ units: 1 }),
    () => [[]],
  ),
  "layers.RNNCell.apply": method(
    () => layers.dense({ units: 1 }),
    () => [matrix, {}],
  ),
  "layers.Layer.rename": method(dense, () => ["a"]),
  "Layer.apply": method(dense, () => [matrix, {}]),
  "recurve/testing:checkGradients": () => [(a: recurve.Tensor) => ops.square(a), [matrix], {}],
  "recurve/worker:inWorker": () => [net(), answering()],
};
