import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./eeg-signal-classification.ts";

checkExample(import.meta.url, async () => {
  const { accuracy, macroF1 } = await run({ recordings: 400, length: 128, loud: 1, epochs: 5 });
  // half of the recordings are of rest
  expect(accuracy).toBeGreaterThan(0.6);
  expect(macroF1).toBeGreaterThan(0.5);
});
