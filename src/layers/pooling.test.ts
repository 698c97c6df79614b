import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { ConfigError, tensor } from "../tensor/index.ts";
import { input } from "./input.ts";
import { averagePooling1d, globalAveragePooling1d, globalMaxPooling1d, maxPooling1d } from "./pooling.ts";

onEachBackend(() => {
  it("has the right gradients", () => {
    const x = normal([2, 5, 2]);
    checkLayer(maxPooling1d({ poolSize: 3, strides: 1, padding: "same" }), [x]);
    checkLayer(averagePooling1d({ padding: "same" }), [x]);
    checkLayer(globalMaxPooling1d(), [x]);
    checkLayer(globalAveragePooling1d({ keepdims: true }), [x], {
      mask: tensor([
        [1, 1, 0, 0, 0],
        [0, 1, 0, 1, 1],
      ]),
    });
  });

  it("gives NaN for the mean of no steps", () => {
    const mean = globalAveragePooling1d().apply(normal([2, 3, 1]), {
      mask: tensor([
        [0, 0, 0],
        [0, 1, 0],
      ]),
    });
    expect([...mean.dataSync()].map(Number.isNaN)).toEqual([true, false]);
  });
});

describe("shapes", () => {
  it("keeps open lengths open", () => {
    const x = input({ shape: [null, 3] });
    expect(maxPooling1d().apply(x).shape).toEqual([null, null, 3]);
    expect(averagePooling1d({ poolSize: 3 }).apply(input({ shape: [10, 3] })).shape).toEqual([null, 3, 3]);
    expect(globalMaxPooling1d().apply(x).shape).toEqual([null, 3]);
    expect(globalMaxPooling1d({ keepdims: true }).apply(x).shape).toEqual([null, 1, 3]);
  });

  it("refuses what does not fit", () => {
    expect(() => maxPooling1d({ poolSize: 4 }).apply(normal([2, 3, 1]))).toThrow(/as long as a window, 4/);
    expect(() => maxPooling1d({ poolSize: 0 })).toThrow(ConfigError);
    expect(() => averagePooling1d({ padding: "causal" as never })).toThrow(/"valid" or "same"/);
    expect(() => globalAveragePooling1d().apply(normal([2, 3]))).toThrow(/3 axes/);
  });
});
