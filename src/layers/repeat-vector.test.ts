import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { ConfigError, ShapeError, tensor } from "../tensor/index.ts";
import { input } from "./input.ts";
import { repeatVector } from "./repeat-vector.ts";

onEachBackend(() => {
  it("gives the vector at every step, without a mask", () => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    x.mask = tensor([[true], [false]]);
    const y = repeatVector({ n: 2 }).apply(x);
    expect(y.arraySync()).toEqual([
      [
        [1, 2],
        [1, 2],
      ],
      [
        [3, 4],
        [3, 4],
      ],
    ]);
    expect(y.mask).toBeUndefined();
  });

  it("has right gradients", () => checkLayer(repeatVector({ n: 3 }), [normal([2, 4])]));
});

describe("repeatVector", () => {
  it("tells its shape", () => {
    expect(repeatVector({ n: 5 }).apply(input({ shape: [4] })).shape).toEqual([null, 5, 4]);
  });

  it("refuses what does not fit", () => {
    expect(() => repeatVector({ n: 2 }).apply(normal([2, 3, 4]))).toThrow(ShapeError);
    expect(() => repeatVector({ n: 0 })).toThrow(/n must be a positive integer/);
    expect(() => repeatVector({ n: 2, m: 1 } as { n: number })).toThrow(ConfigError);
  });
});
