import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { shapes } from "../../test/shapes.ts";
import { checkGradients } from "../autodiff/testing.ts";
import { ShapeError } from "../tensor/index.ts";
import { add, multiply, subtract } from "./arithmetic.ts";
import { layerNorm } from "./layer-norm.ts";
import { mean } from "./reduce.ts";
import { rsqrt, square } from "./unary.ts";

onEachBackend(() => {
  it("equals its formula over any axes of any shape", () => {
    const cases = shapes(4, 1).chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.subarray(
          shape.map((_, axis) => axis),
          { minLength: 1 },
        ),
      ),
    );
    fc.assert(
      fc.property(cases, ([shape, axes]) => {
        const x = normal(shape, 1, 2);
        const [gamma, beta] = [normal(shape.slice(-1), 2), normal([], 3)];
        const centered = subtract(x, mean(x, axes, true));
        const normalized = multiply(centered, rsqrt(add(mean(square(centered), axes, true), 0.01)));
        expectClose(layerNorm(x, { axes, epsilon: 0.01 }), normalized);
        expectClose(layerNorm(x, { axes, epsilon: 0.01, gamma, beta }), add(multiply(normalized, gamma), beta));
      }),
      { numRuns: 40 },
    );
  });

  it.each([[[-1]], [[0]], [[0, 2]], [[0, 1, 2]]])("has right gradients over axes %j", (axes) => {
    const x = normal([2, 3, 4], 1, 3);
    checkGradients((y) => layerNorm(y, { axes }), [x]);
    checkGradients((y, gamma) => layerNorm(y, { axes, gamma }), [x, normal([4], 2)]);
    checkGradients((y, beta) => layerNorm(y, { axes, beta }), [x, normal([3, 1], 2)]);
    checkGradients((y, gamma, beta) => layerNorm(y, { axes, gamma, beta }), [x, normal([2, 1, 1], 2), normal([4], 3)]);
  });

  it("refuses an axis outside", () => {
    expect(() => layerNorm(normal([2]), { axes: [1] })).toThrow(ShapeError);
  });
});
