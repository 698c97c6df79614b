/** Rows by number, and their sums back. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { expectClose, normal } from "../../../test/numbers.ts";
import type { Backend } from "../backend.ts";
import { counting, float32, fromIndices, int32 } from "./arrays.suite.ts";

export function testGather(engine: Backend): void {
  it("gathers rows by ids of any shape", () => {
    for (const dtype of ["float32", "int32", "bool"] as const) {
      const x = counting([4, 3], dtype);
      const y = engine.gather(x, int32([3, 0, 0, 2], [2, 2]));
      expect([y.dtype, y.shape]).toEqual([dtype, [2, 2, 3]]);
      const row = (id: number) => [...x.read().subarray(3 * id, 3 * id + 3)];
      expect([...y.read()]).toEqual([3, 0, 0, 2].flatMap(row));
    }
    expect([...engine.gather(counting([5]), int32([4], [])).read()]).toEqual([5]);
    expect(engine.gather(counting([5, 2]), int32([], [0, 3])).shape).toEqual([0, 3, 2]);
    expect(engine.gather(counting([2, 2, 2]), int32([1])).arraySync()).toEqual([
      [
        [5, 6],
        [7, 8],
      ],
    ]);
  });

  it("adds rows up by id, ids that repeat included", () => {
    const sums = engine.scatterAdd(int32([2, 0, 2], [3]), float32([1, 2, 3, 4, 10, 20], [3, 2]), 4);
    expect(sums.dtype).toBe("float32");
    expectClose(sums, [
      [3, 4],
      [0, 0],
      [11, 22],
      [0, 0],
    ]);
    expectClose(engine.scatterAdd(int32([], [0]), float32([], [0, 2]), 2), [
      [0, 0],
      [0, 0],
    ]);
    expectClose(engine.scatterAdd(int32([1], []), float32([7, 8]), 2), [
      [0, 0],
      [7, 8],
    ]);
  });

  it("scatterAdd is the gradient of gather", () => {
    const ids = fc.array(fc.nat(5), { maxLength: 12 });
    fc.assert(
      fc.property(ids, fc.integer({ min: 1, max: 21 }), (rows, width) => {
        const dy = normal([rows.length, width], 9);
        const expected = fromIndices([6, width], ([id, k]) =>
          rows.reduce((sum, row, i) => (row === id ? sum + dy.read()[i * width + k!]! : sum), 0),
        );
        expectClose(engine.scatterAdd(int32(rows), dy, 6), expected);
      }),
    );
  });
}
