import { describe, expect, it } from "vitest";
import { checkLayer } from "../../test/check-layer.ts";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { cast } from "../ops/index.ts";
import { ConfigError, ShapeError, tensor } from "../tensor/index.ts";
import { embedding } from "./embedding.ts";
import { input } from "./input.ts";

const ids = tensor([
  [3, 0, 1],
  [1, 1, 0],
]);

onEachBackend(() => {
  it("looks up a vector for each id, whatever the type and rank of the ids", () => {
    const layer = embedding({ inputDim: 4, outputDim: 2 });
    layer.ensureBuilt([[null, null]]);
    const table = normal([4, 2]);
    layer.setWeights([table]);
    const row = (id: number) => [...table.dataSync().slice(2 * id, 2 * id + 2)];
    expectClose(layer.apply(ids), [
      [row(3), row(0), row(1)],
      [row(1), row(1), row(0)],
    ]);
    expectClose(layer.apply(tensor(Int32Array.of(2, 3))), [row(2), row(3)]);
  });

  it("sums the gradients of an id that comes several times", () => {
    checkLayer(embedding({ inputDim: 4, outputDim: 2 }), [cast(ids, "int32")]);
  });

  it("makes a mask of the ids with maskZero, and none without", () => {
    const layer = embedding({ inputDim: 4, outputDim: 2, maskZero: true });
    expect(layer.apply(ids).mask?.arraySync()).toEqual([
      [true, false, true],
      [true, true, false],
    ]);
    expect(embedding({ inputDim: 4, outputDim: 2 }).apply(ids).mask).toBeUndefined();
  });

  it("refuses ids outside the table", () => {
    const layer = embedding({ inputDim: 4, outputDim: 2 });
    for (const id of [4, -1]) {
      expect(() => layer.apply(tensor([[id]]))).toThrow(ShapeError);
      expect(() => layer.apply(tensor([[id]]))).toThrow(
        new RegExp(`0 to 3\\n  received: ${id}\\n  hint: .*inputDim must be larger`),
      );
    }
  });
});

describe("embedding", () => {
  it("draws within ±0.05", () => {
    const layer = embedding({ inputDim: 50, outputDim: 8 });
    expect(layer.apply(input({ shape: [null], dtype: "int32" })).shape).toEqual([null, null, 8]);
    const values = layer.getWeights()[0]!.dataSync();
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(0.05);
    expect(Math.max(...values)).toBeGreaterThan(0.045);
    expect(Math.min(...values)).toBeLessThan(-0.045);
  });

  it.each([
    [{ outputDim: 2 }, /inputDim must be a positive integer/],
    [{ inputDim: 3 }, /outputDim must be a positive integer/],
    [{ inputDim: 3, outputDim: 2, maskzero: true }, /did you mean "maskZero"/],
  ])("refuses %j", (options, message) => {
    expect(() => embedding(options as { inputDim: number; outputDim: number })).toThrow(ConfigError);
    expect(() => embedding(options as { inputDim: number; outputDim: number })).toThrow(message);
  });
});
