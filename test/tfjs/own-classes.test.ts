/** Models with classes of the user's, saved and loaded. */
import { describe, expect, it } from "vitest";
import * as tf from "../../src/tfjs/index.ts";
import { expectNumbers } from "../numbers.ts";
import { modelOf, ownClasses, saved, told } from "./own-classes.ts";

const classes = ownClasses(tf);

it("a saved model gives layers, cells and parts of the user's classes back", async () => {
  const model = modelOf(tf, classes);
  const again: any = await tf.loadLayersModel(tf.io.fromMemory(await saved(tf, model)));
  expect(told(tf, again)).toEqual(told(tf, model));
  expect(again.layers[3]).toBeInstanceOf(classes.Scale);
  again.compile({ optimizer: tf.train.sgd(1), loss: "meanSquaredError" });
  // every kernel is 1/4: 0.1 x 4 x 0.25, and the bound holds
  expectNumbers(again.calculateLosses()[0].arraySync(), 0.1);
  await again.fit(tf.ones([2, 3, 2]), tf.fill([2, 2], 100), { epochs: 1 });
  expectNumbers(again.layers[4].getWeights()[0].abs().max().arraySync(), 0.5);
});

it("weights may come as a stream, in pieces", async () => {
  const model = modelOf(tf, classes);
  const { weightData, ...artifacts } = await saved(tf, model);
  const bytes = tf.io.concatenateArrayBuffers(weightData!);
  const getWeightStream = () =>
    new ReadableStream<ArrayBuffer>({
      start(stream) {
        for (const piece of [bytes.slice(0, 10), bytes.slice(10)]) stream.enqueue(piece);
        stream.close();
      },
    });
  const again: any = await tf.loadLayersModel({ load: async () => ({ ...artifacts, getWeightStream }) });
  expect(told(tf, again)).toEqual(told(tf, model));
});

it("a topology alone makes the model again, with classes given by name", async () => {
  const model = modelOf(tf, classes);
  const again: any = await tf.models.modelFromJSON(model.toJSON(null, false));
  expect(again.layers[3].notes).toEqual({ innerKey: "x", more: [{ otherKey: 2 }] });
  expect(again.layers[0].layer).toBeInstanceOf(classes.Scale);
});

describe("a class that extends one of tf.layers's own", () => {
  const Dense = tf.layers.dense({ units: 1 }).constructor as new (args: object) => tf.layers.Layer;
  class Doubled extends Dense {
    static className = "Doubled";
    override call(inputs: tf.Tensor | tf.Tensor[], kwargs?: Record<string, unknown>) {
      return (super.call(inputs, kwargs) as tf.Tensor).mul(2);
    }
  }
  const made = () => new Doubled({ units: 2, kernelInitializer: "ones", name: "twice", inputShape: [3] });

  it("is made by its constructor, and has the name of its class", () => {
    const layer = new Dense({ units: 2, kernelInitializer: "ones" });
    expect((layer.apply(tf.ones([1, 3])) as tf.Tensor).arraySync()).toEqual([[3, 3]]);
    expect([Dense.name, layer.getClassName(), layer instanceof Dense]).toEqual(["Dense", "Dense", true]);
    expect(new (tf.layers.lstm({ units: 1 }).constructor as any)({ units: 2 }).cell.stateSize).toEqual([2, 2]);
  });

  it("trains, and is saved and loaded", async () => {
    const model = tf.sequential({ layers: [made()] });
    expect((model.predict(tf.ones([1, 3])) as tf.Tensor).arraySync()).toEqual([[6, 6]]);
    expect(model.weights.map(({ name, shape }) => [name, shape])).toEqual([
      ["twice/kernel", [3, 2]],
      ["twice/bias", [2]],
    ]);
    expect(model.layers[0]!.getConfig()).toMatchObject({ name: "twice", units: 2, batchInputShape: [null, 3] });
    model.compile({ optimizer: tf.train.sgd(0.01), loss: "meanSquaredError" });
    await model.fit(tf.ones([2, 3]), tf.zeros([2, 2]), { epochs: 2 });
    const before = model.predict(tf.ones([1, 3])) as tf.Tensor;
    expect(before.arraySync()).not.toEqual([[6, 6]]);
    tf.serialization.registerClass(Doubled as never);
    const again = await tf.loadLayersModel(tf.io.fromMemory(await saved(tf, model)));
    expect(again.layers[0]).toBeInstanceOf(Doubled);
    expect((again.predict(tf.ones([1, 3])) as tf.Tensor).arraySync()).toEqual(before.arraySync());
  });
});
