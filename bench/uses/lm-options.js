/**
 * What the options that Merity, Keskar and Socher (2018) found for large networks bring to a language model of the default size,
 * on the texts of this repository: each alone, and all together.
 *
 *   npm run build && node bench/uses/lm-options.js [--only tang-poems,moby-dick] [--epochs N]
 *
 * Prints a table of bits per character of held-out text: of the network alone, and with the n-grams that `fit` keeps beside it.
 * The weights are those of the epoch that is best on other held-out text.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { holdOut } from "./held-out.js";

process.env.RECURVE_THREADS ??= "1";
const { diagnose, init, tasks, text } = await import("../../dist/node/index.js");
init({ native: true });

const texts = {
  "tang-poems": { title: "Tang poems", documents: true },
  "moby-dick": { title: "Moby-Dick", documents: false },
};
const settings = {
  none: {},
  tied: { tied: true },
  "embedding dropout 0.1": { embeddingDropout: 0.1 },
  "weight dropout 0.3": { weightDropout: 0.3 },
  averaged: { averaged: true },
  "all four": { tied: true, embeddingDropout: 0.1, weightDropout: 0.3, averaged: true },
};

const { values } = parseArgs({ options: { only: { type: "string" }, epochs: { type: "string", default: "8" } } });
const names = values.only?.split(",") ?? Object.keys(texts);
const epochs = Number(values.epochs);

console.log(`Node ${process.version}, ${diagnose().kernels} kernels, one thread; ${epochs} epochs\n`);
console.log("| option | text | network | with n-grams | best epoch |\n| --- | --- | ---: | ---: | ---: |");
for (const name of names) {
  const { title, documents } = texts[name];
  const content = readFileSync(new URL(`../../data/${name}.txt`, import.meta.url), "utf8").trim();
  const { train, validation, test } = holdOut(content, documents);
  const vocabulary = text.Vocabulary.fromText(documents ? content.split("\n") : content, { maxSize: 4000 });
  for (const [option, { averaged = false, ...network }] of Object.entries(settings)) {
    const language = tasks.languageModel({ vocabulary, documents, seed: 1, ...network });
    const history = await language.fit(train, { epochs, averaged, validation, verbose: 0 });
    const losses = history.history.val_loss;
    const best = losses.indexOf(Math.min(...losses)) + 1;
    const bits = ["network", "whole"].map((part) => language.bitsPerCharacter(test, part).toFixed(3));
    console.log(`| ${option} | ${title} | ${bits.join(" | ")} | ${best} |`);
  }
}
