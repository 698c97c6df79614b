import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./layer-norm-lstm.ts";

checkExample(import.meta.url, async () => {
  const { loss } = await run({ samples: 300, length: 6, units: 12, epochs: 8 });
  // of always saying the mean: 1 / 6
  expect(loss.at(-1)).toBeLessThan(0.1);
});
