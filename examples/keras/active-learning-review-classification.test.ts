import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { writeMails } from "../../test/write-mails.ts";
import { run } from "./active-learning-review-classification.ts";

checkExample(import.meta.url, async (folder) => {
  writeMails(folder);
  const { accuracies } = await run({
    folder: `${folder}/mails`,
    words: 100,
    length: 15,
    more: 20,
    epochs: 6,
  });
  expect(accuracies.at(-1)).toBeGreaterThan(0.8);
  expect(accuracies.at(-1)).toBeGreaterThanOrEqual(accuracies[0]!);
});
