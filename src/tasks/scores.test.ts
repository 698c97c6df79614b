/** How well a classifier separates classes, beside scikit-learn's values. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expectNumbers } from "../../test/numbers.ts";
import { tolerance } from "../../test/tolerance.ts";
import { ConfigError } from "../tensor/index.ts";
import { classificationScores } from "./scores.ts";

interface Case {
  classes: number;
  truths: number[];
  guesses: number[];
  accuracy: number;
  macro_f1: number;
  precision: number[];
  recall: number[];
  f1: number[];
  support: number[];
  confusion: number[][];
}
const { cases } = JSON.parse(readFileSync("test/goldens/classification.json", "utf8")) as { cases: Case[] };

describe("classificationScores", () => {
  it.each(cases)("are scikit-learn's: $classes classes, accuracy $accuracy", (golden) => {
    const scores = classificationScores(golden.truths, golden.guesses, golden.classes);
    expectNumbers([scores.accuracy, scores.macroF1], [golden.accuracy, golden.macro_f1], tolerance.float64);
    for (const name of ["precision", "recall", "f1", "support"] as const)
      expectNumbers(
        scores.byClass.map((each) => each[name]),
        golden[name],
        tolerance.float64,
      );
    expect(scores.confusion).toEqual(golden.confusion);
  });

  it("counts what is right, and shares worked out by hand", () => {
    const truths = [0, 0, 0, 1, 1, 2, 2, 2, 2, 1];
    const given = [0, 1, 0, 1, 2, 2, 2, 0, 2, 1];
    const { accuracy, macroF1, byClass, confusion } = classificationScores(truths, given, 4);
    expectNumbers(accuracy, 0.7, tolerance.float64);
    expect(confusion.slice(0, 3).map((row) => row.slice(0, 3))).toEqual([
      [2, 1, 0],
      [0, 2, 1],
      [1, 0, 3],
    ]);
    expect(byClass.map(({ f1 }) => f1)).toEqual([2 / 3, 2 / 3, 0.75, 0]);
    expect(byClass[2]).toEqual({ precision: 0.75, recall: 0.75, f1: 0.75, support: 4 });
    // the class that never occurs counts for nothing
    expectNumbers(macroF1, (2 / 3 + 2 / 3 + 0.75) / 3, tolerance.float64);
    expect(() => classificationScores([1], [], 2)).toThrow(ConfigError);
  });
});
