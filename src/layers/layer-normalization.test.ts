import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { add, mean, multiply, rsqrt, square, subtract } from "../ops/index.ts";
import { ConfigError, ShapeError, tensor } from "../tensor/index.ts";
import { input } from "./input.ts";
import { layerNormalization } from "./layer-normalization.ts";

onEachBackend(() => {
  it("shifts and scales each step to mean 0 and variance 1", () => {
    const x = normal([2, 3, 8], 1, 5);
    const centered = subtract(x, mean(x, -1, true));
    const expected = multiply(centered, rsqrt(add(mean(square(centered), -1, true), 0.001)));
    expectClose(layerNormalization().apply(x), expected);
  });

  it.each([
    {},
    { epsilon: 0.1 },
    { center: false },
    { scale: false },
    { center: false, scale: false },
    { axis: 1 },
    { axis: [-1, 1] },
  ])("has right gradients with %j", (options) => checkLayer(layerNormalization(options), [normal([2, 3, 4], 1, 3)]));

  it("passes a mask on", () => {
    const x = normal([1, 2, 3]);
    x.mask = tensor([[true, false]]);
    expect(layerNormalization().apply(x).mask?.arraySync()).toEqual([[true, false]]);
  });
});

describe("layerNormalization", () => {
  it("makes gamma and beta of the normalized lengths", () => {
    const shapesFor = (options: Parameters<typeof layerNormalization>[0]) => {
      const layer = layerNormalization(options);
      expect(layer.apply(input({ shape: [5, 4] })).shape).toEqual([null, 5, 4]);
      return layer.weights.map(({ name, shape }) => [name, ...shape]);
    };
    expect(shapesFor({})).toEqual([
      ["gamma", 4],
      ["beta", 4],
    ]);
    expect(shapesFor({ axis: [2, 1], center: false })).toEqual([["gamma", 5, 4]]);
    expect(shapesFor({ center: false, scale: false })).toEqual([]);
  });

  it("refuses what does not fit", () => {
    const layer = layerNormalization();
    layer.apply(normal([2, 3]));
    expect(() => layer.apply(normal([2, 4]))).toThrow(ShapeError);
    expect(() => layer.apply(normal([2, 4]))).toThrow(/\(3,\) on the normalized axes/);
    expect(() => layerNormalization({ axis: 2 }).apply(normal([2, 3]))).toThrow(/axis is outside/);
    expect(() => layerNormalization().apply(input({ shape: [3, null] }))).toThrow(/number of features/);
    expect(() => layerNormalization({ eps: 1 } as object)).toThrow(ConfigError);
  });
});
