/** The messages of the TypeScript compiler in English and Chinese, in three parts. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const about = "2,080 messages of the TypeScript compiler in English and Chinese (typescript, Apache-2.0)";
export const packages = ["typescript@6.0.3"];

export function files(nodeModules) {
  const folder = join(nodeModules, "typescript/lib");
  const chinese = JSON.parse(readFileSync(join(folder, "zh-cn/diagnosticMessages.generated.json"), "utf8"));
  const source = readFileSync(join(folder, "typescript.js"), "utf8");
  const pairs = [];
  for (const [, key, text] of source.matchAll(/diag\(\d+, \d+ \/\* \w+ \*\/, "([^"]+)", ("(?:[^"\\]|\\.)*")/g)) {
    if (chinese[key] !== undefined)
      pairs.push([JSON.parse(text), chinese[key]].map((each) => each.replaceAll(/\s+/g, " ")));
  }
  const parts = { train: [], valid: [], test: [] };
  for (const [i, pair] of pairs.entries()) {
    parts[i % 10 === 8 ? "valid" : i % 10 === 9 ? "test" : "train"].push(`${pair.join("\t")}\n`);
  }
  return Object.fromEntries(Object.entries(parts).map(([part, lines]) => [`messages/${part}.tsv`, lines.join("")]));
}
