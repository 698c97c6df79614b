import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { broadcastPairs } from "../../test/shapes.ts";
import { checkGradients } from "../autodiff/testing.ts";
import { broadcastShapes, ShapeError, type Tensor, type TensorLike, tensor } from "../tensor/index.ts";
import {
  add,
  divide,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  logicalOr,
  maximum,
  minimum,
  multiply,
  notEqual,
  power,
  subtract,
} from "./arithmetic.ts";
import { broadcastTo } from "./layout.ts";
import { abs } from "./unary.ts";

type Binary = (a: TensorLike, b: TensorLike) => Tensor;

const arithmetic: [string, Binary, (a: number, b: number) => number][] = [
  ["add", add, (a, b) => a + b],
  ["subtract", subtract, (a, b) => a - b],
  ["multiply", multiply, (a, b) => a * b],
  ["divide", divide, (a, b) => a / b],
  ["maximum", maximum, Math.max],
  ["minimum", minimum, Math.min],
  ["power", power, (a, b) => a ** b],
];

const comparisons: [string, Binary, (a: number, b: number) => boolean][] = [
  ["equal", equal, (a, b) => a === b],
  ["notEqual", notEqual, (a, b) => a !== b],
  ["greater", greater, (a, b) => a > b],
  ["greaterEqual", greaterEqual, (a, b) => a >= b],
  ["less", less, (a, b) => a < b],
  ["lessEqual", lessEqual, (a, b) => a <= b],
  ["logicalAnd", logicalAnd, (a, b) => a !== 0 && b !== 0],
  ["logicalOr", logicalOr, (a, b) => a !== 0 || b !== 0],
];

/** Away from 0, and far enough from each other for a difference on either side of a maximum. */
const apart = (shape: number[], stream: number) => add(abs(normal(shape, stream)), 0.5 + 0.05 * stream);

onEachBackend(() => {
  describe.each(arithmetic)("%s", (_, op, value) => {
    it("computes every pair, broadcasting", () => {
      fc.assert(
        fc.property(broadcastPairs, ([left, right]) => {
          const [a, b] = [apart(left, 1), apart(right, 2)];
          const shape = broadcastShapes(left, right);
          const [x, y] = [broadcastTo(a, shape).dataSync(), broadcastTo(b, shape).dataSync()];
          const expected = x.map((entry, i) => value(entry, y[i]!));
          expectClose(op(a, b), tensor(expected, shape));
        }),
        { numRuns: 40 },
      );
    });

    it.each([
      [
        [2, 3],
        [2, 3],
      ],
      [[2, 3], [3]],
      [[], [2, 2]],
      [
        [2, 1, 3],
        [4, 1],
      ],
    ])("has right gradients for %j and %j", (left, right) => {
      checkGradients(op, [apart(left, 1), apart(right, 2)]);
      checkGradients((x) => op(x, x), [apart(left, 1)]);
    });

    it("refuses shapes that do not broadcast", () => {
      expect(() => op(normal([2, 3]), normal([2]))).toThrow(ShapeError);
      expect(() => op(normal([2, 3]), normal([2]))).toThrow(/\(2, 3\) and \(2,\)/);
    });
  });

  it.each(comparisons)("%s gives booleans", (_, op, value) => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -2, max: 2 }), fc.integer({ min: -2, max: 2 })), { minLength: 1 }),
        (pairs) => {
          const result = op(tensor(pairs.map(([a]) => a)), tensor(pairs.map(([, b]) => b)));
          expect(result.dtype).toBe("bool");
          expect(result.arraySync()).toEqual(pairs.map(([a, b]) => value(a, b)));
        },
      ),
      { numRuns: 30 },
    );
    expect(op(normal([2, 1]), normal([3])).shape).toEqual([2, 3]);
  });

  it("keeps integers, widens mixed types, counts booleans, divides integers as floats", () => {
    const ints = tensor(Int32Array.of(7, -2));
    const bools = tensor([true, true]);
    const of = (x: Tensor) => [x.dtype, x.arraySync()];
    expect(of(add(ints, 1))).toEqual(["int32", [8, -1]]);
    expect(of(multiply(2, ints))).toEqual(["int32", [14, -4]]);
    expect(of(add(ints, 0.5))).toEqual(["float32", [7.5, -1.5]]);
    expect(of(add(ints, bools))).toEqual(["int32", [8, -1]]);
    expect(of(add(bools, bools))).toEqual(["int32", [2, 2]]);
    expect(of(divide(ints, 2))).toEqual(["float32", [3.5, -1]]);
    expect(of(equal(bools, tensor([true, false])))).toEqual(["bool", [true, false]]);
    expect(of(greater(ints, tensor([7.5, -3])))).toEqual(["bool", [false, true]]);
  });

  it("gives the gradient of a maximum and minimum once where both are equal", () => {
    const x = tensor([1, 2]);
    checkGradients((y) => maximum(y, y), [x]);
    checkGradients((y) => minimum(y, y), [x]);
  });
});
