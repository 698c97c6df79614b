/** Reductions over axes, and the places of extremes. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, normal } from "../../../test/numbers.ts";
import { tolerance } from "../../../test/tolerance.ts";
import { fill, type Shape, type Tensor } from "../../tensor/index.ts";
import type { Backend, ReduceName } from "../backend.ts";
import {
  bool,
  counting,
  elementAt,
  float32,
  fromIndices,
  type Index,
  indicesOf,
  int32,
  shapes,
} from "./arrays.suite.ts";

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const folds: Record<ReduceName, (values: readonly number[]) => number> = {
  sum,
  mean: (values) => sum(values) / values.length,
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  any: (values) => Number(values.some(Boolean)),
  all: (values) => Number(values.every(Boolean)),
};

/** The fold of what lies along the axes, for every index of the others. */
function expected(name: ReduceName, x: Tensor, axes: readonly number[]): Tensor {
  const rest = x.shape.filter((_, axis) => !axes.includes(axis));
  const along = indicesOf(axes.map((axis) => x.shape[axis]!));
  const joined = (outer: Index, inner: Index) => {
    const [others, own] = [[...outer], [...inner]];
    return x.shape.map((_, axis) => (axes.includes(axis) ? own.shift()! : others.shift()!));
  };
  return fromIndices(rest, (outer) => folds[name](along.map((inner) => elementAt(x, joined(outer, inner)))), x.dtype);
}

export function testReduce(engine: Backend): void {
  const shapeAndAxes = shapes().chain((shape: Shape) =>
    fc.tuple(fc.constant(shape), fc.subarray(shape.map((_, axis) => axis))),
  );
  const same = (actual: Tensor, wanted: Tensor) => {
    expect(actual.dtype).toBe(wanted.dtype);
    expectClose(actual, wanted);
  };

  it("reduces over any axes of any shape, empty ones too", () => {
    fc.assert(
      fc.property(shapeAndAxes, ([shape, axes]) => {
        for (const name of ["sum", "mean", "max", "min"] as const) {
          const x = normal(shape, 4);
          same(engine.reduce(name, x, axes), expected(name, x, axes));
        }
        for (const name of ["any", "all"] as const) {
          const x = counting(shape, "bool");
          same(engine.reduce(name, x, axes), expected(name, x, axes));
        }
      }),
      { numRuns: 200 },
    );
  });

  it("reduces integers", () => {
    const x = int32([3, -9, 4, 2147483647, 2, 1], [2, 3]);
    same(engine.reduce("sum", x, [0]), int32([-2147483646, -7, 5]));
    same(engine.reduce("max", x, [1]), int32([4, 2147483647]));
    same(engine.reduce("min", x, [0, 1]), int32([-9], []));
  });

  it("tells whether any or all hold", () => {
    const x = bool([1, 1, 0, 1, 0, 0], [3, 2]);
    same(engine.reduce("any", x, [1]), bool([1, 1, 0]));
    same(engine.reduce("all", x, [1]), bool([1, 0, 0]));
  });

  it("sums many numbers with few roundings", () => {
    const x = fill([3, 100_000], 0.1);
    expectClose(engine.reduce("mean", x, [1]), [0.1, 0.1, 0.1], tolerance.pointwise);
    expectClose(engine.reduce("mean", fill([100_000, 3], 0.1), [0]), [0.1, 0.1, 0.1], tolerance.pointwise);
  });

  it("passes NaN on", () => {
    const x = float32([1, Number.NaN, 2, 3], [2, 2]);
    for (const name of ["sum", "mean", "max", "min"] as const) {
      expect([...engine.reduce(name, x, [1]).read()].map(Number.isNaN)).toEqual([true, false]);
    }
  });

  it("finds the first of equal extremes along the last axis", () => {
    const x = float32([3, 7, 7, -1, -1, 2], [2, 3]);
    const largest = engine.argReduce("max", x);
    expect([largest.dtype, largest.shape, ...largest.read()]).toEqual(["int32", [2], 1, 2]);
    expect([...engine.argReduce("min", x).read()]).toEqual([0, 0]);
    expect([...engine.argReduce("max", int32([-5, -2, -2])).read()]).toEqual([1]);
    expect(engine.argReduce("max", float32([1, 2])).shape).toEqual([]);
    expect([...engine.argReduce("max", fill([2, 3], Number.NEGATIVE_INFINITY)).read()]).toEqual([0, 0]);
    expect(engine.argReduce("min", counting([0, 3])).shape).toEqual([0]);
  });

  it("finds it in rows of every length, ties included", () => {
    const row = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(row, (values) => {
        const x = float32([...values, ...values.toReversed()], [1, 2, values.length]);
        const places = (best: (...all: number[]) => number) =>
          [values, values.toReversed()].map((entries) => entries.indexOf(best(...values)));
        expect([...engine.argReduce("max", x).read()]).toEqual(places(Math.max));
        expect([...engine.argReduce("min", x).read()]).toEqual(places(Math.min));
      }),
    );
  });
}
