/** A program for each optimizer and schedule. */
import { layers, optimizers, sequential, tensor, Variable } from "recurve";

export const examples = {
  adadelta: () => {
    const weight = new Variable({ name: "w", initialize: tensor([1, 2]) });
    const optimizer = optimizers.adadelta();
    optimizer.apply([weight], [tensor([0.5, -0.5])]);
    weight.value.print();
  },
  adagrad: () => {
    const weight = new Variable({ name: "w", initialize: tensor([1, 2]) });
    const optimizer = optimizers.adagrad();
    optimizer.apply([weight], [tensor([0.5, -0.5])]);
    weight.value.print();
  },
  adamax: () => {
    const weight = new Variable({ name: "w", initialize: tensor([1, 2]) });
    const optimizer = optimizers.adamax();
    optimizer.apply([weight], [tensor([0.5, -0.5])]);
    weight.value.print();
  },
  adamw: () => {
    const weight = new Variable({ name: "w", initialize: tensor([1, 2]) });
    const optimizer = optimizers.adamw({ learningRate: 0.01, weightDecay: 0.1 });
    optimizer.apply([weight], [tensor([0.5, -0.5])]);
    weight.value.print();
  },
  asgd: () => {
    const weight = new Variable({ name: "w", initialize: tensor([1, 2]) });
    const optimizer = optimizers.asgd();
    optimizer.apply([weight], [tensor([0.5, -0.5])]);
    weight.value.print();
  },
  ftrl: () => {
    const weight = new Variable({ name: "w", initialize: tensor([1, 2]) });
    const optimizer = optimizers.ftrl();
    optimizer.apply([weight], [tensor([0.5, -0.5])]);
    weight.value.print();
  },
  lion: () => {
    const weight = new Variable({ name: "w", initialize: tensor([1, 2]) });
    const optimizer = optimizers.lion();
    optimizer.apply([weight], [tensor([0.5, -0.5])]);
    weight.value.print();
  },
  nadam: () => {
    const weight = new Variable({ name: "w", initialize: tensor([1, 2]) });
    const optimizer = optimizers.nadam();
    optimizer.apply([weight], [tensor([0.5, -0.5])]);
    weight.value.print();
  },
  rmsprop: () => {
    const weight = new Variable({ name: "w", initialize: tensor([1, 2]) });
    const optimizer = optimizers.rmsprop({ momentum: 0.9 });
    optimizer.apply([weight], [tensor([0.5, -0.5])]);
    weight.value.print();
  },
  sgd: () => {
    const weight = new Variable({ name: "w", initialize: tensor([1, 2]) });
    const optimizer = optimizers.sgd({ learningRate: 0.1, momentum: 0.9 });
    optimizer.apply([weight], [tensor([0.5, -0.5])]);
    weight.value.print();
  },
  Optimizer: () => {
    const weight = new Variable({ name: "w", initialize: tensor([1, 2]) });
    const optimizer = optimizers.adam({ clipnorm: 1 });
    optimizer.apply([weight], [tensor([0.5, -0.5])]);
    weight.value.print();
  },
  cosineDecay: () => {
    const schedule = optimizers.cosineDecay({ initialLearningRate: 0.1, decaySteps: 100 });
    console.log([0, 50, 100].map((step) => schedule(step)));
  },
  cosineDecayRestarts: () => {
    const schedule = optimizers.cosineDecayRestarts({ initialLearningRate: 0.1, firstDecaySteps: 60 });
    console.log([0, 50, 100].map((step) => schedule(step)));
  },
  exponentialDecay: () => {
    const schedule = optimizers.exponentialDecay({ initialLearningRate: 0.1, decaySteps: 50, decayRate: 0.5 });
    console.log([0, 50, 100].map((step) => schedule(step)));
  },
  inverseTimeDecay: () => {
    const schedule = optimizers.inverseTimeDecay({ initialLearningRate: 0.1, decaySteps: 50, decayRate: 1 });
    console.log([0, 50, 100].map((step) => schedule(step)));
  },
  piecewiseConstantDecay: () => {
    const schedule = optimizers.piecewiseConstantDecay({ boundaries: [40, 80], values: [0.1, 0.01, 0.001] });
    console.log([0, 50, 100].map((step) => schedule(step)));
  },
  polynomialDecay: () => {
    const schedule = optimizers.polynomialDecay({ initialLearningRate: 0.1, decaySteps: 100, endLearningRate: 0.01 });
    console.log([0, 50, 100].map((step) => schedule(step)));
  },
  groups: async () => {
    const network = sequential([
      layers.lstm({ units: 2, name: "memory", inputShape: [3, 1] }),
      layers.dense({ units: 1 }),
    ]);
    const optimizer = optimizers.groups([
      { layers: ["memory"], optimizer: optimizers.adam({ learningRate: 1e-4 }) },
      { optimizer: optimizers.adam() },
    ]);
    network.compile({ optimizer, loss: "meanSquaredError" });
    const { loss } = await network.trainOnBatch(tensor([[[0], [0], [0]]]), tensor([[0]]));
    console.log(loss);
  },
  lbfgs: async () => {
    const network = sequential([layers.dense({ units: 1 })], { seed: 1 });
    network.compile({ optimizer: optimizers.lbfgs(), loss: "meanSquaredError" });
    const [x, y] = [tensor([[1], [2], [3]]), tensor([[3], [5], [7]])];
    await network.fit(x, y, { epochs: 20, batchSize: 3, verbose: 0 });
    network.predict(tensor([[10]])).print();
  },
};
