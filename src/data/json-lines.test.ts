/** JSON lines: the same values from pieces of any length, written and read back, and the line that is wrong. */
import { expect, it } from "vitest";
import { readJsonLines, writeJsonLines } from "./index.ts";

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

const text = '{"x":[1,2],"word":"naïve 字"}\r\n\n3\n"last"';
const values = [{ x: [1, 2], word: "naïve 字" }, 3, "last"];

it("reads the same from pieces of any length", async () => {
  const bytes = new TextEncoder().encode(text);
  for (let size = 1; size < 9; size++) {
    const pieces = async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
    };
    expect(await all(readJsonLines(pieces()))).toEqual(values);
  }
  expect(await all(readJsonLines(writeJsonLines(values)))).toEqual(values);
});

it("names the line that is wrong", async () => {
  const broken = new Blob(['{"a":1}\n\n{"a":\n{"a":2}\n']);
  await expect(all(readJsonLines(broken))).rejects.toThrow(/Line 3 of the Blob given is not JSON[\s\S]*\{"a":/);
});

it("reads numbers that Python writes", async () => {
  const written = new Blob(['[NaN, Infinity, -Infinity, "NaN"]\nNaN\n{"a": "\\"NaN", "b": NaN}']);
  const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;
  expect(await all(readJsonLines(written))).toEqual([[nan, infinity, -infinity, "NaN"], nan, { a: '"NaN', b: nan }]);
});
