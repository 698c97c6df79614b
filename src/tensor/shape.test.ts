import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ShapeError } from "./errors.ts";
import { broadcastShapes, formatShape, normalizeAxis, sameShape, sizeOf, stridesOf } from "./shape.ts";

describe("shapes", () => {
  it("sizeOf multiplies, stridesOf counts the elements between neighbours", () => {
    expect([sizeOf([]), sizeOf([5]), sizeOf([2, 3, 4]), sizeOf([2, 0])]).toEqual([1, 5, 24, 0]);
    expect([stridesOf([]), stridesOf([5]), stridesOf([2, 3, 4])]).toEqual([[], [1], [12, 4, 1]]);
  });

  it("sameShape compares lengths and ranks", () => {
    expect(sameShape([2, 3], [2, 3])).toBe(true);
    expect(sameShape([], [])).toBe(true);
    expect(sameShape([2, 3], [3, 2])).toBe(false);
    expect(sameShape([2], [2, 1])).toBe(false);
  });

  it("formatShape writes tuples, None where a length is open", () => {
    expect([[], [3], [2, 3], [null, 3, 1]].map(formatShape)).toEqual(["()", "(3,)", "(2, 3)", "(None, 3, 1)"]);
  });
});

describe("normalizeAxis", () => {
  it("counts from the back where negative", () => {
    expect([0, 2, -1, -3].map((axis) => normalizeAxis(axis, 3))).toEqual([0, 2, 2, 0]);
  });

  it.each([
    [3, 3, /from -3 to 2[\s\S]*received: 3/],
    [-4, 3, /received: -4/],
    [0.5, 3, /an integer/],
    [Number.NaN, 3, /received: NaN/],
    [0, 0, /the tensor is a scalar/],
  ])("refuses %d of rank %i", (axis, rank, message) => {
    expect(() => normalizeAxis(axis, rank)).toThrow(ShapeError);
    expect(() => normalizeAxis(axis, rank)).toThrow(message);
  });
});

describe("broadcastShapes", () => {
  it("stretches lengths of 1 and adds leading axes", () => {
    expect(broadcastShapes([2, 1], [3])).toEqual([2, 3]);
    expect(broadcastShapes([], [4, 5])).toEqual([4, 5]);
    expect(broadcastShapes([2, 3], [2, 3])).toEqual([2, 3]);
    expect(broadcastShapes([1, 3, 1], [7, 1, 2])).toEqual([7, 3, 2]);
    expect(broadcastShapes([0, 1], [1, 4])).toEqual([0, 4]);
  });

  it("names both shapes that do not go together", () => {
    expect(() => broadcastShapes([2, 3], [4])).toThrow(ShapeError);
    expect(() => broadcastShapes([2, 3], [4])).toThrow(/\(2, 3\) and \(4,\)/);
    expect(() => broadcastShapes([0], [2])).toThrow(ShapeError);
  });

  it("does not depend on the order, and a shape within its result stays it", () => {
    const lengths = fc.array(fc.constantFrom(0, 1, 3), { maxLength: 4 });
    const attempt = (a: number[], b: number[]) => {
      try {
        return broadcastShapes(a, b);
      } catch (error) {
        expect(error).toBeInstanceOf(ShapeError);
        return undefined;
      }
    };
    fc.assert(
      fc.property(lengths, lengths, (a, b) => {
        const shape = attempt(a, b);
        expect(attempt(b, a)).toEqual(shape);
        if (shape) expect([broadcastShapes(shape, a), broadcastShapes(b, shape)]).toEqual([shape, shape]);
      }),
    );
  });
});
