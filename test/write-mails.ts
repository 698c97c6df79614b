/** A few made mails and vectors of words, in the files that `npm run data -- mails glove` makes, for tests of examples. */
import { mkdirSync, writeFileSync } from "node:fs";
import { Random } from "../src/index.ts";

const kinds = {
  ham: "the patch fails here see log of test run please look at line again thanks".split(" "),
  spam: "win free money now click here the best offer of today only buy cheap please look".split(" "),
};

/** `mails/train.csv`, `mails/test.csv` and `glove.txt` in a folder. */
export function writeMails(folder: string): void {
  const random = new Random(3);
  mkdirSync(`${folder}/mails`);
  for (const [part, count] of [
    ["train", 120],
    ["test", 40],
  ] as const) {
    const mails = Array.from({ length: count }, (_, i) => {
      const label = i % 2 === 0 ? "ham" : "spam";
      const words = kinds[label];
      const text = Array.from({ length: 5 + random.integer(10) }, () => words[random.integer(words.length)]);
      return `"${text.join(" ")}",${label}`;
    });
    writeFileSync(`${folder}/mails/${part}.csv`, `text,label\n${mails.join("\n")}\n`);
  }
  const vectors = [...new Set([...kinds.ham, ...kinds.spam])].map((word) =>
    [word, ...Array.from({ length: 6 }, () => random.normal().toFixed(3))].join(" "),
  );
  writeFileSync(`${folder}/glove.txt`, `${vectors.join("\n")}\n`);
}
