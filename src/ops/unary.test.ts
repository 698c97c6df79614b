import { describe, expect, it } from "vitest";
import { expectClose } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { tolerance } from "../../test/tolerance.ts";
import { checkGradients } from "../autodiff/testing.ts";
import { pointwise, type UnaryName } from "../backend/pointwise.ts";
import { tensor } from "../tensor/index.ts";
import { clip, logicalNot, negative, unary } from "./unary.ts";

const names = Object.keys(pointwise) as UnaryName[];
/** On both sides of every kink, none within the step of a difference of one. */
const anywhere = [-6.5, -4.3, -2.1, -0.7, -0.31, 0.25, 0.8, 1.6, 2.7, 4.4, 6.5];
const positive = [0.4, 0.8, 1.6, 2.7, 6.5];
const domains: Partial<Record<UnaryName, number[]>> = {
  log: positive,
  sqrt: positive,
  rsqrt: positive,
  log1p: [-0.8, ...positive],
  reciprocal: [-4.3, -0.7, 0.8, 1.6],
  tan: [-0.7, -0.31, 0.25, 0.8],
  asin: [-0.7, -0.31, 0.25, 0.8],
  acos: [-0.7, -0.31, 0.25, 0.8],
  sinh: [-2.1, -0.7, 0.25, 1.6],
  cosh: [-2.1, -0.7, 0.25, 1.6],
  expm1: [-2.1, -0.7, 0.25, 1.6],
  acosh: [1.6, 2.7, 6.5],
  atanh: [-0.7, -0.31, 0.25, 0.8],
  // halves are its steps
  round: anywhere.slice(1, -1),
};

onEachBackend(() => {
  describe.each(names)("%s", (name) => {
    const points = Float32Array.from(domains[name] ?? anywhere);

    it("has its value at every point", () => {
      const expected = points.map((x) => pointwise[name].value(x));
      expectClose(unary(name, points), tensor(expected), tolerance.pointwise);
    });

    it("has its gradient", () => {
      checkGradients((x) => unary(name, x), [points]);
    });
  });

  it("takes integers and booleans as floats, of any shape", () => {
    const y = negative(tensor(Int32Array.of(3, -4), [2, 1]));
    expect([y.dtype, y.shape, y.arraySync()]).toEqual(["float32", [2, 1], [[-3], [4]]]);
    expect(negative(tensor(true)).item()).toBe(-1);
    expect(negative(tensor(new Float32Array(0), [0, 3])).shape).toEqual([0, 3]);
  });

  it("negates conditions", () => {
    expect(logicalNot(tensor([0, 2, -1])).arraySync()).toEqual([true, false, false]);
    expect(logicalNot(tensor([true, false])).arraySync()).toEqual([false, true]);
  });

  it("clips, with no gradient where an element was moved", () => {
    const x = tensor([-2, -0.5, 0.5, 2]);
    expect(clip(x, -1, 1).arraySync()).toEqual([-1, -0.5, 0.5, 1]);
    checkGradients((y) => clip(y, -1, 1), [x]);
  });
});
