import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./awd-lstm.ts";

checkExample(import.meta.url, async () => {
  const { perplexity, untrained } = await run({ length: 20_000, words: 400, width: 12, units: 16, epochs: 3 });
  expect(perplexity).toBeLessThan(0.6 * untrained);
});
