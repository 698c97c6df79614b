import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./writing-a-training-loop-from-scratch.ts";

checkExample(import.meta.url, async () => {
  const { accuracy } = await run({ waves: 600, epochs: 6 });
  expect(accuracy.at(-1)).toBeGreaterThan(0.5);
});
