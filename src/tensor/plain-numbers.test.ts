/** Arithmetic on plain numbers. */
import { expect, it } from "vitest";
import { meanOf, roundHalfToEven, transposedRows, varianceOf } from "./plain-numbers.ts";

it("rounds as NumPy's rint", () => {
  // numpy.rint of the same
  const cases = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.4, -2.6];
  expect(cases.map((x) => roundHalfToEven(x) + 0)).toEqual([-2, -2, 0, 0, 2, 2, 2, -3]);
});

it("computes means, variances and transposed matrices", () => {
  // numpy.mean, numpy.var, and [[1, 2, 3], [4, 5, 6]].T
  expect([meanOf([1, 2, 6]), varianceOf([1, 2, 6]), meanOf([])]).toEqual([3, 14 / 3, Number.NaN]);
  expect([...transposedRows([1, 2, 3, 4, 5, 6], 2, 3)]).toEqual([1, 4, 2, 5, 3, 6]);
});
