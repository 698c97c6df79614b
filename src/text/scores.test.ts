/** Scores of translations and transcriptions, beside sacrebleu's. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expectNumbers } from "../../test/numbers.ts";
import { tolerance } from "../../test/tolerance.ts";
import { ConfigError, editDistance } from "../tensor/index.ts";
import { type BleuTokenizer, bleu, chrf, errorRate } from "./scores.ts";

interface Case {
  tokenize: BleuTokenizer;
  hypotheses: string[];
  references: string[];
  bleu: number;
  chrf: number;
}
const { cases } = JSON.parse(readFileSync("test/goldens/scores.json", "utf8")) as { cases: Case[] };

describe("bleu and chrf", () => {
  it.each(cases.map((each, i) => [i, each.tokenize, each] as const))(
    "case %i, %s: sacrebleu's values",
    (_i, tokenize, each) => {
      expectNumbers(bleu(each.hypotheses, each.references, { tokenize }), each.bleu, tolerance.float64);
      expectNumbers(chrf(each.hypotheses, each.references), each.chrf, tolerance.float64);
    },
  );

  it("are 100 for the reference itself, and 0 for nothing in common", () => {
    const reference = ["the cat sat on the mat"];
    expectNumbers(bleu(reference, reference), 100, tolerance.float64);
    expectNumbers(chrf(reference, reference), 100, tolerance.float64);
    expect([bleu(["x"], reference), chrf(["xyz"], reference)]).toEqual([0, 0]);
    expect(() => bleu(["a"], [])).toThrow(ConfigError);
  });
});

describe("edits", () => {
  it("counts the fewest changes", () => {
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("", "abc")).toBe(3);
    expect(editDistance(["K", "AE"], ["K", "AE"])).toBe(0);
  });

  it("takes the nearest of several references, with its length", () => {
    const words = (text: string) => text.split(" ");
    expectNumbers(errorRate([words("a b c"), words("d")], [words("a x c d"), words("d")]), 2 / 5, tolerance.float64);
    expectNumbers(errorRate([words("a b")], [[words("a c d e"), words("a b c")]]), 1 / 3, tolerance.float64);
  });
});
