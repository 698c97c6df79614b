import { expect, test } from "vitest";
import { countedOf } from "./ids.ts";

test("n-grams are counted in all of a small text, and in pieces from the first to the last token of a large one", () => {
  const ids = Int32Array.from({ length: 1000 }, (_, i) => i);
  expect(countedOf(ids)).toBe(ids);
  const some = countedOf(ids, 105);
  expect(some.length).toBe(100);
  expect([...some.subarray(0, 6)]).toEqual([0, 1, 2, 3, 4, 52]);
  expect([some[50], some.at(-1)]).toEqual([523, 999]);
});
