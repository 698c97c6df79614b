import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./word-language-model.ts";

checkExample(import.meta.url, async () => {
  const { perplexities } = await run({ length: 20_000, words: 400, units: 16, epochs: 2 });
  // of 404 words
  expect(Math.min(...perplexities)).toBeLessThan(200);
});
