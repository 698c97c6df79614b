/** Masks do what they do in TensorFlow.js; the numbers are those of 4.22. */
import { expect, it } from "vitest";
import * as tf from "../../src/tfjs/index.ts";

const ids = tf.tensor2d([[1, 2, 0, 0], [0, 0, 0, 0]]); // biome-ignore format: rows
const vectors = tf.tensor2d([[2, 4], [6, 8], [10, 12]]); // biome-ignore format: rows
const embedding = () =>
  tf.layers.embedding({ inputDim: 3, outputDim: 2, maskZero: true, inputLength: 4, weights: [vectors] });

it("a mean counts masked steps", () => {
  const model = tf.sequential({ layers: [embedding(), tf.layers.globalAveragePooling1d()] });
  expect((model.predict(ids) as tf.Tensor).arraySync()).toEqual([[5, 7], [2, 4]]); // biome-ignore format: rows
});

it("a product takes masked steps as they are", () => {
  const [a, b] = [tf.input({ shape: [4] }), tf.input({ shape: [4] })];
  const masked = [embedding().apply(a), embedding().apply(b)] as tf.SymbolicTensor[];
  const y = tf.layers.multiply().apply(masked) as tf.SymbolicTensor;
  const [first, second] = (
    tf.model({ inputs: [a, b], outputs: y }).predict([ids, ids]) as tf.Tensor
  ).arraySync() as any;
  expect(first).toEqual([[36, 64], [100, 144], [4, 16], [4, 16]]); // biome-ignore format: rows
  expect(second[0]).toEqual([4, 16]);
});

it("a step counts where it counts in all that are concatenated", () => {
  const mask = (...steps: number[]) => tf.tensor2d(steps, [1, 3], "bool");
  const x = tf.ones([1, 3, 2]);
  const joined = tf.layers.concatenate().computeMask([x, x], [mask(1, 1, 0), mask(0, 1, 0)]) as tf.Tensor;
  expect(joined.arraySync()).toEqual([[0, 1, 0]]);
  expect(tf.layers.concatenate().computeMask([x, x], null)).toBeNull();
});
