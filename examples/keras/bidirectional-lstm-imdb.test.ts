import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { writeMails } from "../../test/write-mails.ts";
import { run } from "./bidirectional-lstm-imdb.ts";

checkExample(import.meta.url, async (folder) => {
  writeMails(folder);
  const { accuracy } = await run({ folder: `${folder}/mails`, words: 200, length: 20, units: 8, epochs: 6 });
  expect(accuracy.at(-1)).toBeGreaterThan(0.8);
});
