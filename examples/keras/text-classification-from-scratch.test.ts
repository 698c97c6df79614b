import type { Tensor } from "recurve";
import { expect } from "vitest";
import { checkExample } from "../../test/check-example.ts";
import { expectClose } from "../../test/numbers.ts";
import { writeMails } from "../../test/write-mails.ts";
import { run } from "./text-classification-from-scratch.ts";

checkExample(import.meta.url, async (folder) => {
  writeMails(folder);
  const { accuracy, chances } = await run({ folder: `${folder}/mails`, words: 100, length: 70, width: 16, epochs: 25 });
  expect(accuracy.at(-1)).toBeGreaterThan(0.7);
  expectClose(chances[1] as Tensor, chances[0] as Tensor);
});
