/** Tables in JSON are those that the same rows in CSV are. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readTable } from "./read-rows.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-rows-"));
afterAll(() => rmSync(folder, { recursive: true }));
const written = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

const rows = [
  { day: "2024-01-01", sold: 3, "__proto__ ": "a", shop: "x" },
  { day: "2024-01-02", sold: 2.5, shop: "y" },
  { day: "2024-01-03", sold: null, shop: "z", note: true },
];
const expected = {
  columns: ["day", "sold", "__proto__ ", "shop", "note"],
  rows: [
    { day: "2024-01-01", sold: 3, "__proto__ ": "a", shop: "x", note: null },
    { day: "2024-01-02", sold: 2.5, "__proto__ ": null, shop: "y", note: null },
    { day: "2024-01-03", sold: null, "__proto__ ": null, shop: "z", note: "true" },
  ],
};

it("an object on each line, and a list of objects", async () => {
  const lines = rows.map((row) => JSON.stringify(row)).join("\r\n\n");
  expect(await readTable(written("a.jsonl", lines))).toEqual(expected);
  expect(await readTable(written("a.NDJSON", `${lines}\n`))).toEqual(expected);
  expect(await readTable(written("a.json", JSON.stringify(rows)))).toEqual(expected);
  expect(await readTable(written("a.csv", "day,sold\n2024-01-01,3\n"))).toEqual({
    columns: ["day", "sold"],
    rows: [{ day: "2024-01-01", sold: 3 }],
  });
});

it("names of every object, and columns of numbers and texts", async () => {
  const { columns, rows } = await readTable(
    written("b.jsonl", '{"__proto__":1,"constructor":1}\n{"a":"x","b":2}\n{"b":"3"}'),
  );
  expect(columns).toEqual(["__proto__", "constructor", "a", "b"]);
  expect(rows.map((row) => Object.entries(row).map(([, value]) => value))).toEqual([
    [1, 1, null, null],
    [null, null, "x", "2"],
    [null, null, null, "3"],
  ]);
});

it.each([
  ["c.jsonl", '{"a":1}\n[1]', /c\.jsonl is not a table.*received: \[1\]/s],
  ["c.json", '{"a":[1,2]}', /c\.json is not a table/],
  ["c.json", '[{"a":1}', /c\.json is not JSON/],
  ["c.json", "[]", /holds no rows/],
  ["c.jsonl", '{"a":1}\n{"a":{"b":1}}', /Row 2 of .*c\.jsonl has several values in "a"/],
  ["c.jsonl", '{"a":1}\n{"a":', /Line 2 of .*c\.jsonl is not JSON/],
])("what is no table: %s %s", async (name, text, message) => {
  await expect(readTable(written(name, text))).rejects.toThrow(message);
});

it("NaN of Python's is a missing cell, as in CSV, and Infinity a number", async () => {
  // json.dumps({"a": float("nan"), ...})
  const lines = ['{"a": NaN, "b": "NaN, -Infinity", "c": NaN}', '{"a": -Infinity, "b": NaN, "c": "x"}'];
  const wanted = [
    { a: null, b: "NaN, -Infinity", c: null },
    { a: Number.NEGATIVE_INFINITY, b: null, c: "x" },
  ];
  expect((await readTable(written("c.jsonl", lines.join("\n")))).rows).toEqual(wanted);
  expect((await readTable(written("c.json", `[${lines.join(", ")}]`))).rows).toEqual(wanted);
  await expect(readTable(written("d.json", '[{"a": NaN, "b": nan}]'))).rejects.toThrow(/d\.json is not JSON/);
});
