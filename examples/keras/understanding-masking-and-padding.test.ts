import { ops } from "recurve";
import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { expectClose } from "../../test/numbers.ts";
import { run } from "./understanding-masking-and-padding.ts";

checkExample(import.meta.url, async () => {
  const { accuracy, same, shares } = await run({ sequences: 300, epochs: 6 });
  expect(accuracy.at(-1)).toBeGreaterThan(0.6);
  for (const [a, b] of same) expectClose(a!, b!);
  expect(ops.sum(shares).item()).toBeCloseTo(1, 6);
});
