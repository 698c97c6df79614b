/** Numbers as people write them. */
import { describe, expect, it } from "vitest";
import { numbersIn } from "./numbers.ts";
import { readSeries } from "./series.ts";

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
  ])("reads %j", (cells, wanted) => {
    const { values, wrong } = numbersIn(cells);
    expect([...values]).toEqual(wanted);
    expect(wrong).toBeUndefined();
  });

  it.each<[readonly unknown[], number]>([
    [["1", "many", "3"], 1],
    [["1,234.5", "1.234,5"], 1],
    [[1, Number.POSITIVE_INFINITY], 1],
    [["1.2.3"], 0],
    [["12 apples"], 0],
    [["$"], 0],
  ])("does not read %j", (cells, row) => {
    expect(numbersIn(cells).wrong).toBe(row);
  });

  it("is what a series is read by, and names the cell that is none", () => {
    const rows = ["1.234,5", "2.000,0", "12,25"].map((y, i) => ({ day: `2024-01-0${i + 1}`, y }));
    expect([...readSeries(rows, { columns: ["y"] }).columns.y!]).toEqual([1234.5, 2000, 12.25]);
    const wrong = [...rows.slice(0, 2), { day: "2024-01-03", y: "Total" }];
    expect(() => readSeries(wrong, { columns: ["y"] })).toThrow(/Row 3 has no number in the column "y"[\s\S]*"Total"/);
  });
});
