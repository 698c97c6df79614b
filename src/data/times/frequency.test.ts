import { describe, expect, it } from "vitest";
import { FormatError } from "../../tensor/index.ts";
import {
  type Frequency,
  findFrequency,
  frequencyText,
  seasonsOf,
  stepsBetween,
  timeAfter,
  timeText,
  yearsBefore,
} from "./frequency.ts";
import { parseTime } from "./read-times.ts";

const at = (text: string) => parseTime(text)!;
const day = (time: number) => new Date(time).toISOString().slice(0, 10);

describe("parseTime", () => {
  it("reads what files hold, as UTC where no zone is named", () => {
    expect(parseTime("2003-12-31")).toBe(Date.UTC(2003, 11, 31));
    expect(parseTime("2003/1/2 18:30")).toBe(Date.UTC(2003, 0, 2, 18, 30));
    expect(parseTime("2003-12-31T18:30:05.250Z")).toBe(Date.UTC(2003, 11, 31, 18, 30, 5, 250));
    expect(parseTime("2003-12-31 18:30 +02:00")).toBe(Date.UTC(2003, 11, 31, 16, 30));
    expect(parseTime("2003-12")).toBe(Date.UTC(2003, 11));
    expect(parseTime(1958)).toBe(Date.UTC(1958));
    expect(parseTime(new Date(5))).toBe(5);
  });

  it("knows what is no time", () => {
    for (const value of ["2003-02-30", "2003-13-01", "25:00", "", null, undefined, 17, 2003.5, new Date("x")])
      expect(parseTime(value)).toBeUndefined();
  });
});

describe("findFrequency", () => {
  const found = (first: string, step: Frequency, count = 40) =>
    findFrequency(Array.from({ length: count }, (_, i) => timeAfter(at(first), i, step)));

  it.each<[string, Frequency]>([
    ["2003-01-01 00:00", { unit: "second", count: 30 }],
    ["2003-01-01 00:00", { unit: "minute", count: 15 }],
    ["2003-01-01 00:00", { unit: "hour", count: 1 }],
    ["2003-01-01", { unit: "day", count: 1 }],
    ["2003-01-01", { unit: "business day", count: 1 }],
    ["2003-01-01", { unit: "business day", count: 1, week: [0, 1, 2, 3, 4, 5] }],
    ["2003-01-01", { unit: "business day", count: 1, week: [0, 2, 4] }],
    ["2003-01-05", { unit: "business day", count: 1, week: [0, 1, 2, 3, 6] }],
    ["2003-01-04", { unit: "business day", count: 1, week: [5, 6] }],
    ["2003-01-01", { unit: "week", count: 1 }],
    ["2003-01-01", { unit: "week", count: 4 }],
    ["2003-01-31", { unit: "month", count: 1 }],
    ["2003-01-15", { unit: "month", count: 3 }],
    ["2003-01-01", { unit: "year", count: 1 }],
    ["2003-06-30", { unit: "year", count: 5 }],
  ])("%s, %o", (first, frequency) => {
    expect(found(first, frequency)).toEqual(frequency);
    const later = timeAfter(at(first), 17, frequency);
    expect(stepsBetween(at(first), later, frequency)).toBe(17);
  });

  it("is the commonest distance where rows are missing, and needs rows", () => {
    const days = [1, 2, 3, 7, 8, 9].map((date) => Date.UTC(2003, 0, date));
    expect(findFrequency(days)).toEqual({ unit: "day", count: 1 });
    expect(() => findFrequency([0, 1])).toThrow(FormatError);
    expect(() => findFrequency([0, 1, 2])).toThrow(/less than a second/);
  });
});

describe("calendars", () => {
  it("keep the day of the month, and its end", () => {
    const month: Frequency = { unit: "month", count: 1 };
    expect([1, 2, 13].map((n) => day(timeAfter(at("2003-01-31"), n, month)))).toEqual([
      "2003-02-28",
      "2003-03-31",
      "2004-02-29",
    ]);
    expect(day(timeAfter(at("2003-11-15"), 3, month))).toBe("2004-02-15");
    expect(day(timeAfter(at("1969-11-15"), -3, month))).toBe("1969-08-15");
  });

  it("find the same day of another year", () => {
    expect(day(yearsBefore(at("2004-12-25"), 1))).toBe("2003-12-25");
    expect(day(yearsBefore(at("2004-02-29"), 1))).toBe("2003-02-28");
    expect(day(yearsBefore(at("2005-02-28"), 1))).toBe("2004-02-28");
    expect(yearsBefore(at("1970-03-01 06:00"), 2)).toBe(Date.UTC(1968, 2, 1, 6));
  });

  it("know their seasons and how to write a time", () => {
    expect(seasonsOf({ unit: "day", count: 1 })).toEqual([7, 364]);
    expect(seasonsOf({ unit: "minute", count: 15 })).toEqual([96, 672]);
    expect(seasonsOf({ unit: "month", count: 3 })).toEqual([4]);
    expect(seasonsOf({ unit: "business day", count: 1 })).toEqual([5, 260]);
    expect(seasonsOf({ unit: "business day", count: 1, week: [0, 2, 4] })).toEqual([3, 156]);
    expect(seasonsOf({ unit: "year", count: 1 })).toEqual([]);
    expect(
      ["hour", "day", "year", "step"].map((unit) => timeText(Date.UTC(2003, 4, 6, 7), { unit, count: 1 } as Frequency)),
    ).toEqual(["2003-05-06T07:00:00", "2003-05-06", "2003", "1052204400000"]);
    expect([frequencyText({ unit: "day", count: 1 }), frequencyText({ unit: "minute", count: 15 })]).toEqual([
      "day",
      "15 minutes",
    ]);
  });
});
