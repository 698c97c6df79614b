import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { ConfigError, ShapeError, tensor } from "../tensor/index.ts";
import { input } from "./input.ts";
import { flatten, permute, reshape } from "./reshape.ts";

onEachBackend(() => {
  it("flattens, reshapes and permutes each sample", () => {
    const x = tensor([
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ]);
    expect(flatten().apply(x).arraySync()).toEqual([[1, 2, 3, 4, 5, 6]]);
    expect(
      flatten()
        .apply(tensor([1, 2]))
        .arraySync(),
    ).toEqual([[1], [2]]);
    expect(
      reshape({ targetShape: [3, -1] })
        .apply(x)
        .arraySync(),
    ).toEqual([
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
    ]);
    expect(
      permute({ dims: [2, 1] })
        .apply(x)
        .arraySync(),
    ).toEqual([
      [
        [1, 4],
        [2, 5],
        [3, 6],
      ],
    ]);
    expect(permute({ dims: [3, 1, 2] }).apply(normal([2, 3, 4, 5])).shape).toEqual([2, 5, 3, 4]);
  });

  it("has right gradients", () => {
    const x = normal([2, 3, 4]);
    checkLayer(flatten(), [x]);
    checkLayer(reshape({ targetShape: [2, -1] }), [x]);
    checkLayer(permute({ dims: [2, 1] }), [x]);
  });

  it("ends a mask", () => {
    const x = normal([1, 2, 3]);
    x.mask = tensor([[true, false]]);
    for (const layer of [flatten(), reshape({ targetShape: [2, 3] }), permute({ dims: [1, 2] })]) {
      expect(layer.apply(x).mask).toBeUndefined();
    }
    expect(x.mask.arraySync()).toEqual([[true, false]]);
  });
});

describe("flatten, reshape and permute", () => {
  it("tell their shapes, open lengths included", () => {
    expect(flatten().apply(input({ shape: [2, 3] })).shape).toEqual([null, 6]);
    expect(flatten().apply(input({ shape: [null, 3] })).shape).toEqual([null, null]);
    expect(reshape({ targetShape: [-1, 2] }).apply(input({ shape: [3, 4] })).shape).toEqual([null, 6, 2]);
    expect(reshape({ targetShape: [-1, 2] }).apply(input({ shape: [null, 4] })).shape).toEqual([null, null, 2]);
    expect(permute({ dims: [2, 1] }).apply(input({ shape: [null, 4] })).shape).toEqual([null, 4, null]);
  });

  it("refuse inputs that do not fit", () => {
    expect(() => reshape({ targetShape: [5] }).apply(normal([2, 6]))).toThrow(ShapeError);
    expect(() => reshape({ targetShape: [5] }).apply(normal([2, 6]))).toThrow(/samples of 5 elements/);
    expect(() => reshape({ targetShape: [4, -1] }).apply(normal([2, 6]))).toThrow(/a multiple of 4 elements/);
    expect(() => permute({ dims: [2, 1] }).apply(normal([2, 6]))).toThrow(/3 axes/);
  });

  it.each([
    [() => reshape({ targetShape: [-1, -1] }), /one of which may be -1/],
    [() => reshape({ targetShape: [0] }), /positive integers/],
    [() => reshape({} as { targetShape: [1] }), /needs a targetShape/],
    [() => permute({ dims: [0, 1] }), /the numbers from 1/],
    [() => permute({ dims: [1, 1] }), /\[1, 1\]/],
    [() => permute({} as { dims: [1] }), /every axis of a sample once/],
    [() => flatten({ shape: 1 } as object), /Unknown option of Flatten/],
  ])("refuse options that make no sense: %#", (make, message) => {
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  });
});
