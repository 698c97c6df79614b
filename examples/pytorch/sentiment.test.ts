import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./sentiment.ts";

checkExample(import.meta.url, async () => {
  const { accuracy } = await run({ reviews: 600, units: 16, epochs: 8 });
  expect(accuracy.at(-1)).toBeGreaterThan(0.6);
});
