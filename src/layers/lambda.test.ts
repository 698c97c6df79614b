import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { model } from "../models/index.ts";
import { concatenate, mean, multiply, square } from "../ops/index.ts";
import { ConfigError } from "../tensor/index.ts";
import { input } from "./input.ts";
import { lambda } from "./lambda.ts";

onEachBackend(() => {
  it("has the gradients of its function", () => {
    checkLayer(lambda({ function: (x) => square(x) }), [normal([2, 3])]);
    checkLayer(lambda({ function: (a, b) => multiply(a, b!) }), [normal([2, 3]), normal([2, 3], 1)]);
  });

  it("computes in a model", () => {
    const [a, b] = [input({ shape: [2] }), input({ shape: [2] })];
    const joined = lambda({ function: (x, y) => concatenate([x, y!]) }).apply([a, b]);
    const [x, y] = [normal([3, 2]), normal([3, 2], 1)];
    expect(
      model({ inputs: [a, b], outputs: joined })
        .predict([x, y])
        .dataSync(),
    ).toEqual(concatenate([x, y]).dataSync());
  });
});

describe("shapes", () => {
  it("finds that of the result by calling the function", () => {
    const x = input({ shape: [null, 4] });
    expect(lambda({ function: (t) => mean(t, 1) }).apply(x).shape).toEqual([null, 4]);
    expect(lambda({ function: (t) => multiply(t, 2) }).apply(x).shape).toEqual([null, null, 4]);
    expect(lambda({ function: (t) => t, outputShape: [7] }).apply(x).shape).toEqual([null, 7]);
  });

  it("needs a function", () => {
    expect(() => lambda({} as never)).toThrow(ConfigError);
  });
});
