import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./named-entity-recognition.ts";

checkExample(import.meta.url, async () => {
  const { accuracy } = await run({ sentences: 400, units: 16, epochs: 4 });
  expect(accuracy.at(-1)).toBeGreaterThan(accuracy[0]! + 0.05);
});
