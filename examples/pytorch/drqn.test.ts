import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./drqn.ts";

checkExample(import.meta.url, async () => {
  const { right } = await run({ corridor: 2, walks: 250, units: 16, batch: 16 });
  // who does not remember the sign turns right in half of the walks
  expect(right).toBeGreaterThan(0.7);
});
