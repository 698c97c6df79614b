/** Expected values are those of Keras 3.15.1 on TensorFlow 2.21 for the same input. */
import { describe, expect, it } from "vitest";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { checkGradients } from "../autodiff/testing.ts";
import { ConfigError, ShapeError, type Tensor, tensor } from "../tensor/index.ts";
import { multiply } from "./arithmetic.ts";
import { eye, randomNormal, randomUniform, range } from "./create.ts";
import { cumSum } from "./cumulative.ts";
import { argsort, sort, topK } from "./order.ts";
import { sum } from "./reduce.ts";
import { segmentMax, segmentMean, segmentSum } from "./segments.ts";
import { isFiniteNumber, isNotANumber } from "./special-values.ts";
import { logSumExp, norm, std, variance } from "./statistics.ts";
import { ceil, round } from "./unary.ts";

const x = tensor([
  [3, -1.5, 2, 2],
  [0.5, 7, -4, 0.25],
  [1, 1, -2.5, 6],
]);
const ids = [2, 0, 2];
/** A loss that tells every element apart. */
const weighed = (y: Tensor) => sum(multiply(y, normal(y.shape, 7)));

onEachBackend(() => {
  describe("order", () => {
    it("sorts, gives the places, and takes the largest", () => {
      expect(sort(x, { axis: 0 }).arraySync()).toEqual([
        [0.5, -1.5, -4, 0.25],
        [1, 1, -2.5, 2],
        [3, 7, 2, 6],
      ]);
      expect(argsort(x).arraySync()).toEqual([
        [1, 2, 3, 0],
        [2, 3, 0, 1],
        [2, 0, 1, 3],
      ]);
      expect(sort([3, Number.NaN, 1], { descending: true }).arraySync()).toEqual([3, 1, Number.NaN]);
      const { values, indices } = topK(x, 2);
      expect(values.arraySync()).toEqual([
        [3, 2],
        [7, 0.5],
        [6, 1],
      ]);
      expect(indices.arraySync()).toEqual([
        [0, 2],
        [1, 0],
        [3, 0],
      ]);
      expect(indices.dtype).toBe("int32");
      checkGradients((y) => weighed(sort(y, { axis: 1 })), [normal([3, 4])]);
      checkGradients((y) => weighed(topK(y, 2).values), [normal([2, 3, 4])]);
    });
    it("refuses what cannot be", () => {
      expect(() => topK(x, 5)).toThrow(ShapeError);
      expect(() => topK(x, 1.5)).toThrow(ConfigError);
      expect(() => sort(x, { axis: 2 })).toThrow(ShapeError);
      expect(() => sort(x, { descnding: true } as never)).toThrow(/descending/);
    });
  });

  describe("sums", () => {
    it("run along an axis", () => {
      expect(cumSum(x, { axis: 0 }).arraySync()).toEqual([
        [3, -1.5, 2, 2],
        [3.5, 5.5, -2, 2.25],
        [4.5, 6.5, -4.5, 8.25],
      ]);
      expect(cumSum(x, { exclusive: true, reverse: true }).arraySync()).toEqual([
        [2.5, 4, 2, 0],
        [3.25, -3.75, 0.25, 0],
        [4.5, 3.5, 6, 0],
      ]);
      for (const reverse of [true, false]) {
        for (const exclusive of [true, false]) {
          checkGradients((y) => weighed(cumSum(y, { axis: 1, reverse, exclusive })), [normal([2, 3, 2])]);
        }
      }
    });
    it("gather segments", () => {
      expect(segmentSum(x, ids, 4).arraySync()).toEqual([
        [0.5, 7, -4, 0.25],
        [0, 0, 0, 0],
        [4, -0.5, -0.5, 8],
        [0, 0, 0, 0],
      ]);
      expect(segmentMean(x, ids).arraySync()).toEqual([
        [0.5, 7, -4, 0.25],
        [0, 0, 0, 0],
        [2, -0.25, -0.25, 4],
      ]);
      expect(segmentMax(x, ids).arraySync()).toEqual([
        [0.5, 7, -4, 0.25],
        [-Infinity, -Infinity, -Infinity, -Infinity],
        [3, 1, 2, 6],
      ]);
      for (const op of [segmentSum, segmentMean]) checkGradients((y) => weighed(op(y, ids, 4)), [normal([3, 2])]);
      checkGradients((y) => weighed(segmentMax(y, [1, 0, 1])), [normal([3, 2])]);
      expect(() => segmentSum(x, [0, 1])).toThrow(ShapeError);
      expect(() => segmentSum(x, [0, 1, 4], 4)).toThrow(ShapeError);
    });
  });

  describe("statistics", () => {
    it("of spread and size", () => {
      expectClose(variance(x, 1), [2.921875, 15.44921875, 9.171875]);
      expectClose(std(x), 3.0370256900787354);
      expectClose(logSumExp(multiply(x, 30), 0), [90, 210, 60, 180]);
      expectClose(logSumExp(x), 7.341884613037109);
      expect(logSumExp([-Infinity, -Infinity]).arraySync()).toBe(-Infinity);
      expectClose(norm(x, 1, -1), [8.5, 11.75, 10.5]);
      expectClose(norm(x, 2, 0), [3.2015621662139893, 7.2284159660339355, 5.123475551605225, 6.329494476318359]);
      expectClose(norm(x, Infinity, -1, true), [[3], [7], [6]]);
      expect(() => norm(x, 3)).toThrow(ConfigError);
      for (const op of [variance, std, logSumExp]) checkGradients((y) => weighed(op(y, 0)), [normal([3, 2])]);
      for (const order of [1, 2, Infinity]) checkGradients((y) => weighed(norm(y, order, 0)), [normal([3, 2])]);
    });
    it("rounds halves to the even number, and finds what is no number", () => {
      expectClose(round([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4999]), [-2, -2, 0, 0, 2, 2, 2]);
      expectClose(ceil([-1.5, 0.2, 3]), [-1, 1, 3]);
      expect(isNotANumber([1, Number.NaN, Infinity]).arraySync()).toEqual([0, 1, 0].map(Boolean));
      expect(isFiniteNumber([1, Number.NaN, -Infinity]).arraySync()).toEqual([1, 0, 0].map(Boolean));
    });
  });
});

describe("tensors by rule or by chance", () => {
  it("count, and mark the diagonal", () => {
    expect(range(3).arraySync()).toEqual([0, 1, 2]);
    expect(range(5, 1, -2).arraySync()).toEqual([5, 3]);
    expect(range(0, 1, 0.25).arraySync()).toEqual([0, 0.25, 0.5, 0.75]);
    expect(range(3).dtype).toBe("int32");
    expect(() => range(0, 1, 0)).toThrow(ConfigError);
    expect(eye(2, 3).arraySync()).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expect(() => eye(1.5)).toThrow(ConfigError);
  });
  it("are drawn alike from one seed, and have the spread asked for", () => {
    expect(randomNormal([2, 3], { seed: 4 })).toEqual(randomNormal([2, 3], { seed: 4 }));
    expect(randomNormal([4])).not.toEqual(randomNormal([4]));
    const many = randomNormal([10_000], { mean: 2, stddev: 3, seed: 1 });
    expectClose(std(many), 3, 0.1);
    const even = [...randomUniform([1000], { minval: -1, maxval: 2, seed: 1 }).dataSync()];
    expect(Math.min(...even)).toBeLessThan(-0.99);
    expect(Math.max(...even)).toBeGreaterThan(1.99);
    expect(even.every((value) => value >= -1 && value < 2)).toBe(true);
    expect(() => randomNormal([2], { seed: 1.5 })).toThrow(ConfigError);
  });
});
