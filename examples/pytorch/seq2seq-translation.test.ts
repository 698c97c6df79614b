import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./seq2seq-translation.ts";

checkExample(import.meta.url, async () => {
  const { losses } = await run({ epochs: 12 });
  expect(losses.at(-1)).toBeLessThan(0.4 * losses[0]!);
});
