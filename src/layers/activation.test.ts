import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { multiply } from "../ops/index.ts";
import { ConfigError, ShapeError, tensor } from "../tensor/index.ts";
import { activation } from "./activation.ts";
import { dense } from "./dense.ts";
import { input } from "./input.ts";

onEachBackend(() => {
  it("applies a named function or your own", () => {
    const x = tensor([[-1, 0, 2]]);
    expect(activation({ activation: "relu" }).apply(x).arraySync()).toEqual([[0, 0, 2]]);
    expect(activation({ activation: null }).apply(x).arraySync()).toEqual([[-1, 0, 2]]);
    expectClose(activation({ activation: "softmax" }).apply(tensor([[1, 1]])), [[0.5, 0.5]]);
    expect(
      activation({ activation: (y) => multiply(y, 3) })
        .apply(x)
        .arraySync(),
    ).toEqual([[-3, 0, 6]]);
  });

  it("has right gradients and passes a mask on", () => {
    checkLayer(activation({ activation: "sigmoid" }), [normal([2, 3])]);
    checkLayer(activation({ activation: "logSoftmax" }), [normal([2, 3])]);
    const x = normal([1, 2, 3]);
    x.mask = tensor([[true, false]]);
    expect(activation({ activation: "linear" }).apply(x).mask?.arraySync()).toEqual([[true, false]]);
  });
});

describe("glu", () => {
  it("halves the last axis, in the shapes of a graph too", () => {
    const x = input({ shape: [3, 6] });
    expect(activation({ activation: "glu" }).apply(x).shape).toEqual([null, 3, 3]);
    expect(activation({ activation: "glu" }).apply(normal([2, 3, 6])).shape).toEqual([2, 3, 3]);
    expect(dense({ units: 8, activation: "glu" }).apply(x).shape).toEqual([null, 3, 4]);
    expect(() => dense({ units: 5, activation: "glu" }).apply(x)).toThrow(ShapeError);
  });
});

describe("activation", () => {
  it("keeps the shape in a graph", () => {
    expect(activation({ activation: "tanh" }).apply(input({ shape: [2, 3] })).shape).toEqual([null, 2, 3]);
  });

  it("refuses unknown names and options", () => {
    expect(() => activation({ activation: "rellu" as "relu" })).toThrow(/did you mean "relu"/);
    expect(() => activation({} as { activation: "relu" })).toThrow(/which function to apply/);
    expect(() => activation({ activation: "relu", alpha: 1 } as { activation: "relu" })).toThrow(ConfigError);
  });
});
