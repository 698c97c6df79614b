import { expect, it } from "vitest";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { multiply, sum } from "../ops/index.ts";
import { ShapeError, type Tensor, tensor } from "../tensor/index.ts";
import { record } from "./tape.ts";
import { checkGradients } from "./testing.ts";

/** x · x with a gradient that is `factor` times what it should be. */
const squareWith = (factor: number) => (x: Tensor) =>
  record(tensor(x.dataSync().map((v) => v * v) as Float32Array, x.shape), [x], (dy) => [
    () => multiply(dy, multiply(x, 2 * factor)),
  ]);

onEachBackend(() => {
  it("accepts right gradients and refuses wrong ones, naming argument and element", () => {
    checkGradients(squareWith(1), [[1, 2, 3]]);
    expect(() => checkGradients(squareWith(1.01), [[1, 2, 3]])).toThrow(/argument 0, element 0: tape/);
    const swapped = (x: Tensor, y: Tensor) => multiply(x, squareWith(-1)(y));
    expect(() =>
      checkGradients(swapped, [
        [1, 2],
        [3, 4],
      ]),
    ).toThrow(/argument 1, element 0/);
  });

  it("sees a gradient that lands on the wrong element", () => {
    const turned = (x: Tensor) =>
      record(tensor(x.dataSync() as Float32Array), [x], (dy) => [() => tensor([...dy.dataSync()].reverse())]);
    expect(() => checkGradients(turned, [[1, 2]])).toThrow(/element 0/);
  });

  it("refuses a gradient that is not a number", () => {
    const broken = (x: Tensor) => record(sum(x), [x], () => [() => tensor([Number.NaN, Number.NaN])]);
    expect(() => checkGradients(broken, [[1, 2]])).toThrow(/NaN/);
  });

  it("needs an argument", () => {
    expect(() => checkGradients(() => tensor(1), [])).toThrow(ShapeError);
  });
});
