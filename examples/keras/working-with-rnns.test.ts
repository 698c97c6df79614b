import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { expectClose } from "../../test/numbers.ts";
import { run } from "./working-with-rnns.ts";

checkExample(import.meta.url, async () => {
  const { loss, carried, whole } = await run({ sequences: 128, epochs: 4 });
  expect(loss.at(-1)).toBeLessThan(loss[0]!);
  expectClose(carried, whole);
});
