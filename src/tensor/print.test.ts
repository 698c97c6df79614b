import { describe, expect, it } from "vitest";
import { tensor, zeros } from "./create.ts";

describe("a tensor as text", () => {
  it.each([
    ["a scalar", tensor(2.5), "2.5"],
    ["a list", tensor([1, 2, 3]), "[1, 2, 3]"],
    ["at most 8 significant digits", tensor([Math.PI, 1e10, 1e-7]), "[  3.1415927, 10000000000,        1e-7]"],
    ["what float32 makes of a decimal", tensor([0.1, 0.2028145]), "[      0.1, 0.2028145]"],
    [
      "columns of equal width",
      tensor([
        [1, -20],
        [300, 4],
      ]),
      "[[  1, -20],\n [300,   4]]",
    ],
    ["booleans", tensor([true, false]), "[ true, false]"],
    ["integers in full", tensor(Int32Array.of(123456789, -1)), "[123456789,        -1]"],
    ["what is no number", tensor([Number.NaN, -1 / 0]), "[      NaN, -Infinity]"],
    ["an empty axis", zeros([0]), "[]"],
    ["empty rows", zeros([2, 0]), "[[],\n []]"],
  ])("%s", (_, x, text) => {
    expect(x.toString()).toBe(text);
  });

  it("parts matrices by an empty line", () => {
    const x = tensor([
      [[1], [2]],
      [[3], [4]],
    ]);
    expect(x.toString()).toBe("[[[1],\n  [2]],\n\n [[3],\n  [4]]]");
  });

  it("leaves out the middle of an axis longer than 12", () => {
    const count = (length: number) => Float32Array.from({ length }, (_, i) => i);
    expect(tensor(count(12)).toString()).not.toContain("...");
    expect(tensor(count(13)).toString()).toBe("[ 0,  1,  2, ..., 10, 11, 12]");
    const rows = tensor(count(40), [20, 2]).toString().split("\n");
    expect(rows).toEqual(["[[ 0,  1],", " [ 2,  3],", " [ 4,  5],", " ...,", " [34, 35],", " [36, 37],", " [38, 39]]"]);
  });
});
