import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { shapes } from "../../test/shapes.ts";
import { checkGradients } from "../autodiff/testing.ts";
import { ShapeError, type Tensor, tensor } from "../tensor/index.ts";
import { all, any, argMax, argMin, max, mean, min, sum } from "./reduce.ts";

const x = normal([2, 3, 2]);

const reductions: [string, typeof sum, (values: number[]) => number][] = [
  ["sum", sum, (values) => values.reduce((a, b) => a + b, 0)],
  ["mean", mean, (values) => values.reduce((a, b) => a + b, 0) / values.length],
  ["max", max, (values) => Math.max(...values)],
  ["min", min, (values) => Math.min(...values)],
  ["any", any, (values) => Number(values.some((value) => value !== 0))],
  ["all", all, (values) => Number(values.every((value) => value !== 0))],
];

/** The elements that fall together when the axes vanish, in row-major order of the rest. */
function groups(y: Tensor, axes: number[]): number[][] {
  const found = new Map<string, number[]>();
  for (const [i, value] of y.dataSync().entries()) {
    let rest = i;
    const position = y.shape.map((_, axis) => {
      const stride = y.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
      const index = Math.floor(rest / stride);
      rest -= index * stride;
      return axes.includes(axis) ? 0 : index;
    });
    const key = position.join();
    found.set(key, [...(found.get(key) ?? []), value]);
  }
  return [...found.values()];
}

onEachBackend(() => {
  describe.each(reductions)("%s", (name, op, value) => {
    const logical = name === "any" || name === "all";

    it("takes any axes away, or keeps them with length 1", () => {
      const cases = shapes(4).chain((shape) => fc.tuple(fc.constant(shape), fc.subarray(shape.map((_, axis) => axis))));
      fc.assert(
        fc.property(cases, ([shape, axes]) => {
          const y = logical
            ? tensor(
                normal(shape)
                  .dataSync()
                  .map((v) => Number(v > 0.3)),
                shape,
              )
            : normal(shape);
          const result = op(y, axes);
          expect(result.dtype).toBe(logical ? "bool" : "float32");
          expect(result.shape).toEqual(shape.filter((_, axis) => !axes.includes(axis)));
          const expected = Float32Array.from(groups(y, axes).map(value));
          expectClose(tensor(result.dataSync() as Float32Array, [result.size], "float32"), tensor(expected));
          expect(op(y, axes, true).shape).toEqual(shape.map((length, axis) => (axes.includes(axis) ? 1 : length)));
        }),
        { numRuns: 50 },
      );
    });

    it("reduces all axes by default and counts negative ones from the back", () => {
      expect(op(x).shape).toEqual([]);
      expect(op(x, -1).shape).toEqual([2, 3]);
      expect(op(x, [-1, 2, 0]).shape).toEqual([3]);
      expect(() => op(x, 3)).toThrow(ShapeError);
    });
  });

  it.each([undefined, 1, [0, 2], []])("sum, mean, max and min have right gradients over %j", (axes) => {
    for (const op of [sum, mean, max, min]) {
      checkGradients((y) => op(y, axes), [x]);
      checkGradients((y) => op(y, axes, true), [x]);
    }
  });

  it("shares the gradient of an extreme between equals", () => {
    const ties = tensor([
      [1, 3, 3],
      [2, 0, -1],
    ]);
    checkGradients(
      (y) => max(max(y, 1), 0),
      [
        tensor([
          [1, 3, 2],
          [2, 0, -1],
        ]),
      ],
    );
    // moving one of two equals up moves the maximum by all of it, down by nothing: on average by half
    checkGradients((y) => max(y, 1), [ties]);
  });

  it("finds the first extreme along any axis", () => {
    const y = tensor([
      [3, 1, 3],
      [0, 5, 5],
    ]);
    expect(argMax(y).arraySync()).toEqual([0, 1]);
    expect(argMin(y).arraySync()).toEqual([1, 0]);
    expect(argMax(y, 0).arraySync()).toEqual([0, 1, 1]);
    expect(argMax(y, 0).dtype).toBe("int32");
    expect(argMin(normal([2, 3, 4]), 1).shape).toEqual([2, 4]);
  });

  it("sums integers as integers and booleans as counts; a sum over nothing is 0", () => {
    const of = (y: Tensor) => [y.dtype, y.arraySync()];
    expect(of(sum(tensor(Int32Array.of(1, 2, 3))))).toEqual(["int32", 6]);
    expect(of(sum(tensor([true, true, false])))).toEqual(["int32", 2]);
    expect(of(mean(tensor(Int32Array.of(1, 2))))).toEqual(["float32", 1.5]);
    expect(of(sum(tensor(new Float32Array(0), [0, 2]), 0))).toEqual(["float32", [0, 0]]);
    expect(of(any(tensor(new Float32Array(0), [0, 2]), 0))).toEqual(["bool", [false, false]]);
    expect(of(all(tensor(new Float32Array(0), [0, 2]), 0))).toEqual(["bool", [true, true]]);
  });

  it("refuses an extreme of nothing", () => {
    for (const op of [max, min]) expect(() => op(tensor(new Float32Array(0), [2, 0]), 1)).toThrow(/no elements/);
    expect(() => argMax(tensor(new Float32Array(0), [2, 0]))).toThrow(ShapeError);
  });
});
