import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./lstm-character-level-text-generation.ts";

checkExample(import.meta.url, async () => {
  const { loss, sample } = await run({ limit: 6000, units: 32, epochs: 3, written: 20 });
  expect(loss.at(-1)).toBeLessThan(loss[0]!);
  expect(sample).toHaveLength(20);
});
