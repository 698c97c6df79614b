import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./custom-train-step-in-fit.ts";

checkExample(import.meta.url, async () => {
  const { mae, loss } = await run({ waves: 200, epochs: 5 });
  expect(mae.at(-1)).toBeLessThan(mae[0]!);
  expect(loss.at(-1)).toBeLessThan(loss[0]!);
});
