import { expect } from "vitest";
import { setRandomSeed } from "../../src/index.ts";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./generative-adversarial-network.ts";

checkExample(import.meta.url, async () => {
  setRandomSeed(2);
  const { history, spread } = await run({ waves: 128, units: 8, epochs: 8 });
  expect(history.generator).toHaveLength(8);
  expect(spread.written).not.toBeCloseTo(spread.before, 2);
});
