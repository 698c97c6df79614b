import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./captcha-ocr.ts";

checkExample(import.meta.url, async () => {
  const { right, loss } = await run({ captchas: 400, length: 1, filters: 8, units: 24, epochs: 10 });
  // what looks at nothing stays above 3
  expect(loss.at(-1)).toBeLessThan(Math.min(loss[0]!, 3));
  expect(right).toBeLessThanOrEqual(1);
});
