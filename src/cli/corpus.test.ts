/** Corpora: several files, folders, documents of several lines, and texts that are read in pieces. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ConfigError, IoError } from "../index.ts";
import { openCorpus } from "./corpus.ts";

const folder = mkdtempSync(join(tmpdir(), "corpus-"));
afterAll(() => rmSync(folder, { recursive: true }));

function at(path: string, content: string | Uint8Array): string {
  const file = join(folder, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, content);
  return file;
}

describe("a corpus", () => {
  it("takes files and folders, without hidden files and pictures", () => {
    const one = at("one.txt", "one\n".repeat(100));
    at("more/a.txt", "a\n");
    at("more/deep/b.md", "b\n");
    at("more/.hidden", "hidden\n");
    at("more/picture.png", Uint8Array.of(0x89, 0x50, 0, 1));
    const { files, documents } = openCorpus([one, join(folder, "more")]);
    expect(files.map((file) => file.slice(folder.length + 1))).toEqual(["one.txt", "more/a.txt", "more/deep/b.md"]);
    expect(documents).toBe(false);
  });

  it("reads once what several links lead to, and leaves out links that lead nowhere", () => {
    const file = at("linked/a.txt", "a\n".repeat(200));
    symlinkSync(file, join(folder, "linked/b.txt"));
    symlinkSync(join(folder, "linked"), join(folder, "linked/again"));
    symlinkSync(join(folder, "nowhere"), join(folder, "linked/broken"));
    expect(openCorpus([join(folder, "linked")]).files).toEqual([file]);
    expect(openCorpus([file, join(folder, "linked")]).files).toEqual([file]);
    expect(() => openCorpus([join(folder, "linked/broken")])).toThrow(/There is no/);
  });

  it("has documents of several lines, by a mark that is given or found", () => {
    const fortunes = Array.from({ length: 40 }, (_, i) => `first of ${i}\nsecond of ${i}`);
    const marked = openCorpus([at("fortunes", fortunes.join("\n%\n"))]);
    expect([marked.documents, marked.separator]).toEqual([true, "%"]);
    expect([...marked.texts()]).toEqual(fortunes);
    const empty = openCorpus([at("poems", fortunes.join("\n\n"))], { separator: "" });
    expect([...empty.texts()]).toEqual(fortunes);
    const parts = (["train", "validation", "test"] as const).map((part) => [...empty.part(part)].length);
    expect(parts).toEqual([36, 2, 2]);
  });

  it("reads large files in pieces that lose no letter", () => {
    const line = "Die Käse aus 月, €.\n";
    const count = Math.ceil((3 * 2 ** 20) / Buffer.byteLength(line));
    const corpus = openCorpus([at("large.txt", line.repeat(count))], { prose: true });
    const pieces = [...corpus.texts()];
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.join("") === line.repeat(count)).toBe(true);
    const parts = (["train", "validation", "test"] as const).map((part) => [...corpus.part(part)].join(""));
    expect(parts.join("") === line.repeat(count)).toBe(true);
    expect(corpus.firstOf("test", 100).join("")).toHaveLength(100);
  });

  it("refuses what is missing, too short, or asked for twice", () => {
    expect(() => openCorpus([join(folder, "nowhere")])).toThrow(IoError);
    expect(() => openCorpus([at("short", "few")])).toThrow(/too short/);
    mkdirSync(join(folder, "empty"));
    expect(() => openCorpus([join(folder, "empty")])).toThrow(/holds no text/);
    expect(() => openCorpus([at("nul", `few\0${"x".repeat(200)}`)])).toThrow(/received: a NUL character/);
    expect(() =>
      openCorpus([
        at(
          "latin",
          Uint8Array.from({ length: 300 }, () => 0xe9),
        ),
      ]),
    ).toThrow(/no characters/);
    expect(() => openCorpus([at("short", "few")], { prose: true, separator: "%" })).toThrow(ConfigError);
  });
});
