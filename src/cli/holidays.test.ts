import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { tasks } from "../index.ts";
import { rowsOf, withHolidays } from "./holidays.ts";

/** A folder with a package that knows the holidays of a country XX: 5 January, and two days from 8 January on. */
function folderWithPackage(): string {
  const folder = mkdtempSync(join(tmpdir(), "recurve-holidays-"));
  const home = join(folder, "node_modules", "date-holidays");
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, "package.json"), '{ "name": "date-holidays", "main": "index.cjs" }');
  writeFileSync(
    join(home, "index.cjs"),
    `module.exports = class {
       constructor(country, state) { this.place = [country, state].filter(Boolean).join("-"); }
       getHolidays(year) {
         if (this.place !== "XX") return undefined;
         const day = (at, days, type) => ({ date: year + "-01-0" + at + " 00:00:00", type,
           start: new Date(Date.UTC(year, 0, at)), end: new Date(Date.UTC(year, 0, at + days)) });
         return [day(5, 1, "public"), day(8, 2, "public"), day(3, 1, "observance")];
       }
     };`,
  );
  return folder;
}

const days = Array.from({ length: 30 }, (_, i) => ({ date: new Date(Date.UTC(2024, 0, 1 + i)), sold: i % 7 }));
const read = (rows: readonly tasks.Row[]) => tasks.readSeries(rows, { columns: ["sold"] });

afterEach(() => vi.restoreAllMocks());

describe("holidays", () => {
  it("are a column that is known for the rows and for more than a year after them", async () => {
    vi.spyOn(process, "cwd").mockReturnValue(folderWithPackage());
    const { columns, ahead } = await withHolidays(read(days), "XX");
    expect([...columns.holiday!].flatMap((mark, i) => (mark ? [i + 1] : []))).toEqual([5, 8, 9]);
    // 31 January is the first day after the rows
    expect(ahead!.holiday!.length).toBe(400);
    expect([...ahead!.holiday!].flatMap((mark, i) => (mark ? [i - 336 + 1] : []))).toEqual([5, 8, 9]);
  });

  it("are added to the rows that a forecaster is given later", async () => {
    vi.spyOn(process, "cwd").mockReturnValue(folderWithPackage());
    const series = await withHolidays(read(days), "XX");
    const options = { target: "sold", known: ["holiday"], horizon: 3, units: 2, method: "naive", seed: 1 } as const;
    const made = tasks.forecaster(series, options);
    await made.fit(series, { verbose: 0 });
    expect(await rowsOf(made, days)).toBe(days);
    made.model.metadata.holidays = "XX";
    const later = (await rowsOf(made, days)) as tasks.Series;
    expect(later.columns.holiday).toEqual(series.columns.holiday);
    expect(made.forecast(later).values).toEqual(made.forecast().values);
  });

  it("are refused for months, for places that are not known, and without the package", async () => {
    const months = days.slice(0, 24).map(({ sold }, i) => ({ date: new Date(Date.UTC(2022, i)), sold }));
    await expect(withHolidays(read(months), "XX")).rejects.toThrow(/Holidays are of days[\s\S]*every month/);
    vi.spyOn(process, "cwd").mockReturnValue(folderWithPackage());
    await expect(withHolidays(read(days), "YY-ZZ")).rejects.toThrow(/No holidays are known of YY-ZZ/);
    vi.spyOn(process, "cwd").mockReturnValue(tmpdir());
    await expect(withHolidays(read(days), "XX")).rejects.toThrow(/not installed here[\s\S]*npm install date-holidays/);
  });
});
