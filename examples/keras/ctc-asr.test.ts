import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./ctc-asr.ts";

checkExample(import.meta.url, async () => {
  // what writes nothing needs 100 edits for 100 letters
  const { errors } = await run({ words: 200, longest: 1, frames: 8, units: 24, epochs: 10 });
  expect(errors).toBeLessThan(0.7);
});
