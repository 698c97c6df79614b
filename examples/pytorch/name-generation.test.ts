import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./name-generation.ts";

checkExample(import.meta.url, async () => {
  const { loss, written } = await run({ every: 10, units: 32, epochs: 3 });
  expect(loss.at(-1)).toBeLessThan(0.9 * loss[0]!);
  expect(written).toHaveLength(11);
});
