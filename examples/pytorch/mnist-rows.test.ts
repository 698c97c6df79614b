import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./mnist-rows.ts";

checkExample(import.meta.url, async () => {
  const { accuracy } = await run({ images: 400, units: 24, epochs: 10, batchSize: 16 });
  // of ten digits
  expect(accuracy.at(-1)).toBeGreaterThan(0.3);
});
