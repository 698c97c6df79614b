import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { run } from "./neural-machine-translation-with-attention.ts";

checkExample(import.meta.url, async (folder) => {
  // dates instead of sentences
  const pairs = readFileSync("data/dates.tsv", "utf8").split("\n");
  writeFileSync(`${folder}/train.tsv`, pairs.slice(0, 300).join("\n"));
  writeFileSync(`${folder}/test.tsv`, pairs.slice(300, 304).join("\n"));
  const { accuracy, score } = await run({ folder, units: 16, epochs: 4, written: 10 });
  expect(accuracy.at(-1)).toBeGreaterThan(accuracy[0]! + 0.05);
  expect(score).toBeGreaterThan(0);
});
