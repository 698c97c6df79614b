import { expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { ConfigError, ShapeError } from "../tensor/index.ts";
import { einsumDense } from "./einsum-dense.ts";
import { input } from "./input.ts";

onEachBackend(() => {
  it("has the right gradients", () => {
    const x = normal([2, 3, 2]);
    checkLayer(einsumDense({ equation: "btf,fhd->bthd", outputShape: [null, 2, 2], biasAxes: "d" }), [x]);
    checkLayer(einsumDense({ equation: "bt...,td->bd...", outputShape: 2, biasAxes: "d", activation: "tanh" }), [x]);
    checkLayer(einsumDense({ equation: "btf,tfd->btd", outputShape: [null, 2] }), [x]);
  });
});

it("leaves open lengths open, and spreads its weights by what goes in and out", () => {
  const layer = einsumDense({ equation: "...f,fhd->...hd", outputShape: [20, 30] });
  expect(layer.apply(input({ shape: [null, 50] })).shape).toEqual([null, null, 20, 30]);
  // glorotUniform: √(6 / (50 + 600))
  const limit = Math.sqrt(6 / 650);
  const largest = Math.max(...[...layer.weights[0]!.value.dataSync()].map(Math.abs));
  expect(largest).toBeLessThanOrEqual(limit);
  expect(largest).toBeGreaterThan(0.99 * limit);
});

it("refuses equations and shapes that make no layer", () => {
  const make = (equation: string, outputShape: number | (number | null)[], biasAxes?: string) =>
    einsumDense({ equation, outputShape, biasAxes });
  expect(() => make("bf,fu", 2)).toThrow(ConfigError);
  expect(() => make("bf,fu->bz", 2)).toThrow(/not an equation/);
  expect(() => make("bf,fu->bu", 0)).toThrow(/outputShape/);
  expect(() => make("bf,fu->bu", 2, "f")).toThrow(/biasAxes must name axes/);
  expect(() => make("bf,fu->bu", [2, 3]).apply(normal([2, 3]))).toThrow(/does not fit the equation/);
  expect(() => make("bf,fu->bu", 2).apply(normal([2, 3, 4]))).toThrow(/a letter of bf/);
  expect(() => make("btf,fu->btu", [4, 2]).apply(normal([2, 3, 4]))).toThrow(/length 4 on the axis "t"/);
  const layer = make("bf,fu->bu", 2);
  layer.apply(normal([2, 3]));
  expect(() => layer.apply(normal([2, 4]))).toThrow(ShapeError);
});
