/** The CMU pronouncing dictionary: words and their phonemes, in three parts that share no word. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const about =
  "135,000 English words and their phonemes, split by data/cmudict (cmu-pronouncing-dictionary, ISC)";
export const packages = ["cmu-pronouncing-dictionary@3.0.0"];

export async function files(nodeModules) {
  const { dictionary } = await import(pathToFileURL(join(nodeModules, "cmu-pronouncing-dictionary/index.js")).href);
  const list = (part) =>
    new Set(
      readFileSync(new URL(`../../data/cmudict/${part}.txt`, import.meta.url), "utf8")
        .trim()
        .split("\n"),
    );
  const [valid, test] = [list("valid"), list("test")];
  const parts = { train: [], valid: [], test: [] };
  for (const [entry, phonemes] of Object.entries(dictionary)) {
    // word(2) is another way to say the word; stress is left out, as in the literature
    const word = entry.replace(/\(\d+\)$/, "");
    if (!/^[a-z'.-]+$/.test(word)) continue;
    const part = valid.has(word) ? "valid" : test.has(word) ? "test" : "train";
    parts[part].push(`${word}\t${phonemes.replaceAll(/\d/g, "")}\n`);
  }
  return Object.fromEntries(Object.entries(parts).map(([part, lines]) => [`cmudict/${part}.tsv`, lines.join("")]));
}
