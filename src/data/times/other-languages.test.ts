/** Times as other languages, calendars and programs write them. */
import { expect, it } from "vitest";
import { readTimes, type Times } from "./read-times.ts";

it.each<[string, unknown[], string[]]>([
  ["days of a year", ["2022-001", "2022-032T06:00"], ["2022-01-01", "2022-02-01T06:00"]],
  ["days of a year", [2020060, 2020366], ["2020-02-29", "2020-12-31"]],
  [
    "periods of a tax year",
    [2021011, 2021012, 2022001, 2022002],
    ["2021-11-01", "2021-12-01", "2022-01-01", "2022-02-01"],
  ],
  ["quarters in French and Spanish", ["T1 2022", "T4 2022"], ["2022-01-01", "2022-10-01"]],
  ["quarters in French and Spanish", ["2022-T1", "2022-T2"], ["2022-01-01", "2022-04-01"]],
  ["quarters in French and Spanish", ["1er trimestre 2022", "2e trimestre 2022"], ["2022-01-01", "2022-04-01"]],
  ["quarters in Portuguese", ["1T22", "4T22"], ["2022-01-01", "2022-10-01"]],
  ["quarters in words", ["Quarter 1 2022", "Quarter 2 2022"], ["2022-01-01", "2022-04-01"]],
  ["quarters in words", ["1. Quartal 2022", "IV. Quartal 2022"], ["2022-01-01", "2022-10-01"]],
  ["quarters in Korean and Japanese", ["2022년 1분기", "2022年第4四半期"], ["2022-01-01", "2022-10-01"]],
  ["weeks in Chinese and Japanese", ["2022年第1周", "2022年第十二週"], ["2022-01-03", "2022-03-21"]],
  ["months without accents", ["fevrier 2022", "aout 2022"], ["2022-02-01", "2022-08-01"]],
  ["days of the week behind", ["2022-01-03 (Mon)", "2022-01-04 (Tue) 06:00"], ["2022-01-03", "2022-01-04T06:00"]],
  ["days of the week behind", ["2022/1/3(月)", "2022/1/4（火）"], ["2022-01-03", "2022-01-04"]],
  ["days of the week behind", ["2022年1月3日星期一", "2022年1月4日 周二"], ["2022-01-03", "2022-01-04"]],
  [
    "hours from Greenwich",
    ["2022-01-01 10:00 GMT+8", "2022-01-01 11:30 UTC-3"],
    ["2022-01-01T02:00", "2022-01-01T14:30"],
  ],
  ["marks of direction", ["\u200e2022\u200e-01-03", "\u200b2022-01-04"], ["2022-01-03", "2022-01-04"]],
  ["days in Korean", ["2022년 1월 3일", "2022년 12월 31일"], ["2022-01-03", "2022-12-31"]],
  ["months of emperors", ["令和4年1月", "令和元年12月", "平成三十年2月"], ["2022-01-01", "2019-12-01", "2018-02-01"]],
  ["days of emperors", ["R4.1.31", "H31.4.30", "S64.1.7"], ["2022-01-31", "2019-04-30", "1989-01-07"]],
  ["days of the Republic", ["民國111年1月3日", "民國111年1月4日"], ["2022-01-03", "2022-01-04"]],
  ["years of the Buddhist era", ["28/02/2567", "29/02/2567"], ["2024-02-28", "2024-02-29"]],
  ["years of the Buddhist era", ["๑ Jan ๒๕๖๕", "๒ Jan ๒๕๖๕"], ["2022-01-01", "2022-01-02"]],
  ["years of the Buddhist era", [2564, 2565], ["2021-01-01", "2022-01-01"]],
])("reads %s: %o", (_, values, expected) => {
  const { values: read } = readTimes(values, "date") as Times;
  expect(read.map((time) => new Date(time).toISOString().slice(0, 16).replace("T00:00", ""))).toEqual(expected);
});

it("says that years are of the Buddhist era, and reads later ones alike", () => {
  const { format } = readTimes(["2565-01-31", "2565-02-28"], "date") as Times;
  expect(format).toBe("BE yyyy-mm-dd");
  expect((readTimes(["2566-01-31"], "date", { format }) as Times).values).toEqual([Date.UTC(2023, 0, 31)]);
  // a year of the common era among them
  const { format: common } = readTimes(["2565-01-31", "2022-02-28"], "date") as Times;
  expect(common).toBe("yyyy-mm-dd");
});

it("refuses days of Persian and Islamic calendars, unless a format is given", () => {
  const days = ["1401/01/31", "1401/02/31", "۱۴۰۱/۰۳/۰۱"];
  expect(String(readTimes(days, "date"))).toMatch(/Persian or Islamic[\s\S]*1401\/01\/31[\s\S]*dateFormat/);
  const read = readTimes(days.slice(0, 1), "date", { format: "yyyy/mm/dd" }) as Times;
  expect(new Date(read.values[0]!).getUTCFullYear()).toBe(1401);
  // years alone are a historian's
  expect((readTimes([1401, 1402], "year") as Times).format).toBe("yyyy");
});
