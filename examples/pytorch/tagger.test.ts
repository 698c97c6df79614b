import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./tagger.ts";

checkExample(import.meta.url, async () => {
  const { accuracy } = await run({ sentences: 400, units: 24, epochs: 4 });
  expect(accuracy.at(-1)).toBeGreaterThan(0.8);
});
