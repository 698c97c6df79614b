import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { writeMails } from "../../test/write-mails.ts";
import { run } from "./pretrained-word-embeddings.ts";

checkExample(import.meta.url, async (folder) => {
  writeMails(folder);
  const { accuracy } = await run({ folder, mails: 100, length: 20, units: 8, epochs: 12 });
  expect(accuracy.GloVe).toBeGreaterThan(0.6);
  expect(accuracy.random).toBeGreaterThan(0.5);
});
