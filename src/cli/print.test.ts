import { expect, it } from "vitest";
import { grouped } from "./print.ts";

it("groups the digits before the point", () => {
  expect([0.5408, 12345.6789, 1644, 1234567, -20000, 100, Number.NaN].map(grouped)).toEqual([
    ...["0.5408", "12,345.6789", "1,644", "1,234,567", "-20,000", "100", "-"],
  ]);
});
