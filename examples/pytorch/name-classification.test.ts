import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./name-classification.ts";

checkExample(import.meta.url, async () => {
  const { accuracy, baseline } = await run({ each: 80, units: 48, epochs: 12 });
  expect(accuracy).toBeGreaterThan(2 * baseline);
});
