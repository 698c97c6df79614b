/** Hints of errors name options that are there. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = new URL("../src/", import.meta.url).pathname;
const sources = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !/\.test\.ts$|\.suite\.ts$|chinese|expanded|generated/.test(path))
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));

/** Options of other programs. */
const ofOthers = new Set(["low", "high", "output_format", "dashboard-port", "help"]);

const kebab = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const declared = new Set(
  sources
    .filter(({ text }) => text.includes("declareFlags("))
    .flatMap(({ text }) => [...text.matchAll(/^ {2}(\w+): \{/gm)].map(([, name]) => kebab(name!))),
);

it("names in hints only options that a command has", () => {
  const named = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/hint:\s*(?:[^"`']*\?\s*)?(["'`])(.*?)\1/g)].flatMap(([, , hint]) =>
      [...hint!.matchAll(/--([a-z][\w-]*)/g)].map(([, option]) => ({ path, option: option!.replace(/^no-/, "") })),
    ),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ option }) => !declared.has(option) && !ofOthers.has(option))).toEqual([]);
});

it("every command that reads text takes the encoding that a hint names", () => {
  const reads = /\b(readData|readTargets|readText|readLines|readPairs|openCorpus|readReadings|rowsFor)\(/;
  const commands = sources.filter(
    ({ path, text }) => path.startsWith("cli/") && /export (async )?function define/.test(text),
  );
  const readers = commands.filter(({ text }) => reads.test(text));
  expect(readers.length).toBeGreaterThan(5);
  expect(readers.filter(({ text }) => !/\bencoding(Flag)?\b/.test(text)).map(({ path }) => path)).toEqual([]);
});
