import { expect, it } from "vitest";
import { normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { checkGradients } from "../autodiff/testing.ts";
import { setBackend } from "../backend/current.ts";
import { fill, Random } from "../tensor/index.ts";
import { dropout, dropoutMask } from "./dropout.ts";

onEachBackend(() => {
  it("draws 0 or 1 / (1 - rate), fixed by seed and stream", () => {
    const draw = (seed: number, stream: number) => [...dropoutMask([6, 7], 0.25, new Random(seed, stream)).dataSync()];
    expect(new Set(draw(1, 0))).toEqual(new Set([0, Math.fround(4 / 3)]));
    expect(draw(1, 0)).toEqual(draw(1, 0));
    expect(draw(1, 0)).not.toEqual(draw(1, 1));
    expect(draw(1, 0)).not.toEqual(draw(2, 0));
  });

  it("takes any values, keeps all at rate 0 and none at rate 1", () => {
    expect(dropout([[1, 2]], 0, new Random(1)).arraySync()).toEqual([[1, 2]]);
    expect(dropout([[1, 2]], 1, new Random(1)).arraySync()).toEqual([[0, 0]]);
    expect(dropout(fill([2, 3, 4], 1), 0.5, new Random(1), [2, 1, 4]).shape).toEqual([2, 3, 4]);
  });

  it("has right gradients", () => checkGradients((x) => dropout(x, 0.4, new Random(5)), [normal([3, 4])]));
});

it("draws the same bits on every backend", () => {
  const draw = (name: "js" | "wasm") => {
    setBackend(name);
    return dropoutMask([3, 333], 0.3, new Random(2 ** 40 + 3, 2 ** 33 + 1)).dataSync();
  };
  expect(draw("wasm")).toEqual(draw("js"));
});
