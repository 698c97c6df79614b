import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./snli.ts";

checkExample(import.meta.url, async () => {
  const { accuracy } = await run({ pairs: 600, units: 16, epochs: 8 });
  expect(accuracy.at(-1)).toBeGreaterThan(0.55);
});
