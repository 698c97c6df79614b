import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./addition-rnn.ts";

checkExample(import.meta.url, async () => {
  const { accuracy, right } = await run({ digits: 2, questions: 1500, units: 32, epochs: 8 });
  expect(accuracy.at(-1)).toBeGreaterThan(accuracy[0]! + 0.05);
  expect(right).toBeLessThanOrEqual(1);
});
