/** Numbers as people write them. */
import { describe, expect, it } from "vitest";
import { readSeries } from "../tasks/forecaster/series.ts";
import { numbersIn } from "./written-numbers.ts";

describe("numbersIn", () => {
  it.each<[readonly unknown[], readonly number[]]>([
    [
      ["1,234.5", "12", "1,000,000"],
      [1234.5, 12, 1e6],
    ],
    [
      ["1.234,5", "12", "1.000.000"],
      [1234.5, 12, 1e6],
    ],
    [
      ["1,5", "2,25"],
      [1.5, 2.25],
    ],
    [
      ["1,234", "5,678"],
      [1234, 5678],
    ],
    [
      ["$1,200", "-$3", "$ 4.50", "($1,000)"],
      [1200, -3, 4.5, -1000],
    ],
    [
      ["$(1,000.00)", "($5)", "–$7"],
      [-1000, -5, -7],
    ],
    [
      ["5 thousand", "800", "2 lakh", "1.5 trillion", "6만"],
      [5000, 800, 2e5, 1.5e12, 6e4],
    ],
    [
      ["12 %", "7.5%"],
      [12, 7.5],
    ],
    [
      ["1 234,50 €", "12,00 €"],
      [1234.5, 12],
    ],
    [
      ["1'234.50", "−7"],
      [1234.5, -7],
    ],
    [
      [3, null, "NA", "", "-", "n/a", "1e3"],
      [3, Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 1000],
    ],
    [
      ["12 km", "13 km", "0"],
      [12, 13, 0],
    ],
    [
      ["1,5 °C", "-2 °C"],
      [1.5, -2],
    ],
    [
      ["1.2k", "900", "3M"],
      [1200, 900, 3e6],
    ],
    [
      ["3 Mio. €", "1,5 Mrd €"],
      [3e6, 1.5e9],
    ],
    [
      ["5万元", "1.5 亿元"],
      [5e4, 1.5e8],
    ],
    [
      ["12*", "13 [1]", "14¹", "15 (r)", "16 p", "17"],
      [12, 13, 14, 15, 16, 17],
    ],
    [
      ["12,34,567", "1,00,000"],
      [1234567, 100000],
    ],
    [
      ["CHF 12.—", "CHF 1'300.—", "7,-"],
      [12, 1300, 7],
    ],
    [
      ["Rs. 1,200", "Rs. 15"],
      [1200, 15],
    ],
    [
      ["12-", "13"],
      [-12, 13],
    ],
    [
      ["１２ m²", "١٣", "१४", "12,5 m²"],
      [12, 13, 14, 12.5],
    ],
    [
      ["#DIV/0!", "…", "k. A.", ":", "—", "5"],
      [Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 5],
    ],
    [
      ["\u200e-5", "\u200f12", "\u200b1,234"],
      [-5, 12, 1234],
    ],
    [
      ["1,5E+03", "2"],
      [1500, 2],
    ],
  ])("reads %j", (cells, wanted) => {
    const { values, wrong } = numbersIn(cells);
    expect([...values]).toEqual(wanted);
    expect(wrong).toBeUndefined();
  });

  it.each<[readonly unknown[], number]>([
    [["1", "many", "3"], 1],
    [["1,234.5", "1.234,5"], 1],
    [["1e309", "5"], 0],
    [[1, Number.POSITIVE_INFINITY], 1],
    [["1.2.3"], 0],
    [["12 km", "13 m", "14 km"], 1],
    [["12 %", "7 %", "0.5"], 2],
    [["$3", "€4", "$5"], 1],
    [["~12", "13"], 0],
    [["12", "<5"], 1],
    [["1 2", "3"], 0],
    [["ABC123", "ABC124"], 0],
    [["--3"], 0],
    [["$"], 0],
  ])("does not read %j", (cells, row) => {
    expect(numbersIn(cells).wrong).toBe(row);
  });

  it("tells the unit and how many numbers are marked", () => {
    expect(numbersIn(["12 km", "13 km*", "14 km"])).toMatchObject({ unit: "km", marked: 1 });
    expect(numbersIn(["5 p", "6 p"])).toMatchObject({ unit: "p", marked: 0 });
    expect(numbersIn(["5 p", "6"])).toMatchObject({ unit: undefined, marked: 1 });
  });

  it("is what a series is read by, and names the cell that is none", () => {
    const rows = ["1.234,5", "2.000,0", "12,25"].map((y, i) => ({ day: `2024-01-0${i + 1}`, y }));
    expect([...readSeries(rows, { columns: ["y"] }).columns.y!]).toEqual([1234.5, 2000, 12.25]);
    const wrong = [...rows.slice(0, 2), { day: "2024-01-03", y: "Total" }];
    expect(() => readSeries(wrong, { columns: ["y"] })).toThrow(/Row 3 has no number in the column "y"[\s\S]*"Total"/);
  });
});
