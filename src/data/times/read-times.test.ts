/** Times in the forms that people and programs write, and the columns that hold them. */
import { describe, expect, it } from "vitest";
import { readSeries, type Series, type SeriesOptions } from "../../tasks/forecaster/series.ts";
import { ConfigError, FormatError } from "../../tensor/index.ts";
import type { Row } from "../table-row.ts";
import { parseTime, readTimes, type Times } from "./read-times.ts";
import { findTimes } from "./time-column.ts";

const iso = (times: ReturnType<typeof readTimes>) => {
  if (times instanceof Error) throw times;
  return times?.values.map((time) => new Date(time).toISOString().slice(0, 16).replace("T00:00", ""));
};
const formOf = (...values: unknown[]) => (readTimes(values, "date") as Times).format;

describe("readTimes", () => {
  it.each<[string, unknown[], string[]]>([
    ["d.m.yyyy", ["1.2.2022", "2.2.2022", "13.2.2022"], ["2022-02-01", "2022-02-02", "2022-02-13"]],
    ["dd/mm/yyyy", ["01/02/2022", "28/02/2022"], ["2022-02-01", "2022-02-28"]],
    ["mm/dd/yyyy", ["02/01/2022", "02/28/2022"], ["2022-02-01", "2022-02-28"]],
    ["dd-mm-yy", ["31-12-99", "01-01-00"], ["1999-12-31", "2000-01-01"]],
    ["dd-mmm-yyyy", ["01-Jan-2022", "2-Feb-2022"], ["2022-01-01", "2022-02-02"]],
    ["month names", ["Jan 2000", "February 2000", "Sept 2000"], ["2000-01-01", "2000-02-01", "2000-09-01"]],
    ["other languages", ["1. März 2000", "2. Dezember 2000"], ["2000-03-01", "2000-12-02"]],
    ["mmm-yy", ["Dec-99", "Jan-00"], ["1999-12-01", "2000-01-01"]],
    ["mmm dd, yyyy", ["Jan 1, 2022", "Jan 12, 2022"], ["2022-01-01", "2022-01-12"]],
    [
      "weekdays",
      ["Sat, 01 Jan 2022 15:00:00 GMT", "Sun, 02 Jan 2022 15:00:00 GMT"],
      ["2022-01-01T15:00", "2022-01-02T15:00"],
    ],
    ["yyyymmdd", [20220101, 20220228], ["2022-01-01", "2022-02-28"]],
    ["yyyymmdd as text", ["20220101", "20220228"], ["2022-01-01", "2022-02-28"]],
    ["yyyymm", [202201, 202212], ["2022-01-01", "2022-12-01"]],
    ["yyyymmddhhmm", ["202201010330", "202201010430"], ["2022-01-01T03:30", "2022-01-01T04:30"]],
    ["quarters", ["2000Q1", "2000Q4"], ["2000-01-01", "2000-10-01"]],
    ["quarters", ["2000-Q1", "2000-Q4"], ["2000-01-01", "2000-10-01"]],
    ["quarters", ["Q1 2000", "Q4 2000"], ["2000-01-01", "2000-10-01"]],
    ["quarters", ["1Q2000", "4Q2000"], ["2000-01-01", "2000-10-01"]],
    ["quarters in Chinese", ["2000年第一季度", "2000年第四季度"], ["2000-01-01", "2000-10-01"]],
    ["half years", ["2000 H1", "2000 H2"], ["2000-01-01", "2000-07-01"]],
    ["half years", ["H2 2000", "H1 2001"], ["2000-07-01", "2001-01-01"]],
    ["half years in Chinese", ["2000年上半年", "2000年下半年"], ["2000-01-01", "2000-07-01"]],
    ["school years", ["1999/00", "2000/01"], ["1999-01-01", "2000-01-01"]],
    [
      "school years that could be months",
      ["2003-04", "2004-05", "2005-06"],
      ["2003-01-01", "2004-01-01", "2005-01-01"],
    ],
    ["seasons", ["1999-2000", "2000–2001"], ["1999-01-01", "2000-01-01"]],
    ["fiscal years", ["FY1999", "FY2000"], ["1999-01-01", "2000-01-01"]],
    ["fiscal years", ["FY 1999/00", "FY 2000/01"], ["1999-01-01", "2000-01-01"]],
    ["weeks", ["2000-W01", "2020-W53"], ["2000-01-03", "2020-12-28"]],
    ["weeks", ["2000W01", "2000W02"], ["2000-01-03", "2000-01-10"]],
    ["IMF months", ["2000M01", "2000M12"], ["2000-01-01", "2000-12-01"]],
    ["weeks before the year", ["KW 1/2000", "KW 2/2000"], ["2000-01-03", "2000-01-10"]],
    ["weeks before the year", ["W01 2000", "W02 2000"], ["2000-01-03", "2000-01-10"]],
    ["weeks in words", ["Week 1 2000", "Week 2 2000"], ["2000-01-03", "2000-01-10"]],
    ["quarters of short years", ["Q1-99", "Q4-00"], ["1999-01-01", "2000-10-01"]],
    ["quarters of short years", ["Q1'99", "Q4'00"], ["1999-01-01", "2000-10-01"]],
    ["quarters of tax years", ["FY00 Q1", "FY00 Q4"], ["2000-01-01", "2000-10-01"]],
    ["quarters of tax years", ["Q1 FY2000", "Q4 FY2000"], ["2000-01-01", "2000-10-01"]],
    ["months in Chinese digits", ["二〇〇〇年一月", "二〇〇〇年十二月"], ["2000-01-01", "2000-12-01"]],
    ["days in Arabic digits", ["٢٠٠٠/٠١/٠١", "٢٠٠٠/٠١/٠٢"], ["2000-01-01", "2000-01-02"]],
    ["quarters", ["2000.Q1", "2000.Q4"], ["2000-01-01", "2000-10-01"]],
    ["half years", ["1H2000", "2H2000"], ["2000-01-01", "2000-07-01"]],
    ["months of short years", ["Dec '99", "Jan '00"], ["1999-12-01", "2000-01-01"]],
    ["yyyymmddhh", [2022010123, 2022010200], ["2022-01-01T23:00", "2022-01-02"]],
    ["ordinal numbers", ["January 1st, 2000", "January 22nd, 2000"], ["2000-01-01", "2000-01-22"]],
    [
      "the year behind the hour",
      ["Sat Jan  1 03:00:00 2022", "Sun Jan  2 03:00:00 2022"],
      ["2022-01-01T03:00", "2022-01-02T03:00"],
    ],
    ["SAS", ["01JAN2022:03:00:00", "02JAN2022:04:00:00"], ["2022-01-01T03:00", "2022-01-02T04:00"]],
    ["years", [1999, 2000], ["1999-01-01", "2000-01-01"]],
    ["fractions of years", [1949, 1949.0833, 1949.917], ["1949-01-01", "1949-02-01", "1949-12-01"]],
    ["unix", [1640995200, 1640998800], ["2022-01-01", "2022-01-01T01:00"]],
    ["unixms", [1640995200000, 1641081600000], ["2022-01-01", "2022-01-02"]],
    ["days of spreadsheets", [44197, 44198.25], ["2021-01-01", "2021-01-02T06:00"]],
    [
      "zones by their letters",
      ["2021-10-31 02:30 CEST", "2021-10-31 02:30 CET", "2021-10-31 03:00 UTC"],
      ["2021-10-31T00:30", "2021-10-31T01:30", "2021-10-31T03:00"],
    ],
    ["ISO, minutes", ["2022-01-01 03:00", "2022-01-01 04:30"], ["2022-01-01T03:00", "2022-01-01T04:30"]],
    [
      "ISO, a zone",
      ["2022-01-01T03:00:00.000Z", "2022-01-01T05:00:00.5+01:00"],
      ["2022-01-01T03:00", "2022-01-01T04:00"],
    ],
    ["days in a zone", ["2022-03-27T00:00+01:00", "2022-03-28T00:00+02:00"], ["2022-03-27", "2022-03-28"]],
    ["am/pm", ["01/31/2022 12:00 AM", "01/31/2022 1:30 pm"], ["2022-01-31", "2022-01-31T13:30"]],
    ["24:00", ["2022-01-31 23:00", "2022-01-31 24:00"], ["2022-01-31T23:00", "2022-02-01"]],
    ["Chinese", ["2022年1月31日", "2022年2月1日"], ["2022-01-31", "2022-02-01"]],
    ["hours in Chinese", ["2022年1月3日8时", "2022年1月3日下午8点30分"], ["2022-01-03T08:00", "2022-01-03T20:30"]],
    ["hours in German", ["3.1.2022, 13:00 Uhr", "13.1.2022, 14:30 Uhr"], ["2022-01-03T13:00", "2022-01-13T14:30"]],
    ["months in Austria, and cut short", ["Jänner 2022", "Mrz. 2022"], ["2022-01-01", "2022-03-01"]],
    ["months after de and of", ["3 de enero de 2022", "4th of January 2022"], ["2022-01-03", "2022-01-04"]],
    [
      "inflected months",
      ["3 января 2022", "4 stycznia 2022", "3 Şubat 2022"],
      ["2022-01-03", "2022-01-04", "2022-02-03"],
    ],
    [
      "JavaScript's texts",
      ["Mon Jan 03 2022 01:00:00 GMT+0100 (Central European Standard Time)", "Mon Jan 03 2022 02:30:00 GMT+0000 (GMT)"],
      ["2022-01-03", "2022-01-03T02:30"],
    ],
    ["yymmdd", [220103, 220104], ["2022-01-03", "2022-01-04"]],
    ["days after short years", ["22-01-03", "22-01-04", "22-01-13"], ["2022-01-03", "2022-01-04", "2022-01-13"]],
    ["days after short years", ["22/12/31", "23/01/01"], ["2022-12-31", "2023-01-01"]],
    ["days before short years", ["03-01-22", "04-01-22"], ["2022-01-03", "2022-01-04"]],
    ["a Date", [new Date(Date.UTC(2022, 0, 1))], ["2022-01-01"]],
  ])("reads %s: %o", (_, values, expected) => expect(iso(readTimes(values, "date"))).toEqual(expected));

  it("lets the whole column decide which is the day", () => {
    expect(formOf("01/02/2022", "02/02/2022", "13/02/2022")).toBe("dd/mm/yyyy");
    expect(formOf("01/02/2022", "02/02/2022", "02/13/2022")).toBe("mm/dd/yyyy");
    // both could be; only one is even
    const months = [2020, 2021].flatMap((year) => Array.from({ length: 12 }, (_, m) => `01/${m + 1}/${year}`));
    expect(formOf(...months)).toBe("dd/mm/yyyy");
    expect(readTimes(months.slice(0, 12), "date")).toMatchObject({ format: "mm/dd/yyyy", otherwise: "dd/mm/yyyy" });
    expect(readTimes(["01.02.2022", "02.02.2022"], "date")).toMatchObject({ format: "dd.mm.yyyy" });
    expect(readTimes(["05/05/2022", "06/06/2022"], "date")).toMatchObject({ otherwise: undefined });
  });

  it("takes a format, in codes of spreadsheets or of strptime", () => {
    for (const format of ["dd/mm/yyyy", "d/m/yyyy", "DD/MM/YYYY", "%d/%m/%Y"])
      expect(iso(readTimes(["01/02/2022"], "x", { format })), format).toEqual(["2022-02-01"]);
    for (const format of ["hh:mm dd.mm.yy", "%H:%M %d.%m.%y"])
      expect(iso(readTimes(["18:30 01.02.22"], "x", { format }))).toEqual(["2022-02-01T18:30"]);
    expect(iso(readTimes(["3:05 PM on 02/01/22"], "x", { format: "h:mm am/pm 'on' mm/dd/yy" }))).toEqual([
      "2022-02-01T15:05",
    ]);
    expect(() => readTimes(["1"], "x", { format: "dd" })).toThrow(ConfigError);
  });

  it("takes numbers for days of spreadsheets only in a column of dates, and only where all could be", () => {
    expect(readTimes([44197, 44228], "datum")).toMatchObject({ format: "excel" });
    expect(readTimes([44197, 44228], "time")).toBeUndefined();
    expect(readTimes([4419, 44228], "date")).toBeUndefined();
    expect(iso(readTimes([44197], "x", { format: "excel" }))).toEqual(["2021-01-01"]);
    // of two meanings the abbreviation is none
    expect(readTimes(["2021-10-31 02:30 CST", "2021-10-31 03:30 CST"], "date")).toBeInstanceOf(FormatError);
  });

  it("says what to do about rows that are no rows of data", () => {
    const days = Array.from({ length: 9 }, (_, i) => `2021-01-0${i + 1}`);
    const hintOf = (values: readonly unknown[]) => (readTimes(values, "date", { isAsked: true }) as FormatError).hint;
    expect(hintOf(["[yyyy-mm-dd]", ...days])).toMatch(/second header or a row of units/);
    expect(hintOf([null, ...days])).toMatch(/second header or a row of units/);
    expect(hintOf([...days, "Source: Office 2021", "* provisional"])).toMatch(/notes below the table/);
    expect(hintOf([...days.slice(0, 4), "Total", ...days.slice(4)])).toMatch(/totals and means/);
    expect(hintOf([days[0], null, ...days.slice(1)])).toMatch(/the time in every row/);
    expect(hintOf([...days.slice(0, 4), "soon", ...days.slice(4)])).toMatch(/--date-format/);
  });

  it("knows what is no time, and names what should be one", () => {
    for (const [name, values] of [
      ["note", ["x", "y"]],
      ["price", [17, 20.5]],
      ["volume", [123456789, 223456789]],
      ["sales", [1999, 2001]],
      ["place", ["room 1", "room 2"]],
    ] as const)
      expect(readTimes(values, name), name).toBeUndefined();
    for (const [name, values, message] of [
      ["day", ["2003-01-01", "2003-02-30"], /^Row 2 .*column "day"[\s\S]*"2003-02-30"[\s\S]*dateFormat/],
      ["day", ["2003-01-01", null], /^Row 2 .*[\s\S]*null/],
      ["x", ["2003-01-01", "2003-01-02", "3 Jan"], /^Row 3 .*column "x"/],
      ["date", ["the 1st of 1, 2000", "the 2nd of 1, 2000"], /^Row 1 .*column "date"/],
      ["day", ["13/13/2003", "01/01/2003"], /^Row 1 /],
      ["day", ["2022-001", "2021-366"], /^Row 2 /],
      ["day", ["2022-001", "2022-000"], /^Row 2 /],
      ["date", ["T1 2022", "T5 2022"], /^Row 2 /],
      ["date", ["令和0年1月", "令和4年1月"], /^Row 1 /],
    ] as const) {
      const error = readTimes(values, name);
      expect(error, JSON.stringify(values)).toBeInstanceOf(FormatError);
      expect((error as Error).message).toMatch(message);
    }
  });

  it("reads a single time", () => {
    expect(parseTime("2003-02-01")).toBe(Date.UTC(2003, 1, 1));
    expect(parseTime("02/01/2003", "mm/dd/yyyy")).toBe(Date.UTC(2003, 1, 1));
    expect(parseTime("soon")).toBeUndefined();
  });
});

describe("findTimes", () => {
  const table = (count: number, row: (i: number) => Row) => Array.from({ length: count }, (_, i) => row(i));
  const nameOf = (rows: Row[]) => findTimes(rows, Object.keys(rows[0] ?? {})).name;

  it("is the column in which every row has a time of its own", () => {
    expect(nameOf([{ y: 1999, year: 2001 }])).toBe("year");
    expect(nameOf(table(4, (i) => ({ year: 2003, date: `2003-01-0${i + 1}` })))).toBe("date");
    expect(nameOf(table(4, (i) => ({ year: 2003, month: i + 1, value: i })))).toEqual(["year", "month"]);
    expect(nameOf(table(4, (i) => ({ Year: 2003, Mon: "Feb", Day: i + 1 })))).toEqual(["Year", "Mon", "Day"]);
    expect(nameOf(table(4, (i) => ({ value: 5, time: 10 - i })))).toBe("time");
    expect(nameOf(table(4, (i) => ({ 1: 3 - i, value: 5 })))).toBe("1");
    expect(nameOf(table(4, (i) => ({ value: i, note: "x" })))).toBeNull();
    expect(nameOf([])).toBeNull();
  });

  it("joins a year to the period, quarter or week in a column of its own", () => {
    const timesOf = (rows: Row[]) => {
      const { name, times } = findTimes(rows, Object.keys(rows[0]!));
      return [name, iso(times)];
    };
    expect(timesOf(table(2, (i) => ({ fiscal_year: 2003, period: 3 + i })))).toEqual([
      ["fiscal_year", "period"],
      ["2003-03-01", "2003-04-01"],
    ]);
    expect(timesOf(table(2, (i) => ({ year: 2003, quarter: ["Q3", 4][i]! })))).toEqual([
      ["year", "quarter"],
      ["2003-07-01", "2003-10-01"],
    ]);
    expect(timesOf(table(3, (i) => ({ year: [2003, 2003, 2004][i]!, week: [51, "W52", 1][i]! })))).toEqual([
      ["year", "week"],
      ["2003-12-15", "2003-12-22", "2003-12-29"],
    ]);
  });

  it("joins a day to the hour or time of day in a column of its own", () => {
    const timesOf = (rows: Row[]) => {
      const { name, times } = findTimes(rows, Object.keys(rows[0]!));
      return [name, iso(times)];
    };
    const date = (i: number) => `2003-01-0${1 + Math.floor(i / 2)}`;
    expect(timesOf(table(4, (i) => ({ date: date(i), hour: 22 + (i % 2), y: 1 })))).toEqual([
      ["date", "hour"],
      ["2003-01-01T22:00", "2003-01-01T23:00", "2003-01-02T22:00", "2003-01-02T23:00"],
    ]);
    expect(timesOf(table(2, (i) => ({ Date: "31/12/2003", Time: `18:${i}0:00` })))).toEqual([
      ["Date", "Time"],
      ["2003-12-31T18:00", "2003-12-31T18:10"],
    ]);
    expect(timesOf(table(2, (i) => ({ hr: 23 + i, year: 2003, month: 2, day: 28 })))).toEqual([
      ["year", "month", "day", "hr"],
      ["2003-02-28T23:00", "2003-03-01"],
    ]);
    expect(timesOf(table(2, (i) => ({ date: new Date("2003-12-31"), hour: i })))[1]).toEqual([
      "2003-12-31",
      "2003-12-31T01:00",
    ]);
    // every row has a day of its own
    expect(timesOf(table(2, (i) => ({ date: `2003-01-0${i + 1}`, hour: 5 + i })))[0]).toBe("date");
    expect(() => timesOf(table(4, (i) => ({ date: date(i), hour: `h${i % 2}` })))).toThrow(
      /"date" and "hour" cannot be joined[\s\S]*"2003-01-01 h0"[\s\S]*one column of both/,
    );
    const rows = table(4, (i) => ({ date: date(i), hour: 1 + (i % 2), y: i }));
    expect(readSeries(rows, { columns: ["y"], time: ["date", "hour"], gaps: "fill" }).length).toBeGreaterThan(4);
  });

  it("stops at what looks like times, unless another column has them", () => {
    const rows = table(3, (i) => ({ day: ["2003-01-01", "?", "2003-01-03"][i], value: i }));
    expect(() => nameOf(rows)).toThrow(/Row 2 .*column "day"[\s\S]*"\?"[\s\S]*--no-time/);
    expect(nameOf(rows.map((row, i) => ({ ...row, when: `0${i + 1}.05.2003` })))).toBe("when");
    expect(() => findTimes(rows, ["value"], "dd.mm.yyyy")).toThrow(/No column has a time/);
  });
});

describe("readSeries", () => {
  const read = (times: readonly unknown[], options: Partial<SeriesOptions> = {}) =>
    readSeries(
      times.map((date, i) => ({ date, y: i, id: `s${i % 2}` })),
      { columns: ["y"], ...options },
    );
  const numbers = (count: number, of: (i: number) => unknown) => Array.from({ length: count }, (_, i) => of(i));
  const day = (i: number, begin = Date.UTC(2003, 11, 30)) =>
    new Date(begin + i * 86_400_000).toISOString().slice(0, 10);

  it("is the same whatever the order of the rows", () => {
    const rows = numbers(12, (i) => ({ date: day(i as number), y: (i as number) ** 2 })) as Row[];
    const sorted = readSeries(rows, { columns: ["y"] });
    for (const other of [rows.toReversed(), [...rows.slice(5), ...rows.slice(0, 5).toReversed()]])
      expect(readSeries(other, { columns: ["y"] })).toEqual(sorted);
    const steps = (order: number[]) =>
      readSeries(
        order.map((t) => ({ t, y: 2 * t })),
        { columns: ["y"] },
      );
    expect(steps([15, 5, 10, 0])).toEqual(steps([0, 5, 10, 15]));
    expect(steps([15, 5, 10, 0])).toMatchObject({ length: 4, frequency: { unit: "step", count: 5 } });
  });

  it.each<[string, unknown[], Series["frequency"]]>([
    ["ends of months", ["2003-12-31", "2004-01-31", "2004-02-29", "2004-03-31"], { unit: "month", count: 1 }],
    ["last Fridays", ["2003-10-31", "2003-11-28", "2003-12-26", "2004-01-30"], { unit: "month", count: 1 }],
    ["four weeks", numbers(20, (i) => day(28 * (i as number))), { unit: "week", count: 4 }],
    [
      "ends of quarters",
      ["2003-03-31", "2003-06-30", "2003-09-30", "2003-12-31", "2004-03-31"],
      { unit: "month", count: 3 },
    ],
    ["quarters", ["2004-01-01", "2004-04-01", "2004-07-01"], { unit: "month", count: 3 }],
    ["quarters by name", ["Q1 2003", "Q2 2003", "Q3 2003"], { unit: "month", count: 3 }],
    ["weeks by name", ["2003-W51", "2003-W52", "2004-W01"], { unit: "week", count: 1 }],
    ["years", ["2003", "2004", "2005", "2006"], { unit: "year", count: 1 }],
    ["leap days", ["2004-02-28", "2004-02-29", "2004-03-01"], { unit: "day", count: 1 }],
    ["half hours", ["2004-02-28 23:00", "2004-02-28 23:30", "2004-02-29 0:00"], { unit: "minute", count: 30 }],
    [
      "hours over a clock change, with zones",
      ["2022-03-27T01:00+01:00", "2022-03-27T03:00+02:00", "2022-03-27T04:00+02:00"],
      { unit: "hour", count: 1 },
    ],
    [
      "days over a clock change",
      ["2022-03-26T00:00+01:00", "2022-03-27T00:00+01:00", "2022-03-28T00:00+02:00"],
      { unit: "day", count: 1 },
    ],
  ])("finds the frequency of %s", (_, times, frequency) => {
    expect(read(times)).toMatchObject({ frequency, length: times.length });
  });

  it("says which column seems to name several series, and what else comes twice", () => {
    const twice = numbers(12, (i) => day(Math.floor((i as number) / 2)));
    expect(() => read(twice)).toThrow(
      /Two rows have the time 2003-12-30: 1 and 2[\s\S]*2 series[\s\S]*"id"[\s\S]*id is s0/,
    );
    expect(() => read(["2003-01-01", "2003-01-02", "2003-01-02", "2003-01-03"])).toThrow(/there twice/);
    const hours = ["2003-10-26 01:00", "2003-10-26 02:00", "2003-10-26 02:00", "2003-10-26 03:00"];
    expect(() => read(hours)).toThrow(/clocks were set back/);
    const spring = ["2003-03-30 00:00", "2003-03-30 01:00", "2003-03-30 03:00", "2003-03-30 04:00"];
    expect(() => read(spring)).toThrow(/clocks were set forward/);
    expect(() => read(["1900-01-01", "2003-01-01", "2003-01-02", "2003-01-03"], { gaps: "fill" })).toThrow(
      /far from each other/,
    );
  });
});
