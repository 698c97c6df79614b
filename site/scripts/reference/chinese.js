/**
 * What each public name is, in a line of Chinese: written in chinese/PAGE.json, but for options and classes of a function, which say
 * whose they are.
 */
import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("./chinese/", import.meta.url);

/** The lines as they are written, by page and name. */
export function readLines() {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return Object.fromEntries(
    files.map((file) => [file.replace(".json", ""), JSON.parse(readFileSync(new URL(file, folder), "utf8"))]),
  );
}

/**
 * @param lines those of one page
 * @param all the names of the page
 * @returns the line of a name; undefined where none is written and none follows from another name
 */
export function lineOf(name, lines, all) {
  if (Object.hasOwn(lines, name)) return lines[name];
  const taker = name.replace(/(Options|Config)$/, "");
  const of = (sought) => all.find((each) => each !== name && each.toLowerCase() === sought.toLowerCase());
  if (taker !== name) {
    const found = of(taker);
    return found ? `\`${found}\` 的选项。` : undefined;
  }
  const maker = of(name);
  return maker && Object.hasOwn(lines, maker) ? `由 \`${maker}\` 建立：${lines[maker]}` : undefined;
}

/** What is wrong with the lines: names without one, and lines without a name. */
export function faultsOf(pages, written = readLines()) {
  return pages.flatMap(({ page, names }) => {
    const lines = written[page] ?? {};
    const wanting = names.filter((name) => lineOf(name, lines, names) === undefined);
    const stray = Object.keys(lines).filter((name) => !names.includes(name));
    return [
      ...wanting.map((name) => `${page}.json has no line for ${name}`),
      ...stray.map((name) => `${page}.json has a line for ${name}, which is not public`),
    ];
  });
}
