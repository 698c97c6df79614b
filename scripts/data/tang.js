/** All Tang poems of the collection Quan Tangshi, one poem a line. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const about = "57,607 Tang poems, one a line (chinese-poetry, MIT; 345 MB to fetch)";
export const packages = ["chinese-poetry@2.0.1"];

export function files(nodeModules) {
  const folder = join(nodeModules, "chinese-poetry/dist/quantangshi");
  const number = (name) => Number(name.split(".")[2]);
  const poems = readdirSync(folder)
    .filter((name) => /^poet\.tang\.\d+\.json$/.test(name))
    .sort((a, b) => number(a) - number(b))
    .flatMap((name) => JSON.parse(readFileSync(join(folder, name), "utf8")))
    .map(({ paragraphs }) => paragraphs.join("").replaceAll(/\s+/g, ""));
  return { "tang.txt": `${poems.filter((poem) => poem !== "").join("\n")}\n` };
}
