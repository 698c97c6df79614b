import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./timeseries-classification-transformer.ts";

checkExample(import.meta.url, async () => {
  const { accuracy } = await run({ recordings: 700, length: 80, epochs: 5 });
  expect(accuracy).toBeGreaterThan(0.57);
});
