import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { sliceAxis, sum } from "../ops/index.ts";
import { ConfigError, ones, ShapeError, tensor, zeros } from "../tensor/index.ts";
import { input } from "./input.ts";
import { multiHeadAttention } from "./multi-head-attention.ts";

const small = { numHeads: 2, keyDim: 2 };

onEachBackend(() => {
  it("has the right gradients", () => {
    checkLayer(multiHeadAttention({ ...small, valueDim: 3 }), [normal([2, 3, 2]), normal([2, 4, 3], 1)]);
    const masked = multiHeadAttention({ ...small, outputShape: 1 });
    checkLayer(masked, [normal([1, 3, 2]), normal([1, 3, 2], 1), normal([1, 3, 2], 2)], {
      useCausalMask: true,
      mask: [null, tensor([[1, 0, 1]]), null],
    });
  });

  it("gives weights that sum to 1, and none to what is not seen", () => {
    const x = normal([2, 4, 3]);
    const [result, weights] = multiHeadAttention(small).apply([x, x], {
      useCausalMask: true,
      returnAttentionScores: true,
    });
    expect(result.shape).toEqual([2, 4, 3]);
    expectClose(sum(weights, -1), ones([2, 2, 4]));
    expectClose(sliceAxis(sliceAxis(weights, 2, 0, 1), 3, 1, 4), zeros([2, 2, 1, 3]));
  });

  it("drops weights while training, the same ones for the same seed", () => {
    const x = normal([2, 4, 3]);
    const layer = multiHeadAttention({ ...small, dropout: 0.5, seed: 3 });
    const run = (training: boolean) => layer.apply([x, x], { training }).dataSync();
    expect(run(true)).not.toEqual(run(false));
    expect(run(false)).toEqual(run(false));
  });
});

describe("shapes", () => {
  it("has those of a call before there are data", () => {
    const [query, value] = [input({ shape: [null, 3] }), input({ shape: [7, 2] })];
    const layer = multiHeadAttention({ ...small, outputShape: [2, 5] });
    const [result, weights] = layer.apply([query, value], { returnAttentionScores: true });
    expect(result.shape).toEqual([null, null, 2, 5]);
    expect(weights.shape).toEqual([null, 2, null, 7]);
    expect(layer.weights.map(({ shape }) => shape)).toEqual([
      [3, 2, 2],
      [2, 2],
      [2, 2, 2],
      [2, 2],
      [2, 2, 2],
      [2, 2],
      [2, 2, 2, 5],
      [2, 5],
    ]);
  });

  it("refuses what does not fit", () => {
    expect(() => multiHeadAttention({ numHeads: 0, keyDim: 1 })).toThrow(ConfigError);
    expect(() => multiHeadAttention({ ...small, attentionAxes: [1, 2] })).toThrow(/time axis/);
    const x = normal([2, 4, 3]);
    expect(() => multiHeadAttention(small).apply([x])).toThrow(ShapeError);
    expect(() => multiHeadAttention(small).apply([x, normal([3, 4, 3])])).toThrow(/do not fit together/);
    const mask = [null, zeros([2, 5], "bool")];
    expect(() => multiHeadAttention(small).apply([x, x], { mask })).toThrow(/value mask/);
    for (const shape of [[4], [4, 3], [3, 4, 4], [2, 3, 4, 4], [2, 1, 1, 4, 4]]) {
      const attentionMask = zeros(shape, "bool");
      expect(() => multiHeadAttention(small).apply([x, x], { attentionMask })).toThrow(/attentionMask/);
    }
  });
});
