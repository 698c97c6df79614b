import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { data, FormatError, IoError } from "../index.ts";
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

test.each([
  ["gbk", "\xcc\xec\xc6\xf8\x09\xba\xc3\n", "天气\t好\n"],
  ["big5", "\xa4\xd1\xae\xf0\x09\xa6\x6e\n", "天氣\t好\n"],
  ["shift_jis", "\x82\xb1\x82\xea\x09\x82\xcd\n", "これ\tは\n"],
  ["euc-kr", "\xbe\xc8\xb3\xe7\xc7\xcf\xbc\xbc\xbf\xe4\n".repeat(4), "안녕하세요\n".repeat(4)],
  ["windows-1252", "K\xe4se\tfromage \xe0 p\xe2te\n", "Käse\tfromage à pâte\n"],
  ["windows-1251", "\xcf\xf0\xe8\xe2\xe5\xf2\t\xec\xe8\xf0\n", "Привет\tмир\n"],
  ["utf-16le", "\x09\x00\x29\x59\x0a\x00", "\t天\n"],
  ["utf-16be", "\x00\x09\x59\x29\x00\x0a", "\t天\n"],
])("%s is read when it is named, and named when it is not", async (encoding, bytes, text) => {
  const path = file(Buffer.from(bytes, "latin1"));
  expect(() => readText(path)).toThrow(`it may be ${encoding}: name the encoding (--encoding ${encoding})`);
  expect(readText(path, encoding)).toBe(text);
  async function* single() {
    for (const byte of Buffer.from(bytes, "latin1")) yield Uint8Array.of(byte);
  }
  const options = { encoding, header: false, delimiter: "\t" };
  expect(await data.readTable(single(), options)).toEqual(await data.readTable(path, options));
  const lines = text.repeat(99);
  const corpus = file(Buffer.from(bytes.repeat(99), "latin1"));
  expect([...openCorpus([corpus], { prose: true, encoding }).texts()].join("")).toBe(lines);
  expect(() => openCorpus([corpus])).toThrow(`--encoding ${encoding}`);
});

test.each([
  ["late in a long text", Buffer.from(`${"a line\n".repeat(9000)}\xb1\xb1\xbe\xa9`, "latin1"), "--encoding gbk"],
  ["UTF-8 that is cut", Buffer.from("北京").subarray(0, 5), "hint: save it as UTF-8"],
  ["a picture", Buffer.from("\xff\xd8\xff\xe0\x01\x02\xe9", "latin1"), "hint: save it as UTF-8"],
])("no encoding is guessed wrongly: %s", (_, bytes, hint) => {
  expect(() => readText(file(bytes))).toThrow(hint);
});

test("an encoding that is none is told before reading, with its neighbour", async () => {
  expect(() => readText(file(Buffer.from("a")), "gkb")).toThrow(/"gkb" is not known.*did you mean "gbk"/s);
  await expect(data.readTable(Buffer.from("a\n1"), { encoding: "gkb" })).rejects.toThrow(/did you mean "gbk"/s);
  expect(() => readText(file(Buffer.of(0x81, 0x20)), "gbk")).toThrow(/is not text in GBK/);
});

test("a file that is not there is an IoError, as translation pairs too", async () => {
  expect(() => readText(join(folder, "nowhere.txt"))).toThrow(IoError);
  await expect(readPairs(join(folder, "nowhere.tsv"))).rejects.toThrow(/There is no file .*nowhere\.tsv/);
});
