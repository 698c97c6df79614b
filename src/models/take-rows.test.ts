import { describe, expect, test } from "vitest";
import { Variable } from "../autodiff/variable.ts";
import { type DType, tensor } from "../tensor/index.ts";
import { joinRows, takeRows, takeSamples } from "./take-rows.ts";

const rows = tensor([
  [0, 1],
  [2, 3],
  [4, 5],
  [6, 7],
]);

describe("rows", () => {
  test("as they come are views, in another order copies", () => {
    expect(takeRows(rows, 1, 3).arraySync()).toEqual([
      [2, 3],
      [4, 5],
    ]);
    expect(takeRows(rows, 1, 3).read().buffer).toBe(rows.read().buffer);
    expect(takeRows(rows, 0, 4)).toBe(rows);
    expect(takeRows(rows, 1, 3, Int32Array.of(3, 2, 0, 1)).arraySync()).toEqual([
      [4, 5],
      [0, 1],
    ]);
    expect(takeRows(tensor([5, 6, 7]), 0, 2, Int32Array.of(2, 0, 1)).arraySync()).toEqual([7, 5]);
  });

  test.each(["float32", "int32", "bool"] satisfies DType[])("keep their type: %s", (dtype) => {
    const typed = tensor([1, 0, 1], [3, 1], dtype);
    for (const order of [undefined, Int32Array.of(2, 1, 0)]) {
      const taken = takeRows(typed, 1, 3, order);
      expect([taken.dtype, [...taken.read()]]).toEqual([dtype, [0, 1]]);
      expect(joinRows([taken, taken]).dtype).toBe(dtype);
    }
  });

  test("take their masks along", () => {
    const masked = tensor([[0], [1], [2]]);
    masked.mask = tensor([[true], [false], [true]]);
    expect(takeRows(masked, 0, 2, Int32Array.of(2, 1, 0)).mask!.arraySync()).toEqual([[true], [false]]);
  });

  test("of a variable do not change with it", () => {
    const variable = new Variable({ name: "w", shape: [2, 1], initialize: () => Float32Array.of(1, 2) });
    const taken = takeRows(variable.value, 0, 1);
    variable.assign([[8], [9]]);
    expect(taken.arraySync()).toEqual([[1]]);
  });

  test("are joined again", () => {
    expect(joinRows([takeRows(rows, 0, 3), takeRows(rows, 3, 4)]).arraySync()).toEqual(rows.arraySync());
    expect(joinRows([rows])).toBe(rows);
  });
});

test("samples keep inputs, targets and weights together, and gaps open", () => {
  const samples = { size: 4, inputs: [rows], targets: [rows, undefined], weights: [undefined, tensor([1, 2, 3, 4])] };
  const taken = takeSamples(samples, 2, 4, Int32Array.of(0, 1, 3, 2));
  expect(taken.size).toBe(2);
  expect(taken.inputs[0]!.arraySync()).toEqual([
    [6, 7],
    [4, 5],
  ]);
  expect(taken.targets.map((target) => target?.arraySync())).toEqual([
    [
      [6, 7],
      [4, 5],
    ],
    undefined,
  ]);
  expect(taken.weights.map((weight) => weight?.arraySync())).toEqual([undefined, [4, 3]]);
});
