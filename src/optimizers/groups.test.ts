import { expect, it } from "vitest";
import { lossAndGradients } from "../autodiff/grad.ts";
import { saveModel } from "../io/index.ts";
import * as layers from "../layers/index.ts";
import { sequential } from "../models/index.ts";
import { sum } from "../ops/index.ts";
import { tensor } from "../tensor/index.ts";
import * as optimizers from "./index.ts";

const x = tensor([
  [0, 3, 1],
  [2, 2, 4],
]);
const y = tensor([[0.3], [-1]]);

function compiled(optimizer: optimizers.OptimizerSpec) {
  const model = sequential({
    layers: [
      layers.embedding({ inputDim: 5, outputDim: 3, name: "words", inputShape: [3] }),
      layers.bidirectional({ layer: layers.gru({ units: 2, name: "reader" }), name: "both" }),
      layers.dense({ units: 1, name: "head" }),
    ],
    seed: 4,
  });
  model.compile({ optimizer, loss: "mse" });
  return model;
}
const weightsOf = (model: ReturnType<typeof compiled>, name: string) =>
  model
    .getLayer(name)
    .getWeights()
    .map((weight) => weight.arraySync());
const sgd = () => optimizers.sgd({ learningRate: 0.1, momentum: 0.9 });
const adam = () => optimizers.adam({ learningRate: 0.02 });
const both = () => optimizers.groups([{ layers: ["words"], optimizer: sgd() }, { optimizer: adam() }]);

it("moves each layer by its group's optimizer", async () => {
  const [mixed, bySgd, byAdam] = [compiled(both()), compiled(sgd()), compiled(adam())];
  for (const model of [mixed, bySgd, byAdam]) await model.trainOnBatch(x, y);
  expect(weightsOf(mixed, "words")).toEqual(weightsOf(bySgd, "words"));
  for (const name of ["both", "head"]) expect(weightsOf(mixed, name)).toEqual(weightsOf(byAdam, name));
  expect(mixed.optimizer!.iterations).toBe(1);
});

it("goes on from its state to the same bits", async () => {
  const [whole, first, second] = [compiled(both()), compiled(both()), compiled(both())];
  const train = (model: typeof whole, epochs: number) => model.fit(x, y, { epochs, shuffle: false, verbose: 0 });
  await train(whole, 5);
  await train(first, 3);
  second.setWeights(first.getWeights());
  const state = structuredClone(first.optimizer!.getState(first.trainableWeights));
  second.optimizer!.setState(second.trainableWeights, state);
  await train(second, 2);
  expect(second.getWeights().map((w) => w.arraySync())).toEqual(whole.getWeights().map((w) => w.arraySync()));
});

it("finds layers inside layers, and says which it does not find", () => {
  const inside = optimizers.groups([{ layers: ["forward_reader"], optimizer: "sgd" }, { optimizer: "adam" }]);
  const names = compiled("sgd")
    .getLayer("both")
    .children.map(({ name }) => name);
  const found = optimizers.groups([{ layers: [names[0]!], optimizer: "sgd" }, { optimizer: "adam" }]);
  expect(() => compiled(found)).not.toThrow();
  if (!names.includes("forward_reader")) expect(() => compiled(inside)).toThrow('Unknown layer "forward_reader"');
  const misspelt = optimizers.groups([{ layers: ["wrods"], optimizer: "sgd" }, { optimizer: "adam" }]);
  expect(() => compiled(misspelt)).toThrow('did you mean "words"');
});

it("refuses weights in no group or in two, and groups that do not go together", () => {
  const some = optimizers.groups([{ layers: ["words", "head"], optimizer: "sgd" }]);
  expect(() => compiled(some)).toThrow("in no group");
  const twice = optimizers.groups([
    { layers: ["words"], optimizer: "sgd" },
    { layers: ["head", "words"], optimizer: "adam" },
    { optimizer: "adam" },
  ]);
  expect(() => compiled(twice)).toThrow("in two groups");
  expect(() => optimizers.groups([])).toThrow("an empty list");
  expect(() => optimizers.groups([{ optimizer: "sgd" }, { optimizer: "adam" }])).toThrow("2 groups without layers");
  expect(() => optimizers.groups([{ optimizer: optimizers.lbfgs() }])).toThrow("LBFGS");
  expect(() => optimizers.groups([{ layer: ["words"], optimizer: "sgd" } as never])).toThrow("layer");
  const one = sgd();
  expect(() => optimizers.groups([{ layers: ["words"], optimizer: one }, { optimizer: one }])).toThrow("one optimizer");
  const model = compiled("sgd");
  const { gradients } = lossAndGradients(model, () => sum(model.apply(x)));
  expect(() => both().applyGradients(gradients)).toThrow("no model is compiled with them");
});

it("scales the rates of all groups alike", () => {
  const optimizer = both();
  optimizer.learningRate = 0.05;
  expect(optimizer.optimizers.map(({ learningRate }) => learningRate)).toEqual([0.05, 0.01]);
  expect(() => {
    optimizer.learningRate = Number.NaN;
  }).toThrow("scaled alike");
});

it("is refused by files of models", async () => {
  await expect(saveModel(compiled(both()), undefined, { format: "keras" })).rejects.toThrow(
    "no optimizer groups(SGD, Adam)",
  );
});
