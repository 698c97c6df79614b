/** Values and gradients where TensorFlow.js has rules of its own: the expected ones are TensorFlow.js 4.22's. */
import { describe, expect, it } from "vitest";
import * as tf from "../../src/tfjs/index.ts";

const numbers = (tensor: tf.Tensor) => Array.from(tensor.dataSync());

describe("gradients", () => {
  it("of equals go whole to the first of a pair, and to each of a row", () => {
    const [a, b] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([1, 4, 2])];
    const pairs = tf.grads((x, y) => tf.maximum(x!, y!));
    expect(pairs([a, b]).map(numbers)).toEqual([
      [1, 0, 1],
      [0, 1, 0],
    ]);
    expect(numbers(tf.grad((x) => tf.max(x))([1, 3, 3]))).toEqual([0, 1, 1]);
  });

  it("reach whole numbers and truths, and pass through changes of type", () => {
    const whole = tf.tensor1d([1, 2, 3], "int32");
    expect(numbers(tf.grad((x) => tf.mul(x, x))(whole))).toEqual([2, 4, 6]);
    expect(numbers(tf.grad((x) => tf.div(x, tf.scalar(2, "int32")))(whole))).toEqual([0.5, 0.5, 0.5]);
    expect(numbers(tf.grad((x) => x.sum())(tf.tensor1d([true, false])))).toEqual([1, 1]);
    expect(numbers(tf.grad((x) => x.toInt().mul(3))([1.5]))).toEqual([3]);
  });

  it("are zeros where a value changes in steps, and where a condition chooses", () => {
    expect(numbers(tf.grad((x) => tf.isNaN(x))([1, 2]))).toEqual([0, 0]);
    expect(numbers(tf.grad((x) => tf.argMax(x))([1, 2]))).toEqual([0, 0]);
    const [condition] = tf.grads((c, a, b) => tf.where(c!, a!, b!))([tf.tensor1d([true, false]), [1, 2], [3, 4]]);
    expect(numbers(condition!)).toEqual([0, 0]);
  });

  it("of powers by the exponent are 0 below 0 and at it", () => {
    const [, exponent] = tf.grads((x, y) => tf.pow(x!, y!))([
      [0, -2, Math.E],
      [2, 3, 1],
    ]);
    expect(numbers(exponent!)).toEqual([0, -0, Math.fround(Math.E)]);
  });

  it("come for an argument that the function knows by its outer name", () => {
    const a = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    expect(numbers(tf.grad(() => tf.slice2d(a, [0, 1], [2, 1]))(a))).toEqual([0, 1, 0, 1]);
  });
});

describe("texts", () => {
  it("are moved like numbers, and compared", () => {
    const words = tf.tensor2d(["a", "b", "c", "a"], [2, 2], "string");
    expect(words.transpose().arraySync()).toEqual([
      ["a", "c"],
      ["b", "a"],
    ]);
    expect(words.dataSync()).toEqual(["a", "b", "c", "a"]);
    expect(tf.concat([words, words], 1).slice([1, 1], [1, 2]).arraySync()).toEqual([["a", "c"]]);
    expect(tf.scalar("a").arraySync()).toBe("a");
    expect(numbers(words.equal(tf.scalar("a")))).toEqual([1, 0, 0, 1]);
    expect(numbers(words.flatten().unique().indices)).toEqual([0, 1, 2, 0]);
    expect(() => tf.concat([words, tf.zeros([2, 2])], 0)).toThrow("Texts and numbers");
    expect(() => words.add(1)).toThrow("takes numbers");
  });
});

describe("windows", () => {
  const row = tf.tensor4d([1, 2, 3, 4, 5, 6], [1, 1, 6, 1]);

  it("may have gaps and paddings, and their number may be rounded", () => {
    expect(numbers(tf.pool(row, [1, 2], "max", "valid", [1, 2], 1))).toEqual([3, 4, 5, 6]);
    expect(numbers(tf.pool(row, [1, 2], "avg", "valid", [1, 2], 1))).toEqual([2, 3, 4, 5]);
    expect(numbers(tf.maxPool(row, [1, 4], [1, 3], 0, "ceil"))).toEqual([4, 6]);
    expect(
      numbers(
        tf.avgPool(row, [1, 2], [1, 2], [
          [0, 0],
          [0, 0],
          [1, 1],
          [0, 0],
        ] as never),
      ),
    ).toEqual([1, 2.5, 4.5, 6]);
    expect(() => tf.maxPool(row, [1, 4], [1, 3], "same", "ceil")).toThrow("dimRoundingMode");
    expect(() => tf.maxPool(row, [1, 2, 3] as never, 1, "valid")).toThrow("filterSize");
  });

  it("are cut from transposed convolutions with paddings in numbers", () => {
    const filter = tf.ones<tf.Rank.R4>([1, 3, 1, 1]);
    const full = numbers(tf.conv2dTranspose(row, filter, [1, 1, 8, 1], 1, "valid"));
    const cut = tf.conv2dTranspose(row, filter, [1, 1, 6, 1], 1, [
      [0, 0],
      [0, 0],
      [1, 1],
      [0, 0],
    ] as never);
    expect(numbers(cut)).toEqual(full.slice(1, 7));
  });
});

it("places are whole numbers, updates fit them, and conditions are truths", () => {
  const x = tf.tensor1d([1, 2, 3]);
  expect(() => tf.gather(x, tf.tensor1d([0.5]))).toThrow("whole numbers");
  expect(() => tf.where(tf.tensor1d([1, 0, 1]), x, x)).toThrow("truths");
  expect(() => tf.scatterND(tf.tensor1d([0], "int32"), x, [5])).toThrow("an update for each place");
  expect(() => tf.clipByValue(x, 2, 1)).toThrow("min is above max");
  expect(() => tf.bincount(tf.tensor1d([0, 1], "int32"), [1], 2)).toThrow("a weight for each number");
  expect(numbers(tf.unsortedSegmentSum(x, tf.tensor1d([0, -1, 0], "int32"), 1))).toEqual([4]);
});

it("rooms for those who write kernels are refused by name", () => {
  expect(() => tf.backend_util.computePool2DInfo!()).toThrow("backend_util.computePool2DInfo is not in Recurve");
  expect(tf.backend().epsilon()).toBe(1e-7);
});

it("a tensor that is disposed says so, alone or in lists and records, and can still be read", () => {
  const [a, b, c] = [tf.scalar(1), tf.scalar(2), tf.scalar(3)];
  a.dispose();
  tf.dispose({ b, deeper: [[b]] });
  expect([a, b, c].map(({ isDisposed }) => isDisposed)).toEqual([true, true, false]);
  expect(() => b.throwIfDisposed()).toThrow("is disposed");
  expect(() => c.throwIfDisposed()).not.toThrow();
  expect(numbers(a)).toEqual([1]);
});

it("tf.data.csv takes a Request, in each pass anew", async () => {
  const rows = tf.data.csv(new Request("data:text/csv,a,b%0A1,2%0A3,4"));
  for (let pass = 0; pass < 2; pass++) {
    expect(await rows.toArray()).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
    ]);
  }
});

it("a separable convolution's second filter covers one place", () => {
  const convolve = () =>
    tf.separableConv2d(tf.ones([4, 4, 1]), tf.ones([2, 2, 1, 1]), tf.ones([2, 1, 1, 2]), 1, "valid");
  expect(convolve).toThrow("(2, 1, 1, 2)");
});
