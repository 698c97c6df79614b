/** `padSequences` against Keras's, with every option. */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { type PadSequencesOptions, padSequences } from "./index.ts";

interface Case {
  id: string;
  options: Record<string, unknown>;
  sequences: number[][];
  expected: number[][];
}

const { cases } = JSON.parse(readFileSync("test/goldens/sequences.json", "utf8")) as { cases: Case[] };

it.each(cases)("$id", ({ options, sequences, expected }) => {
  const { maxlen, ...rest } = options;
  const padded = padSequences(sequences, { ...rest, maxlen: maxlen ?? undefined } as PadSequencesOptions);
  expect(padded.dtype).toBe(options.dtype ?? "int32");
  const rounded = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(rounded) : options.dtype === "float32" ? Math.fround(value as number) : value;
  expect(padded.arraySync()).toEqual(rounded(expected));
});

it("says what is wrong", () => {
  expect(() => padSequences([[[1, 2]], [[1]]])).toThrow(/sequence 1 have another shape[\s\S]*\(2,\)[\s\S]*\(1,\)/);
  expect(() => padSequences([3])).toThrow(/Sequence 0 is a number/);
  expect(() => padSequences([[3]], { padding: "left" as never })).toThrow(/padding[\s\S]*"pre" or "post"[\s\S]*left/);
  expect(() => padSequences([[3]], { maxlen: 1.5 })).toThrow(/maxlen/);
});
