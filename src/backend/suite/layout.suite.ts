/** Moving elements: the index that each element comes from describes every result. */
import fc from "fast-check";
import { expect, it } from "vitest";
import type { DType, Shape, Tensor } from "../../tensor/index.ts";
import type { Backend } from "../backend.ts";
import { counting, dtypes, elementAt, float32, fromIndices, type Index, shapes } from "./arrays.suite.ts";

/** x is `from` arranged in `shape`, by the index that an element comes from. */
function expectMoved(actual: Tensor, shape: Shape, dtype: DType, value: (index: Index) => number): void {
  expect([actual.dtype, actual.shape]).toEqual([dtype, shape]);
  expect([...actual.read()]).toEqual([...fromIndices(shape, value, dtype).read()]);
}

export function testLayout(engine: Backend): void {
  it("transposes by any permutation", () => {
    const cases = shapes().chain((shape) => {
      const axes = shape.map((_, axis) => axis);
      return fc.tuple(fc.constant(shape), fc.shuffledSubarray(axes, { minLength: axes.length }));
    });
    fc.assert(
      fc.property(cases, dtypes, ([shape, permutation], dtype) => {
        const x = counting(shape, dtype);
        const moved = permutation.map((axis) => shape[axis]!);
        expectMoved(engine.transpose(x, permutation), moved, dtype, (index) => {
          return elementAt(
            x,
            shape.map((_, axis) => index[permutation.indexOf(axis)]!),
          );
        });
      }),
    );
  });

  it("transposes larger matrices", () => {
    for (const [rows, columns, inner] of [
      [17, 33, 5],
      [64, 9, 1],
    ] as const) {
      const x = counting([rows, columns, inner]);
      const swapped = engine.transpose(x, [1, 0, 2]);
      expectMoved(swapped, [columns, rows, inner], "float32", ([c, r, i]) => elementAt(x, [r!, c!, i!]));
    }
  });

  /** A shape with a window in it: where it begins and how long it is. */
  const windows = shapes().chain((shape) =>
    fc.tuple(...shape.map((length) => fc.tuple(fc.nat(length), fc.nat(length)))).map((ends) => {
      const pairs = ends as [number, number][];
      const begin = pairs.map(([p, q]) => Math.min(p, q));
      return { shape, begin, size: pairs.map(([p, q], axis) => Math.max(p, q) - begin[axis]!) };
    }),
  );

  it("slices any window", () => {
    fc.assert(
      fc.property(windows, dtypes, ({ shape, begin, size }, dtype) => {
        const x = counting(shape, dtype);
        const value = (index: Index) =>
          elementAtExact(
            x,
            index.map((k, axis) => k + begin[axis]!),
          );
        expectMoved(engine.slice(x, begin, size), size, dtype, value);
      }),
    );
  });

  it("pads any window with zeros", () => {
    fc.assert(
      fc.property(windows, dtypes, ({ shape, begin, size }, dtype) => {
        const x = counting(size, dtype);
        expectMoved(engine.pad(x, begin, shape), shape, dtype, (index) => {
          const own = index.map((k, axis) => k - begin[axis]!);
          return own.every((k, axis) => k >= 0 && k < size[axis]!) ? elementAtExact(x, own) : 0;
        });
      }),
    );
  });

  it("concatenates along any axis, empty parts too", () => {
    const cases = shapes({ minRank: 1 }).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        axis: fc.nat(shape.length - 1),
        lengths: fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }),
      }),
    );
    fc.assert(
      fc.property(cases, dtypes, ({ shape, axis, lengths }, dtype) => {
        const whole = shape.map((length, i) => (i === axis ? lengths.reduce((a, b) => a + b) : length));
        const x = counting(whole, dtype);
        let start = 0;
        const parts = lengths.map((length) => {
          const begin = start;
          start += length;
          const own = whole.map((all, i) => (i === axis ? length : all));
          const value = (index: Index) =>
            elementAtExact(
              x,
              index.map((k, i) => (i === axis ? k + begin : k)),
            );
          return fromIndices(own, value, dtype);
        });
        expectMoved(engine.concatenate(parts, axis), whole, dtype, (index) => elementAtExact(x, index));
      }),
    );
  });

  it("broadcasts to larger shapes", () => {
    const cases = shapes().chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.array(fc.boolean(), { minLength: shape.length, maxLength: shape.length }),
        fc.nat(shape.length),
      ),
    );
    fc.assert(
      fc.property(cases, dtypes, ([shape, narrow, dropped], dtype) => {
        const x = counting(shape.map((length, axis) => (narrow[axis] ? 1 : length)).slice(dropped), dtype);
        expectMoved(engine.broadcastTo(x, shape), shape, dtype, (index) => elementAt(x, index));
      }),
    );
  });

  it("reverses along an axis", () => {
    const cases = shapes({ minRank: 1 }).chain((shape) => fc.tuple(fc.constant(shape), fc.nat(shape.length - 1)));
    fc.assert(
      fc.property(cases, dtypes, ([shape, axis], dtype) => {
        const x = counting(shape, dtype);
        const value = (index: Index) =>
          elementAt(
            x,
            index.map((k, i) => (i === axis ? shape[i]! - 1 - k : k)),
          );
        expectMoved(engine.reverse(x, axis), shape, dtype, value);
      }),
    );
  });

  it("moves infinities and NaN as they are", () => {
    const { POSITIVE_INFINITY: infinity, NaN: nan } = Number;
    const x = float32([infinity, nan, -infinity], [3, 1]);
    expect([...engine.broadcastTo(x, [3, 2]).read()]).toEqual([infinity, infinity, nan, nan, -infinity, -infinity]);
    expect([...engine.pad(x, [0, 1], [3, 2]).read()]).toEqual([0, infinity, 0, nan, 0, -infinity]);
  });
}

/** The element at an index of x's own shape. */
function elementAtExact(x: Tensor, index: Index): number {
  return x.read()[x.shape.reduce((offset, length, axis) => offset * length + index[axis]!, 0)]!;
}
