import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./lstm-seq2seq.ts";

checkExample(import.meta.url, async () => {
  const { accuracy, right } = await run({ pairs: 600, units: 32, epochs: 6 });
  expect(accuracy.at(-1)).toBeGreaterThan(accuracy[0]! + 0.05);
  expect(right).toBeLessThanOrEqual(1);
});
