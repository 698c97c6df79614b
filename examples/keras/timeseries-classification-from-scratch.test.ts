import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./timeseries-classification-from-scratch.ts";

checkExample(import.meta.url, async () => {
  const { accuracy } = await run({ recordings: 400, length: 128, filters: 16, epochs: 8 });
  expect(accuracy).toBeGreaterThan(0.6);
});
