import { describe, expect, it } from "vitest";
import { longTable, refuseTimesAcross } from "./wide-table.ts";

const table = (columns: string[], ...cells: (string | number | null)[][]) => ({
  columns,
  rows: cells.map((row) => Object.fromEntries(columns.map((name, i) => [name, row[i]!]))),
});

describe("tables with a column for each time", () => {
  it("give a row for each year of each series, and leave out what is empty", () => {
    const countries = table(
      ["Country", "Code", "2019", "2020", "2021", "2022", "Total"],
      ["France", "FRA", 1, 2, 3, 4, 10],
      ["Kenya", "KEN", null, 6, 7, 8, 21],
    );
    const { columns, rows, id } = longTable(countries, "a.csv");
    expect([columns, id, rows.length]).toEqual([["Country", "time", "value"], ["Country"], 7]);
    expect(rows[0]).toEqual({ Country: "France", time: "2019", value: 1 });
    expect(rows[4]).toEqual({ Country: "Kenya", time: "2020", value: 6 });
  });

  it("give a row for each month of each year, of one series or of several", () => {
    const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const values = months.map((_, i) => i);
    const one = longTable(table(["Year", ...months], [2020, ...values], [2021, ...values]), "a.csv");
    expect(one.id).toEqual([]);
    expect(one.rows[13]).toEqual({ time: "2021-02", value: 1 });
    const two = table(["shop", "year", ...months], ["n", 2020, ...values], ["s", 2020, ...values]);
    expect(longTable(two, "a.csv").rows[12]).toEqual({ shop: "s", time: "2020-01", value: 0 });
    const quarters = table(["年", "一季度", "二季度", "三季度", "四季度"], [2020, 1, 2, 3, 4]);
    expect(longTable(quarters, "a.csv").rows[3]).toEqual({ time: "2020-Q4", value: 4 });
  });

  it("give a row for each numbered step, and are told apart by several columns where one is not enough", () => {
    const steps = table(["store", "item", "d_1", "d_2", "d_3", "d_4"], [1, "x", 5, 6, 7, 8], [1, "y", 1, 2, 3, 4]);
    expect(longTable(steps, "a.csv")).toMatchObject({ id: ["item"] });
    expect(longTable(steps, "a.csv").rows[5]).toEqual({ item: "y", time: 2, value: 2 });
    const pairs = table(
      ["store", "item", "d_1", "d_2", "d_3", "d_4"],
      [1, "x", 5, 6, 7, 8],
      [1, "y", 1, 2, 3, 4],
      [2, "x", 5, 6, 7, 8],
    );
    expect(longTable(pairs, "a.csv").id).toEqual(["store", "item"]);
  });

  it("are refused where nothing says which time or series a cell is of", () => {
    expect(() => longTable(table(["date", "sold"], ["2020-01-01", 1]), "a.csv")).toThrow(/no column for each time/);
    expect(() => longTable(table(["shop", "Q1", "Q2", "Q3", "Q4"], ["n", 1, 2, 3, 4]), "a.csv")).toThrow(/which year/);
    const twice = table(["2019", "2020", "2021", "2022"], [1, 2, 3, 4], [1, 2, 3, 4]);
    expect(() => longTable(twice, "a.csv")).toThrow(/no column distinguishes/);
  });

  it("are refused by name, with the option that reads them, where a row for each time is expected", () => {
    const years = Array.from({ length: 20 }, (_, i) => String(2000 + i));
    expect(() => refuseTimesAcross(["country", ...years], "a.csv")).toThrow(/2000, 2001, \.\.\., 2019[\s\S]*--wide/);
    expect(() => refuseTimesAcross(["date", "open", "close"], "a.csv")).not.toThrow();
  });
});
