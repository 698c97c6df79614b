/** Pairs in every form of file, ways to translate without a network, and what is not a pair. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { FormatError } from "../index.ts";
import { readPairs } from "./read-pairs.ts";

const folder = mkdtempSync(join(tmpdir(), "pairs-"));
afterAll(() => rmSync(folder, { recursive: true }));

function at(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const wanted = [
  ["one", "eins"],
  ["two, too", 'zwei "2"'],
];
const catalogue = `msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

#: src/a.c:1
msgid "one"
msgstr "eins"

msgctxt "number"
msgid "two, "
"too"
msgstr ""
"zwei \\"2\\""

#, c-format, fuzzy
msgid "wrong"
msgstr "falsch"

msgid "untranslated"
msgstr ""

msgid "%d file"
msgid_plural "%d files"
msgstr[0] "%d Datei"
msgstr[1] "%d Dateien"

#~ msgid "old"
#~ msgstr "alt"
`;

describe("readPairs", () => {
  it("reads CSV, JSON lines, catalogues and two files", async () => {
    expect(await readPairs(at("a.csv", 'en,de\none,eins\n"two, too","zwei ""2"""\n'))).toEqual(wanted);
    expect(await readPairs(at("b.csv", "id,target,source\n1,eins,one\n"))).toEqual([["one", "eins"]]);
    const lines = [
      '{"source":"one","target":"eins"}',
      '{"translation":{"en":"two, too","de":"zwei \\"2\\""}}',
      "",
      '["a","b"]',
    ];
    expect(await readPairs(at("a.jsonl", lines.join("\n")))).toEqual([...wanted, ["a", "b"]]);
    expect(await readPairs(at("de.po", catalogue))).toEqual([...wanted, ["%d file", "%d Datei"]]);
    const [english, german] = [at("en.txt", "one\n\ntwo, too\n"), at("de.txt", 'eins\n\nzwei "2"\n')];
    expect(await readPairs(english, german)).toEqual(wanted);
  });

  it("reads what catalogues quote as C does", async () => {
    const quoted = `msgid "'\\\\' is \\"one\\"\\n"\nmsgstr "\\t\\\\n \\101\\x42 \\a"\n`;
    expect(await readPairs(at("c.po", quoted))).toEqual([["'\\' is \"one\"\n", "\t\\n AB \x07"]]);
  });

  it("names the line that is none", async () => {
    const cases: [string, string, RegExp][] = [
      ["a.tsv", "one\teins\ntwo\n", /Line 2 of .*a\.tsv is not a pair/],
      ["g.tsv", "one\teins\n  \tzwei\n", /Line 2 of .*g\.tsv is not a pair/],
      ["c.csv", "en,de\none,eins\ntwo,\n", /Line 3 .*not a pair[\s\S]*"de"/],
      ["h.tsv", "\n", /h\.tsv holds no pairs/],
      ["d.csv", "alone\none\n", /holds no pairs/],
      ["b.jsonl", '{"source":"one"}\n', /Line 1 .*not a pair/],
      ["b.po", 'msgid "one"\nmsgstr eins\n', /Line 2 .*not a pair/],
    ];
    for (const [name, content, message] of cases) {
      const attempt = readPairs(at(name, content));
      await expect(attempt).rejects.toThrow(FormatError);
      await expect(readPairs(at(name, content))).rejects.toThrow(message);
    }
    await expect(readPairs(at("e.txt", "a\nb\n"), at("f.txt", "a\n"))).rejects.toThrow(/2 and 1/);
    await expect(readPairs(at("e.txt", "a\nb\n"), at("f.txt", "a\n\n"))).rejects.toThrow(/Line 2 of .*f\.txt/);
  });
});
