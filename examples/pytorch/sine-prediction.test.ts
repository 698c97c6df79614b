import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./sine-prediction.ts";

checkExample(import.meta.url, async () => {
  const { loss, error } = await run({ waves: 6, length: 60, units: 12, steps: 4, period: 5, future: 40 });
  expect(loss.at(-1)).toBeLessThan(0.01);
  // of a wave between -1 and 1
  expect(error).toBeLessThan(0.2);
});
