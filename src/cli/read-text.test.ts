import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { FormatError, IoError } from "../index.ts";
import { openCorpus } from "./corpus.ts";
import { readPairs } from "./read-pairs.ts";
import { readText } from "./read-text.ts";

const folder = mkdtempSync(join(tmpdir(), "read-text-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(bytes: Uint8Array): string {
  const path = join(folder, "text.txt");
  writeFileSync(path, bytes);
  return path;
}

const little = (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le");
const big = (text: string) => little(text).swap16();

test.each([
  ["UTF-8", (text: string) => Buffer.from(text)],
  ["UTF-8 with a mark", (text: string) => Buffer.from(`\uFEFF${text}`)],
  ["UTF-16LE", little],
  ["UTF-16BE", big],
])("%s", async (_, encode) => {
  expect(readText(file(encode("Käse, 月\n")))).toBe("Käse, 月\n");
  expect(await readPairs(file(encode("Käse\tcheese\r\n月\tmoon")))).toEqual([
    ["Käse", "cheese"],
    ["月", "moon"],
  ]);
  const line = "Es war einmal. ";
  expect([...openCorpus([file(encode(line.repeat(20)))], { prose: true }).texts()]).toEqual([line.repeat(20)]);
});

test.each([
  ["a NUL", Buffer.from("a\0b".repeat(100))],
  ["a picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0xff, 0xfe)],
  ["UTF-16 without a mark", Buffer.from("ab".repeat(100), "utf16le")],
])("%s is no text", async (_, bytes) => {
  const readers = [readText, readPairs, (path: string) => [...openCorpus([path]).texts()]];
  for (const read of readers) {
    const attempt = async () => read(file(bytes));
    await expect(attempt()).rejects.toThrow(FormatError);
    await expect(attempt()).rejects.toThrow(/is not text in UTF-8/);
  }
});

test("a file that is not there is an IoError, as translation pairs too", async () => {
  expect(() => readText(join(folder, "nowhere.txt"))).toThrow(IoError);
  await expect(readPairs(join(folder, "nowhere.tsv"))).rejects.toThrow(/nowhere\.tsv could not be read/);
});
