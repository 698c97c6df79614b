import { expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { ConfigError, tensor } from "../tensor/index.ts";
import { eLU, leakyReLU, pReLU, reLU } from "./rectifiers.ts";

onEachBackend(() => {
  it("has the right gradients", () => {
    const x = normal([2, 3, 2]);
    for (const layer of [
      reLU({ maxValue: 1, negativeSlope: 0.2, threshold: 0.1 }),
      reLU(),
      leakyReLU(),
      pReLU(),
      pReLU({ sharedAxes: 1 }),
      eLU({ alpha: 0.5 }),
    ]) {
      checkLayer(layer, [x]);
    }
  });

  it("computes Keras's formulas", () => {
    const x = tensor([[-2, -0.5, 0, 0.5, 3]]);
    const full = reLU({ maxValue: 2, negativeSlope: 0.5, threshold: 1 });
    expect(full.apply(x).arraySync()).toEqual([[-1.5, -0.75, -0.5, -0.25, 2]]);
    expect(leakyReLU({ negativeSlope: 0.5 }).apply(x).arraySync()).toEqual([[-1, -0.25, 0, 0.5, 3]]);
    expect(pReLU({ alphaInitializer: "ones" }).apply(x).arraySync()).toEqual([[-2, -0.5, 0, 0.5, 3]]);
  });
});

it("refuses parameters that are none, and inputs of other shapes", () => {
  expect(() => reLU({ negativeSlope: -1 })).toThrow(/negativeSlope.*0 or more/s);
  expect(() => reLU({ maxValue: Number.NaN })).toThrow(ConfigError);
  expect(() => leakyReLU({ negativeSlope: "1" as never })).toThrow(ConfigError);
  expect(() => eLU({ alpha: Number.NaN })).toThrow(/alpha/);
  expect(() => pReLU({ sharedAxes: [0] })).toThrow(/sharedAxes/);
  expect(() => pReLU({ sharedAxes: [3] }).apply(normal([2, 3, 2]))).toThrow(/share slopes/);
  const layer = pReLU({ sharedAxes: [1] });
  layer.apply(normal([2, 3, 2]));
  expect(layer.apply(normal([2, 9, 2])).shape).toEqual([2, 9, 2]);
  expect(() => layer.apply(normal([2, 3, 4]))).toThrow(/samples of \(1, 2\)/);
});
