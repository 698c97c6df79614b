import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./bilstm-crf.ts";

checkExample(import.meta.url, async () => {
  const { loss } = await run({ most: 240, units: 16, epochs: 8 });
  expect(loss.at(-1)).toBeLessThan(0.5 * loss[0]!);
});
