/** CSV as it comes: types, headers, quotes, pieces of any length, and what is refused with its line. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, describe, expect, it, vi } from "vitest";
import { processorTime } from "../../test/processor-time.ts";
import { ConfigError, FormatError } from "../tensor/index.ts";
import { type CsvOptions, type CsvRecord, readCsv, readTable } from "./csv.ts";
import type { TextSource } from "./text-chunks.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-csv-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function all(source: TextSource, options?: CsvOptions): Promise<CsvRecord[]> {
  const records: CsvRecord[] = [];
  for await (const record of readCsv(source, options)) records.push(record);
  return records;
}

/** A text in pieces of some length. */
async function* pieces(text: string, length = text.length): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}
const bytes = (text: string) => new TextEncoder().encode(text);

describe("readCsv", () => {
  it("reads numbers, texts and empty cells from every source", async () => {
    const text = "\uFEFFday,births,note\n1969-01-01,8486,\n1969-01-02,,cold\n";
    const records = [
      { day: "1969-01-01", births: 8486, note: null },
      { day: "1969-01-02", births: null, note: "cold" },
    ];
    const path = join(folder, "births.csv");
    writeFileSync(path, text);
    const data = new URL(`data:text/csv,${encodeURIComponent(text)}`);
    for (const source of [path, pathToFileURL(path), data, data.href, bytes(text), new Blob([text])])
      expect(await all(source)).toEqual(records);
    expect(await all(new Blob([text]).stream() as unknown as AsyncIterable<Uint8Array>)).toEqual(records);
    expect(await all(pieces(text.slice(1)))).toEqual(records);
  });

  it("finds delimiter and header, and numbers the columns where there is none", async () => {
    expect(await all(bytes("a;b\r\n1;2,5\r\n\r\n3;4\r\n"))).toEqual([
      { a: 1, b: 2.5 },
      { a: 3, b: 4 },
    ]);
    expect(await all(bytes("1\t2\n3\t4e2\n"))).toEqual([
      { 1: 1, 2: 2 },
      { 1: 3, 2: 400 },
    ]);
    expect(await all(bytes("1\n2"))).toEqual([{ 1: 1 }, { 1: 2 }]);
    expect(await all(bytes("x,y\np,q"), { header: false })).toEqual([
      { 1: "x", 2: "y" },
      { 1: "p", 2: "q" },
    ]);
  });

  it("ends rows at line ends of any kind, also mixed, and keeps those within quotes", async () => {
    const three = [{ text: "foo" }, { text: "bar" }, { text: "baz" }];
    for (const text of ["text\r\nfoo\nbar\r\nbaz\r\n", "text\nfoo\rbar\r\nbaz", "text\rfoo\rbar\rbaz\r"])
      for (const length of [1, 2, 3, 50]) expect(await all(pieces(text, length)), JSON.stringify(text)).toEqual(three);
    const quoted = 'a,b\r\n"one\ntwo",1\n"three\r\nfour\rfive",2\r"",3\n';
    for (const length of [1, 2, 50])
      expect(await all(pieces(quoted, length))).toEqual([
        { a: "one\ntwo", b: 1 },
        { a: "three\r\nfour\rfive", b: 2 },
        { a: null, b: 3 },
      ]);
    for (const [end, length] of [
      ["\r", 1],
      ["\r\n", 1],
      ["\r\n", 9],
    ] as const)
      await expect(all(pieces(`a,b${end}"x${end}y",2${end}1,2,3`, length))).rejects.toThrow(/^Line 4 /);
  });

  it("takes any names of columns, and knows a header by its cells", async () => {
    const [row] = await all(bytes("__proto__,constructor,toString\n1,2,x\n"));
    expect(Object.entries(row!)).toEqual([
      ["__proto__", 1],
      ["constructor", 2],
      ["toString", "x"],
    ]);
    await expect(all(bytes("a\n1"), { columns: ["constructor"] })).rejects.toThrow(/no column "constructor"/);
    const years = await readTable(bytes(",1999,1990\nFrance,1,2\nSpain,3,4\n"));
    expect(years).toEqual({
      columns: ["1", "1999", "1990"],
      rows: [
        { 1: "France", 1999: 1, 1990: 2 },
        { 1: "Spain", 1999: 3, 1990: 4 },
      ],
    });
    expect((await readTable(bytes("2003-01-01,5\n2003-01-02,NA\n"))).rows).toEqual([
      { 1: "2003-01-01", 2: 5 },
      { 1: "2003-01-02", 2: null },
    ]);
    expect((await readTable(bytes("1,,3\n4,,6\n"))).rows.length).toBe(2);
  });

  it.each(["sep=;\na;b\n1,5;2\n", "\uFEFFSEP=;\r\na;b\r\n1,5;2\r\n"])("%j names its delimiter", async (text) => {
    expect(await readTable(bytes(text))).toEqual({ columns: ["a", "b"], rows: [{ a: 1.5, b: 2 }] });
    await expect(readTable(bytes(text.replace("2\r", "2;3\r").replace("2\n", "2;3\n")))).rejects.toThrow("Line 3");
  });

  it("tells delimiters from decimal commas, and numbers from what looks like them", async () => {
    expect(await all(bytes("1,5;2,5\n3,25;4\n"))).toEqual([
      { 1: 1.5, 2: 2.5 },
      { 1: 3.25, 2: 4 },
    ]);
    expect(await all(bytes("1,a;b\n2,c;d\n"), { header: false })).toEqual([
      { 1: 1, 2: "a;b" },
      { 1: 2, 2: "c;d" },
    ]);
    expect(await all(bytes('a|b\n1,234|0x10\n "2,500" |NA\n'))).toEqual([
      { a: "1,234", b: "0x10" },
      { a: "2,500", b: "NA" },
    ]);
    expect(await all(bytes("a,b,c\n1,None,#N/A\n<NA>,2,#DIV/0!\n3,n/a,4\n"))).toEqual([
      { a: 1, b: null, c: null },
      { a: null, b: 2, c: null },
      { a: 3, b: null, c: 4 },
    ]);
    expect(await all(bytes("a\tb\n1,234\tNaN\n0,001\t2\n"))).toEqual([
      { a: 1.234, b: null },
      { a: 0.001, b: 2 },
    ]);
  });

  it("begins no column after the last delimiter of every row", async () => {
    const table = { columns: ["a", "b"], rows: [{ a: 1, b: 2 }] };
    for (const text of ["a,b,\n1,2,\n", "a,b\n1,2,\n", "a,b,\n1,2\n", "a;b;;\n1;2;;\n", "a,b,\n1,2, ,\n"])
      expect(await readTable(bytes(text)), text).toEqual(table);
    expect(await all(bytes("1,2,\n3,4,\n"))).toEqual([
      { 1: 1, 2: 2 },
      { 1: 3, 2: 4 },
    ]);
    expect((await readTable(bytes("a,b,\n1,2,\n3,4,note\n"))).columns).toEqual(["a", "b", "3"]);
    await expect(readTable(bytes("a,b\n1,2,\n3,4,5\n"))).rejects.toThrow(/^Line 3 /);
  });

  it("takes points for thousands where the table says so, and says what it assumes where nothing does", async () => {
    const said = vi.spyOn(console, "warn").mockImplementation(() => {});
    // beside a decimal comma, and beside a number without decimals where all others have three
    expect(await all(bytes("a;b\n1.100;2,5\n2.250;3\n"))).toEqual([
      { a: 1100, b: 2.5 },
      { a: 2250, b: 3 },
    ]);
    expect(await all(bytes("a;b\n1.100;x\n999;y\n-12.345;z\n"))).toMatchObject([
      { a: 1100 },
      { a: 999 },
      { a: -12345 },
    ]);
    expect(said).not.toHaveBeenCalled();
    for (const text of ["a;b\n0.100;x\n1.100;y\n", "a;b\n1.5;x\n1.100;y\n", "a,b\n1.100,x\n"])
      expect((await all(bytes(text)))[1]?.a ?? 1.1, text).toBe(1.1);
    expect(said).not.toHaveBeenCalled();
    expect(await all(bytes("a;b\n1.100;x\n2.250;y\n"))).toMatchObject([{ a: 1.1 }, { a: 2.25 }]);
    expect(said.mock.calls.flat().join()).toMatch(/"a": numbers such as 1\.100 are read as 1\.1/);
    said.mockRestore();
  });

  it("reads UTF-16 with its mark, and takes nothing else for text", async () => {
    const text = "día,y\né,2\n";
    const utf16 = (isBig: boolean) => {
      const view = new DataView(new ArrayBuffer(2 * text.length + 2));
      for (const [i, unit] of [0xfeff, ...Array.from(text, (_, i) => text.charCodeAt(i))].entries())
        view.setUint16(2 * i, unit, !isBig);
      return new Uint8Array(view.buffer);
    };
    async function* single(all: Uint8Array) {
      for (const byte of all) yield Uint8Array.of(byte);
    }
    for (const isBig of [false, true]) {
      expect(await all(utf16(isBig))).toEqual([{ día: "é", y: 2 }]);
      expect(await all(single(utf16(isBig)))).toEqual([{ día: "é", y: 2 }]);
      await expect(all(utf16(isBig).subarray(2))).rejects.toThrow(/not text in UTF-8/);
    }
    await expect(all(bytes("a,b\n1,\0\n"))).rejects.toThrow(/NUL/);
    expect(await all(pieces("\uFEFFa\n1"))).toEqual([{ a: 1 }]);
    expect(await all(single(bytes("a\n1")))).toEqual([{ a: 1 }]);
    expect(await all(bytes("7"))).toEqual([{ 1: 7 }]);
  });

  it("reads tens of thousands of columns in a moment", async () => {
    const columns = Array.from({ length: 40_000 }, (_, i) => `c${i}`);
    const start = process.cpuUsage();
    const { rows } = await readTable(bytes([columns, columns.map((_, i) => i)].map((row) => row.join(",")).join("\n")));
    expect(rows[0]!.c39999).toBe(39_999);
    expect(processorTime(start)).toBeLessThan(4000);
  });

  it("takes the columns and types that are asked for", async () => {
    expect(await all(bytes("a,b,c\n1,2,3"), { columns: ["c", "a"], types: { a: "text" } })).toEqual([{ c: 3, a: "1" }]);
  });

  it("reads the same from pieces of any length", async () => {
    const cell = fc.oneof(fc.string({ maxLength: 6 }), fc.constantFrom('say "so"', "a,b", "two\nlines", "one\r\ntwo"));
    const table = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 });
    const lineEnd = fc.constantFrom("\n", "\r\n");
    const options: CsvOptions = { header: false, delimiter: ",", types: { 1: "text", 2: "text" } };
    await fc.assert(
      fc.asyncProperty(table, lineEnd, fc.integer({ min: 1, max: 40 }), async (rows, end, length) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const text = rows.map((row) => row.map(quoted).join(",")).join(end) + end;
        const expected = rows.map((row) => row.map((each) => (each.trim() === "" ? null : each)));
        // more than is waited for before the first look
        const filler = `"x","y"${end}`.repeat(9400);
        const records = await all(pieces(filler + text, 65_500 + length), options);
        expect(records.slice(9400).map((record) => Object.values(record))).toEqual(expected);
      }),
      { numRuns: 20 },
    );
  });

  it("names the line of what is wrong", async () => {
    const cases: [string, CsvOptions, RegExp][] = [
      ["a,b\n1,2\n\n3\n", {}, /^Line 4 of .* has another number of cells[\s\S]*expected: 2 cells/],
      ['a,b\n"two\nlines",2\n1,2,3', {}, /^Line 4 /],
      [`a\n${"1\n".repeat(150)}x\n`, {}, /^Line 152 .*not a number[\s\S]*column "a"[\s\S]*types: \{ "a": "text" \}/],
      ['a,b\n1,2\n"3,4\n5,6\n', {}, /^Line 3 .*quote[\s\S]*never closed/],
      ['a,b\n1,2\n"3"x,4\n5,6\n', {}, /^Line 3 .*quote/],
      ["a,a\n1,2", {}, /Two columns .* "a"/],
      ["a,,2\n1,x,3", {}, /Two columns .* "2"/],
      ["Sales of May\nday,sales\n1,2\n", {}, /^Line 2 .*another number of cells[\s\S]*hint: .*title/],
      ["", {}, /no rows/],
    ];
    for (const [text, options, message] of cases) {
      const error = await all(bytes(text), options).catch((reason: Error) => reason);
      expect(error, text).toBeInstanceOf(FormatError);
      expect((error as Error).message).toMatch(message);
    }
    await expect(all(bytes("births\n1"), { columns: ["birth"] })).rejects.toThrow(/did you mean "births"/);
    await expect(all(bytes("a"), { separator: ";" } as CsvOptions)).rejects.toThrow(ConfigError);
    await expect(all(bytes("a"), { delimiter: "::" })).rejects.toThrow(/delimiter of readCsv[\s\S]*"::"/);
    await expect(all(42 as unknown as string)).rejects.toThrow(ConfigError);
    await expect(all(join(folder, "none.csv"))).rejects.toThrow(/There is no file .*none\.csv/);
    await expect(all(new Uint8Array([0x61, 0xff, 0xfe]))).rejects.toThrow(/not text in UTF-8/);
    await expect(all(Buffer.from("PK\x03\x04\x14\0\x06"))).rejects.toThrow(/not text\.[\s\S]*Excel workbook\n.*as CSV/);
    await expect(all(gzipSync("a,b\n1,2\n"))).rejects.toThrow(/a gzip file/);
  });

  it("gives up on a quote that is never closed before memory is full", async () => {
    async function* endless() {
      yield 'a,b\n1,"2';
      for (let i = 0; ; i++) yield `${i},`.repeat(200_000);
    }
    await expect(all(endless())).rejects.toThrow(/row of line 2 .*does not end/);
  });
});
