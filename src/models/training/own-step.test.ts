/** Own training loops and steps give the bits of `fit`'s own; what a layer adds to the loss, and models without targets, train. */
import { describe, expect, it } from "vitest";
import { expectNumbers } from "../../../test/numbers.ts";
import { tolerance } from "../../../test/tolerance.ts";
import {
  clipByGlobalNorm,
  type Functional,
  input,
  Layer,
  layers,
  lossAndGradients,
  noGrad,
  ops,
  optimizers,
  randomSeed,
  Sequential,
  type StepBatch,
  sequential,
  setRandomSeed,
  type Tensor,
  tensor,
  Variable,
  valueAndGrad,
} from "../../index.ts";

const x = tensor(Array.from({ length: 10 }, (_, b) => Array.from({ length: 4 }, (_, t) => [Math.sin(b + t), b / 10])));
const y = tensor(Array.from({ length: 10 }, (_, b) => [Math.cos(b)]));
const make = () =>
  sequential(
    [
      input({ shape: [4, 2] }),
      layers.lstm({ units: 3, dropout: 0.2 }),
      layers.dropout({ rate: 0.3 }),
      layers.dense({ units: 1 }),
    ],
    { seed: 4 },
  );
const mean = { optimizer: "adam", loss: "meanSquaredError" } as const;
const fitted = { epochs: 3, batchSize: 4, verbose: 0 } as const;

const ownStep = ({ model, x: inputs, computeLoss }: StepBatch) => {
  const { loss, gradients } = lossAndGradients(model, () => computeLoss(model.apply(inputs)));
  model.optimizer!.applyGradients(gradients);
  return loss;
};

describe("an own training step", () => {
  it("given to compile trains as the built-in one, to the last bit", async () => {
    const [a, b] = [make(), make()];
    a.compile(mean);
    b.compile({ ...mean, trainStep: ownStep });
    const [first, second] = [await a.fit(x, y, fitted), await b.fit(x, y, fitted)];
    expect(second.history).toEqual(first.history);
    expect(b.predict(x)).toEqual(a.predict(x));
    expect(b.objective!.steps).toBe(a.objective!.steps);
  });

  it("may be a method of a class, and logs what it gives", async () => {
    class Halved extends Sequential {
      override trainStep(batch: StepBatch) {
        const { loss, size, gradients } = lossAndGradients(this, () => {
          const value = batch.computeLoss(this.apply(batch.x) as Tensor);
          return { loss: ops.divide(value, 2), size: batch.x.shape[0]! };
        });
        this.optimizer!.applyGradients(clipByGlobalNorm(gradients, 1));
        return { half: loss, size };
      }
    }
    const model = new Halved({ layers: [layers.gru({ units: 2 }), layers.dense({ units: 1 })], seed: 2 });
    model.compile(mean);
    const before = model.predict(x);
    const { history } = await model.fit(x, y, fitted);
    expect(Object.keys(history).sort()).toEqual(["half", "size"]);
    expect(history.size).toEqual([3.6, 3.6, 3.6]);
    expect(model.predict(x)).not.toEqual(before);
  });
});

describe("an own evaluation step", () => {
  const halved = ({ model, x: inputs, computeLoss }: StepBatch) => ({
    half: ops.divide(computeLoss(model.apply(inputs) as Tensor), 2),
  });

  it("given to compile serves evaluate, testOnBatch and validation, without dropout", async () => {
    const [a, b] = [make(), make()];
    a.compile(mean);
    b.compile({ ...mean, testStep: halved });
    const { loss } = await a.evaluate(x, y, { batchSize: 4, verbose: 0 });
    const { half } = await b.evaluate(x, y, { batchSize: 4, verbose: 0 });
    expectNumbers(half!, loss! / 2, tolerance.pointwise);
    expect(Object.keys(await b.testOnBatch(x, y))).toEqual(["half"]);
    const { history } = await b.fit(x, y, { ...fitted, validationSplit: 0.2 });
    expect(Object.keys(history)).toEqual(["loss", "val_half"]);
    expect(() => b.compile({ ...mean, testStep: 3 as never })).toThrow(/testStep/);
  });

  it("may be a method of a class", async () => {
    class Halved extends Sequential {
      override testStep(batch: StepBatch) {
        return { half: ops.divide(batch.computeLoss(this.apply(batch.x) as Tensor), 2) };
      }
    }
    const model = new Halved({ layers: [layers.gru({ units: 2 }), layers.dense({ units: 1 })], seed: 2 });
    model.compile(mean);
    expect(Object.keys(await model.evaluate(x, y, { verbose: 0 }))).toEqual(["half"]);
  });
});

describe("lossAndGradients", () => {
  it("takes one variable, several, or a layer, and gives back what else was computed", () => {
    const [a, b] = [2, 3].map(
      (value, i) => new Variable({ name: `v${i}`, shape: [], initialize: () => Float32Array.of(value) }),
    ) as [Variable, Variable];
    const one = lossAndGradients(a, () => ops.multiply(a.value, b.value));
    expect([...one.gradients].map(([variable, gradient]) => [variable.name, gradient.item()])).toEqual([["v0", 3]]);
    const both = lossAndGradients([a, b], () => ({ loss: ops.square(b.value), carry: "kept" as const }));
    const carry: "kept" = both.carry;
    expect([carry, both.loss.item(), both.gradients.size, both.gradients.get(b)!.item()]).toEqual(["kept", 9, 1, 6]);
    expect(() => lossAndGradients(a, () => tensor([1, 2]))).toThrow(/single number/);
  });

  it("with an optimizer makes an own loop", () => {
    const w = new Variable({ name: "w", shape: [2], initialize: () => Float32Array.of(5, -3) });
    const optimizer = optimizers.sgd({ learningRate: 0.1 });
    for (let i = 0; i < 100; i++)
      optimizer.applyGradients(lossAndGradients(w, () => ops.sum(ops.square(w.value))).gradients);
    expect(Math.max(...w.value.dataSync().map(Math.abs))).toBeLessThan(1e-6);
  });

  it("clips all gradients together", () => {
    const w = new Variable({ name: "w", shape: [2], initialize: () => Float32Array.of(3, 4) });
    const { gradients } = lossAndGradients(w, () => ops.sum(ops.multiply(w.value, w.value)));
    expect([...clipByGlobalNorm(gradients, 5).get(w)!.dataSync()]).toEqual([3, 4]);
    expect([...clipByGlobalNorm(gradients, 50).get(w)!.dataSync()]).toEqual([6, 8]);
  });
});

describe("gradients of functions", () => {
  it("of many arguments at once compile as lists", () => {
    const params: Tensor[] = [tensor([2]), tensor([3])];
    const total = (...all: Tensor[]) => ops.sum(all.map((each) => ops.square(each)).reduce((p, q) => ops.add(p, q)));
    expect(valueAndGrad(total)(...params).grad.map((gradient) => gradient.arraySync())).toEqual([[4], [6]]);
    expect(valueAndGrad(total)(params[0]!).grad.map((gradient) => gradient.arraySync())).toEqual([[4]]);
    const single: Tensor = valueAndGrad((p: Tensor) => ops.sum(ops.square(p)))([2]).grad;
    expect(single.arraySync()).toEqual([4]);
  });

  it("do not flow through noGrad", () => {
    const w = new Variable({ name: "w", shape: [], initialize: () => Float32Array.of(3) });
    const { gradients } = lossAndGradients(w, () =>
      ops.multiply(
        w.value,
        noGrad(() => ops.square(w.value)),
      ),
    );
    expect(gradients.get(w)!.item()).toBe(9);
    expect(noGrad(() => [ops.square(2), "x"] as const)[0].item()).toBe(4);
  });
});

describe("losses from inside", () => {
  class Shrinking extends Layer {
    override call([values]: readonly Tensor[]) {
      this.addLoss(ops.multiply(ops.mean(ops.square(values!)), 0.5));
      return [values!];
    }
  }
  const autoencoder = () =>
    sequential([input({ shape: [3] }), layers.dense({ units: 2 }), new Shrinking()], { seed: 1 });
  const rows = tensor([
    [1, 2, 3],
    [2, 0, 1],
  ]);

  it("that a layer adds train a model without targets and loss", async () => {
    const model = autoencoder();
    model.compile({ optimizer: optimizers.sgd({ learningRate: 0.1 }) });
    const { history } = await model.fit(rows, undefined, { epochs: 3, verbose: 0 });
    expect(history.loss![2]!).toBeLessThan(history.loss![0]!);
    const first = ops.mean(ops.square(autoencoder().predict(rows))).item();
    expectNumbers(history.loss![0]!, 0.5 * first, tolerance.float32);
  });

  const penalized = () =>
    sequential(
      [
        input({ shape: [3] }),
        layers.dense({ units: 2, kernelRegularizer: "l2", activityRegularizer: "l1" }),
        new Shrinking(),
        layers.dense({ units: 1, kernelRegularizer: "l1", trainable: false }),
      ],
      { seed: 1 },
    );
  const sumOf = (terms: readonly Tensor[]) => terms.reduce((sum, term) => ops.add(sum, term));

  it("are the layer's losses: of its last call, and the penalties of trainable weights", () => {
    const model = penalized();
    const kernel = model.weights[0]!.value;
    const penalty = 0.01 * ops.sum(ops.square(kernel)).item();
    expect(model.losses.map((loss) => loss.item())).toEqual([expect.closeTo(penalty, 6)]);
    for (const training of [false, true]) {
      model.apply(rows, { training });
      const hidden = model.layers[0]!.apply(rows) as Tensor;
      const wanted = [(0.01 * ops.sum(ops.abs(hidden)).item()) / 2, 0.5 * ops.mean(ops.square(hidden)).item(), penalty];
      expect(model.losses.map((loss) => loss.item())).toEqual(wanted.map((value) => expect.closeTo(value, 6)));
    }
    expect(model.layers[0]!.losses.length).toBe(2);
  });

  it("make a loop of your own train as fit does, to the last bit", async () => {
    const goal = tensor([[1], [-1]]);
    const [fit, own] = [penalized(), penalized()];
    for (const model of [fit, own]) model.compile({ optimizer: "adam", loss: "meanSquaredError" });
    await fit.fit(rows, goal, { epochs: 3, shuffle: false, verbose: 0 });
    for (let i = 0; i < 3; i++) {
      const { gradients } = lossAndGradients(own, () => {
        const error = ops.mean(ops.square(ops.subtract(own.apply(rows, { training: true }), goal)));
        return sumOf([error, own.losses[2]!, ...own.losses.slice(0, 2)]);
      });
      own.optimizer!.applyGradients(gradients);
    }
    expect(own.getWeights()).toEqual(fit.getWeights());
    expect(own.getWeights()).not.toEqual(penalized().getWeights());
    const shrink = new Shrinking();
    const { grad: slope } = valueAndGrad((p: Tensor) => {
      shrink.apply(p);
      return sumOf(shrink.losses);
    })([[2, 4]]);
    expect(slope.arraySync()).toEqual([[1, 2]]);
  });

  it("are there in a step of your own, without computeLoss", async () => {
    const [fit, own] = [autoencoder(), autoencoder()];
    fit.compile({ optimizer: "sgd" });
    own.compile({
      optimizer: "sgd",
      trainStep({ model, x: inputs }) {
        const { loss, gradients } = lossAndGradients(model, () => {
          model.apply(inputs);
          return sumOf(model.losses);
        });
        model.optimizer!.applyGradients(gradients);
        return loss;
      },
    });
    const options = { epochs: 2, verbose: 0 } as const;
    const wanted = await fit.fit(rows, undefined, options);
    expect((await own.fit(rows, undefined, options)).history).toEqual(wanted.history);
  });

  it("are missed where there is no loss at all", async () => {
    const model: Functional | Sequential = sequential([input({ shape: [3] }), layers.dense({ units: 2 })]);
    model.compile({ optimizer: "sgd" });
    await expect(model.fit(rows, undefined, { verbose: 0 })).rejects.toThrow(/without a loss/);
    model.compile(mean);
    await expect(model.fit(rows, undefined, { verbose: 0 })).rejects.toThrow(/no targets/);
  });
});

describe("setRandomSeed", () => {
  it("fixes what has no seed of its own", () => {
    const drawn = () => {
      setRandomSeed(7);
      return [
        sequential([layers.dense({ units: 2 })])
          .predict([[1, 2]])
          .arraySync(),
        ops.randomNormal([2]).arraySync(),
        randomSeed(),
      ];
    };
    expect(drawn()).toEqual(drawn());
    expect(() => setRandomSeed(1.5)).toThrow(/seed must be an integer/);
  });
});
