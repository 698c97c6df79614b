import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./chatbot.ts";

checkExample(import.meta.url, async () => {
  const { accuracy } = await run({ exchanges: 500, units: 24, epochs: 8 });
  expect(accuracy.at(-1)).toBeGreaterThan(0.4);
});
