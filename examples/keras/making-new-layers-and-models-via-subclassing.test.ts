import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./making-new-layers-and-models-via-subclassing.ts";

checkExample(import.meta.url, async () => {
  const { loss, error } = await run({ waves: 256, epochs: 6 });
  expect(loss.at(-1)).toBeLessThan(loss[0]!);
  expect(error).toBeLessThan(0.5);
});
