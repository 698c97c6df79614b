import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./serialization-and-saving.ts";

checkExample(import.meta.url, async (folder) => {
  const { loss, checks } = await run({ folder, epochs: 3 });
  expect(loss.at(-1)).toBeLessThan(loss[0]!);
  expect(Object.entries(checks).filter(([, holds]) => !holds)).toEqual([]);
  expect(Object.keys(checks)).toHaveLength(6);
});
