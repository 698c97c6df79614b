import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./functional-api.ts";

checkExample(import.meta.url, async () => {
  const { history, mean } = await run({ tickets: 640, units: 16, epochs: 12 });
  expect(history.val_department_accuracy!.at(-1)).toBeGreaterThan(0.6);
  expect(mean.shape).toEqual([640, 1]);
});
