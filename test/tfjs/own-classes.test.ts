/** Models with classes of the user's, saved and loaded. */
import { expect, it } from "vitest";
import * as tf from "../../src/tfjs/index.ts";
import { modelOf, ownClasses, saved, told } from "./own-classes.ts";

const classes = ownClasses(tf);

it("a saved model gives layers, cells and parts of the user's classes back", async () => {
  const model = modelOf(tf, classes);
  const again: any = await tf.loadLayersModel(tf.io.fromMemory(await saved(tf, model)));
  expect(told(tf, again)).toEqual(told(tf, model));
  expect(again.layers[3]).toBeInstanceOf(classes.Scale);
  again.compile({ optimizer: tf.train.sgd(1), loss: "meanSquaredError" });
  // every kernel is 1/4: 0.1 x 4 x 0.25, and the bound holds
  expect(again.calculateLosses()[0].arraySync()).toBeCloseTo(0.1);
  await again.fit(tf.ones([2, 3, 2]), tf.fill([2, 2], 100), { epochs: 1 });
  expect(again.layers[4].getWeights()[0].abs().max().arraySync()).toBeCloseTo(0.5);
});

it("a topology alone makes the model again, with classes given by name", async () => {
  const model = modelOf(tf, classes);
  const again: any = await tf.models.modelFromJSON(model.toJSON(null, false));
  expect(again.layers[3].notes).toEqual({ innerKey: "x", more: [{ otherKey: 2 }] });
  expect(again.layers[0].layer).toBeInstanceOf(classes.Scale);
});
