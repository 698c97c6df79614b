import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./highway-lstm.ts";

checkExample(import.meta.url, async () => {
  const { loss } = await run({ every: 16, units: 24, depth: 2, epochs: 5, batchSize: 32 });
  expect(loss.at(-1)).toBeLessThan(0.7 * loss[0]!);
});
