import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { ConfigError, ShapeError, zeros } from "../tensor/index.ts";
import { dot } from "./dot.ts";
import { input } from "./input.ts";

onEachBackend(() => {
  it("has the right gradients", () => {
    checkLayer(dot({ axes: [1, 2] }), [normal([2, 3, 2]), normal([2, 2, 3], 1)]);
    checkLayer(dot({ axes: 1, normalize: true }), [normal([2, 3]), normal([2, 3], 1)]);
  });

  it("gives 0 for the cosine of a vector of zeros", () => {
    expectClose(dot({ axes: 1, normalize: true }).apply([zeros([2, 3]), normal([2, 3])]), [[0], [0]]);
  });
});

describe("shapes", () => {
  it("keeps open lengths open", () => {
    const [a, b] = [input({ shape: [null, 3] }), input({ shape: [4, 3] })];
    expect(dot({ axes: 2 }).apply([a, b]).shape).toEqual([null, null, 4]);
    expect(dot({ axes: -1 }).apply([a, input({ shape: [3] })]).shape).toEqual([null, null]);
  });

  it("refuses what does not fit", () => {
    expect(() => dot({ axes: 0 })).toThrow(ConfigError);
    expect(() => dot({ axes: [1] })).toThrow(ConfigError);
    expect(() => dot({ axes: 1 }).apply([normal([2, 3]), normal([2, 4])])).toThrow(ShapeError);
    expect(() => dot({ axes: 1 }).apply(normal([2, 3]))).toThrow(/two tensors/);
  });
});
