import { expect, it } from "vitest";
import { own, setOwn } from "./own.ts";

it("records take any name", () => {
  const record: Record<string, number> = {};
  for (const name of ["a", "__proto__", "constructor", "toString"]) {
    expect(own(record, name)).toBeUndefined();
    setOwn(record, name, 1);
    setOwn(record, name, 2);
    expect(own(record, name)).toBe(2);
  }
  expect(Object.keys(record)).toEqual(["a", "__proto__", "constructor", "toString"]);
  expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
});
