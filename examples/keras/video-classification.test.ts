import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./video-classification.ts";

checkExample(import.meta.url, async () => {
  const { accuracy } = await run({ videos: 240, epochs: 6 });
  // of four
  expect(accuracy).toBeGreaterThan(0.5);
});
