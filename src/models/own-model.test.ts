/** Models that are classes of the user's: layers in fields and a call. */
import { describe, expect, it } from "vitest";
import {
  cloneModel,
  Layer,
  layers,
  loadModel,
  loadWeights,
  lossAndGradients,
  Model,
  type ModelData,
  ops,
  type StepBatch,
  type SymbolicTensor,
  saveModel,
  saveWeights,
  sequential,
  type Tensor,
  tensor,
  Variable,
} from "../index.ts";

const x = tensor(Array.from({ length: 8 }, (_, b) => Array.from({ length: 4 }, (_, t) => [Math.sin(b + t), b / 10])));
const y = tensor(Array.from({ length: 8 }, (_, b) => [Math.cos(b)]));

class Tagger extends Model<SymbolicTensor> {
  readonly lstm = layers.lstm({ units: 3, dropout: 0.2 });
  readonly out = layers.dense({ units: 1 });
  constructor(override readonly config = { seed: 4 }) {
    super();
  }
  override call([sequence]: readonly Tensor[]) {
    return [this.out.apply(this.lstm.apply(sequence!))];
  }
}
class Two extends Model<readonly [SymbolicTensor, SymbolicTensor]> {
  readonly a = layers.dense({ units: 2 });
  override call([p, q]: readonly Tensor[]) {
    const h = this.a.apply(ops.concatenate([p!, q!], 1));
    return [h, ops.mean(h, 1, true)];
  }
}
class Halve extends Layer {
  override call([p]: readonly Tensor[]) {
    return [ops.divide(p!, 2)];
  }
}
const flat = () => sequential([layers.lstm({ units: 3, dropout: 0.2 }), layers.dense({ units: 1 })], { seed: 4 });
const mean = { optimizer: "adam", loss: "meanSquaredError" } as const;
const fitted = { epochs: 3, batchSize: 4, validationSplit: 0.25, verbose: 0 } as const;

describe("a class that extends Model", () => {
  it("fits, evaluates and predicts as the same layers in a sequential model, to the last bit", async () => {
    const [own, same] = [new Tagger(), flat()];
    for (const model of [own, same]) model.compile({ ...mean, metrics: ["meanAbsoluteError"] });
    const [first, second] = [await own.fit(x, y, fitted), await same.fit(x, y, fitted)];
    expect(first.history).toEqual(second.history);
    expect(await own.evaluate(x, y, { verbose: 0 })).toEqual(await same.evaluate(x, y, { verbose: 0 }));
    const prediction: Tensor = own.predict(x);
    expect(prediction).toEqual(same.predict(x));
    expect(own.layers.map(({ name }) => name)).toEqual(["lstm", "dense"]);
    expect(own.summary({ print: () => {} })).toContain("lstm (LSTM)");
    expect(own.countParams()).toBe(same.countParams());
  });

  it("takes and gives several tensors, and builds from shapes", () => {
    const two = new Two();
    two.build([
      [null, 3],
      [null, 1],
    ]);
    expect(two.countParams()).toBe(10);
    const [h, m] = two.predict([tensor([[1, 2, 3]]), tensor([[4]])]);
    expect([h.shape, m.shape]).toEqual([
      [1, 2],
      [1, 1],
    ]);
  });

  describe("of several inputs and outputs learns from its first data how many there are", () => {
    const given = {
      q: tensor([[4], [1]]),
      p: tensor([
        [1, 2, 3],
        [0.5, -1, 2],
      ]),
    };
    const targets = [
      tensor([
        [1, 2],
        [0, 1],
      ]),
      tensor([[3], [-1]]),
    ];
    class Named extends Model<readonly [SymbolicTensor, SymbolicTensor]> {
      readonly a = layers.dense({ units: 2 });
      override readonly config = { seed: 3 };
      override call([q, p]: readonly Tensor[]) {
        const h = this.a.apply(ops.concatenate([p!, q!], 1));
        return [h, ops.mean(h, 1, true)];
      }
    }
    const built = () => {
      const model = new Named();
      model.build([
        [null, 1],
        [null, 3],
      ]);
      model.compile({ optimizer: "sgd", loss: ["meanSquaredError", "meanAbsoluteError"] });
      return model;
    };
    const open = () => {
      const model = new Named();
      model.compile({ optimizer: "sgd", loss: ["meanSquaredError", "meanAbsoluteError"] });
      return model;
    };
    const list = [given.q, given.p];
    const batches = (x: ModelData) => ({
      async *[Symbol.asyncIterator]() {
        yield { x, y: targets };
      },
    });

    it.each([
      ["a list", list],
      ["a record", given],
    ] as const)("%s", async (_, x) => {
      const wanted = await built().fit(list, targets, { verbose: 0, epochs: 2 });
      expect(Object.keys(wanted.history).sort()).toEqual(["loss", "named_1_loss", "named_loss"]);
      expect((await open().fit(x, targets, { verbose: 0, epochs: 2 })).history).toEqual(wanted.history);
      expect((await open().fit(batches(x), { verbose: 0, epochs: 2 })).history).toEqual(wanted.history);
      const measured = await built().evaluate(list, targets, { verbose: 0 });
      expect(await open().evaluate(x, targets, { verbose: 0 })).toEqual(measured);
      expect(await open().testOnBatch(x, targets)).toEqual(measured);
      expect(await open().trainOnBatch(x, targets)).toEqual(measured);
      expect(open().predict(x)).toEqual(built().predict(list));
      expect(await open().predict(batches(x))).toEqual(built().predict(list));
    });

    it("and then knows them by these names, in files too", async () => {
      const made = open();
      await made.fit(given, targets, { verbose: 0 });
      expect(made.inputNames).toEqual(["q", "p"]);
      const again = (await loadModel(await saveModel(made), { customLayers: { Named } })) as Named;
      expect(again.predict({ p: given.p, q: given.q })).toEqual(made.predict(list));
      expect(() => made.predict({ p: given.p, r: given.q })).toThrow(/"r"/);
      const shaped = new Named();
      shaped.build({ q: [null, 1], p: [null, 3] });
      expect(shaped.predict({ p: given.p, q: given.q })).toEqual(built().predict(list));
      expect(built().inputNames).toEqual(["input_layer", "input_layer_1"]);
    });

    it("and refuses losses for another number of outputs, before it trains", async () => {
      const model = new Named();
      model.compile({ loss: ["mse", "mse", "mse"] });
      await expect(model.fit(list, targets, { verbose: 0 })).rejects.toThrow(/one for each output/);
      const single = new Named();
      single.compile({ optimizer: "sgd", loss: "meanSquaredError" });
      expect(Object.keys(await single.trainOnBatch(list, targets))).toEqual(["loss", "named_loss", "named_1_loss"]);
    });

    it("from nested lists where the class says how many it takes", () => {
      class Counted extends Named {
        override readonly inputCount = 2;
      }
      expect(new Counted().predict([given.q.arraySync(), given.p.arraySync()] as never)).toEqual(built().predict(list));
    });
  });

  it("may have a training step", async () => {
    class Own extends Tagger {
      override trainStep({ x: inputs, computeLoss }: StepBatch) {
        const { loss, gradients } = lossAndGradients(this, () => computeLoss(this.apply(inputs) as Tensor));
        this.optimizer!.applyGradients(gradients);
        return { loss };
      }
    }
    const [own, same] = [new Own(), flat()];
    for (const model of [own, same]) model.compile(mean);
    expect((await own.fit(x, y, fitted)).history).toEqual((await same.fit(x, y, fitted)).history);
  });

  it("is a layer of other models, and keeps its weights in files", async () => {
    const inner = new Tagger();
    const outer = sequential([inner, layers.dense({ units: 2 })], { seed: 1 });
    expect(outer.predict(x).shape).toEqual([8, 2]);
    expect(outer.weights.length).toBe(7);
    const [trained, fresh] = [new Tagger({ seed: 1 }), new Tagger({ seed: 2 })];
    for (const model of [trained, fresh]) model.predict(x);
    await loadWeights(fresh, await saveWeights(trained));
    expect(fresh.predict(x)).toEqual(trained.predict(x));
  });

  it("is saved whole, and its class reads it back: weights, compilation, training that goes on", async () => {
    const made = new Tagger();
    made.compile({ ...mean, metrics: ["meanAbsoluteError"] });
    await made.fit(x, y, fitted);
    const bytes = await saveModel(made);
    await expect(loadModel(bytes)).rejects.toThrow(/Tagger.*customLayers/s);
    const again = await loadModel(bytes, { customLayers: { Tagger } });
    expect(again).toBeInstanceOf(Tagger);
    expect(again.predict(x)).toEqual(made.predict(x));
    expect(await again.evaluate(x, y, { verbose: 0 })).toEqual(await made.evaluate(x, y, { verbose: 0 }));
    expect(await again.trainOnBatch(x, y)).toEqual(await made.trainOnBatch(x, y));
    expect(again.predict(x)).toEqual(made.predict(x));
    await expect(loadModel(bytes, { customLayers: { Tagger: Halve } })).rejects.toThrow(/extends Model/);
    await expect(saveModel(made, undefined, { format: "keras-h5" })).rejects.toThrow(/\.keras/);
  });

  it("is saved whole with variables of its own, layers as options, several inputs, and inside other models", async () => {
    class Gated extends Model<SymbolicTensor> {
      readonly gate = new Variable({ name: "gate", shape: [2], initialize: () => new Float32Array([0.25, -2]) });
      readonly inner: layers.Layer;
      constructor(override readonly config: { inner: layers.Layer; byFactor: number }) {
        super();
        this.inner = config.inner;
      }
      override call([p, q]: readonly Tensor[]) {
        const h = ops.multiply(this.inner.apply(ops.add(p!, q!)), this.gate.value);
        return [ops.multiply(h, this.config.byFactor)];
      }
    }
    const made = new Gated({ inner: layers.dense({ units: 2 }), byFactor: 3 });
    made.build([
      [null, 3],
      [null, 3],
    ]);
    made.compile(mean);
    const [p, q] = [tensor([[1, 2, 3]]), tensor([[0.5, -1, 2]])];
    await made.fit([p, q], tensor([[1, 2]]), { epochs: 2, verbose: 0 });
    const again = await loadModel(await saveModel(made), { customLayers: { Gated } });
    expect(again.predict([p, q])).toEqual(made.predict([p, q]));
    for (const each of [again, made]) await each.trainOnBatch([p, q], tensor([[2, 1]]));
    expect(again.getWeights()).toEqual(made.getWeights());
    expect(cloneModel(made, { weights: true }).predict([p, q])).toEqual(made.predict([p, q]));
    const outer = sequential([new Tagger(), layers.dense({ units: 2 })], { seed: 1 });
    const wanted = outer.predict(x);
    expect((await loadModel(await saveModel(outer), { customLayers: { Tagger } })).predict(x)).toEqual(wanted);
  });
});
