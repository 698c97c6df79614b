import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectClose, normal } from "../../test/numbers.ts";
import { onEachBackend } from "../../test/on-each-backend.ts";
import { shapes } from "../../test/shapes.ts";
import { grad } from "../autodiff/grad.ts";
import { checkGradients } from "../autodiff/testing.ts";
import { ShapeError, sizeOf, type Tensor, tensor } from "../tensor/index.ts";
import { multiply } from "./arithmetic.ts";
import { gather, oneHot, stopGradient, takeAlongLast, where } from "./indexing.ts";
import { stack } from "./layout.ts";
import { sum } from "./reduce.ts";

onEachBackend(() => {
  it("gathers rows of any shape by ids of any shape", () => {
    fc.assert(
      fc.property(
        shapes(3),
        shapes(2),
        fc.array(fc.nat(3), { minLength: 9, maxLength: 9 }),
        (idShape, rowShape, picks) => {
          const table = normal([4, ...rowShape]);
          const ids = Array.from({ length: sizeOf(idShape) }, (_, i) => picks[i % 9]!);
          const result = gather(table, tensor(Int32Array.from(ids), idShape));
          expect(result.shape).toEqual([...idShape, ...rowShape]);
          const width = sizeOf(rowShape);
          const expected = ids.flatMap((id) => [...table.dataSync().slice(id * width, (id + 1) * width)]);
          expect([...result.dataSync()]).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("gathers with right gradients, ids coming several times or not at all", () => {
    checkGradients(
      (table) =>
        gather(table, [
          [2, 0],
          [2, 2],
        ]),
      [normal([4, 3])],
    );
    checkGradients((table) => gather(table, tensor(new Int32Array(0), [0])), [normal([2, 3])]);
  });

  it("chooses where a condition holds, broadcasting, with right gradients", () => {
    const condition = tensor([[true], [false]]);
    const [a, b] = [normal([2, 3], 1), normal([3], 2)];
    expectClose(where(condition, a, b), stack([tensor(a.dataSync().slice(0, 3)), b]));
    expect(where([1, 0], 5, tensor([7, 8])).arraySync()).toEqual([5, 8]);
    checkGradients((x, y) => where(condition, x, y), [a, b]);
  });

  it("takes one entry of each row, with right gradients", () => {
    const x = normal([2, 2, 3]);
    const ids = tensor(Int32Array.of(2, 0, 1, 1), [2, 2]);
    const values = x.dataSync();
    expectClose(takeAlongLast(x, ids), [
      [values[2]!, values[3]!],
      [values[7]!, values[10]!],
    ]);
    checkGradients((y) => takeAlongLast(y, ids), [x]);
  });

  it("marks one class of each, none for an id outside", () => {
    expect(oneHot([1, 0], 3).arraySync()).toEqual([
      [0, 1, 0],
      [1, 0, 0],
    ]);
    expect(oneHot(tensor(Int32Array.of(-1, 3)), 2).arraySync()).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it("stops a gradient, not the value", () => {
    const f = (x: Tensor) => sum(multiply(x, stopGradient(x)));
    expect(grad(f)([2, 3]).arraySync()).toEqual([2, 3]);
    expect(stopGradient([2, 3]).arraySync()).toEqual([2, 3]);
  });
});

describe("indexing", () => {
  it.each([
    [() => gather(normal([3, 2]), [3]), /0 to 2\n.*received: 3/],
    [() => gather(normal([3, 2]), [-1]), /received: -1/],
    [() => gather(5, [0]), /not a scalar/],
    [() => takeAlongLast(normal([2, 3]), [0, 3]), /0 to 2/],
    [() => takeAlongLast(normal([2, 3]), [0]), /one index per row/],
    [() => where([true, false], normal([3]), 0), /broadcast/],
  ])("refuses what does not fit: %#", (call, message) => {
    expect(call).toThrow(ShapeError);
    expect(call).toThrow(message);
  });
});
