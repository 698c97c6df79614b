/** Time as series have it: when a row was, how far apart rows are, and what repeats at that distance. */
import { FormatError, shown } from "../../tensor/index.ts";
import { utc } from "./date-patterns.ts";
import { textIn } from "./time-zone.ts";

/** `count` units from a row to the next; steps are numbered, and have no time. */
export interface Frequency {
  /** The unit; "step" where rows only follow each other. */
  unit: "second" | "minute" | "hour" | "day" | "business day" | "week" | "month" | "year" | "step";
  /** The number of units between two rows. */
  count: number;
  /** The length of the season in steps, where it was told. */
  season?: number | undefined;
  /** The days of a business week, 0 for Monday; by default Monday to Friday. */
  week?: readonly number[] | undefined;
  /** The time zone whose clock tells the times, for steps of less than a day; by default UTC. */
  zone?: string | undefined;
}

const SECOND = 1000;
const DAY = 86_400 * SECOND;
const milliseconds = { second: SECOND, minute: 60 * SECOND, hour: 3600 * SECOND, day: DAY, week: 7 * DAY } as const;

/**
 * The commonest distance of times in ascending order.
 * @throws FormatError for fewer than three times
 */
export function findFrequency(times: ArrayLike<number>): Frequency {
  if (times.length < 3) {
    throw new FormatError({
      what: "There are too few rows to find how far apart they are.",
      expected: "three or more",
      received: shown(times.length),
    });
  }
  const steps = Array.from({ length: times.length - 1 }, (_, i) => times[i + 1]! - times[i]!);
  const step = mostFrequent(steps);
  const months = mostFrequent(steps.map((_, i) => monthOf(times[i + 1]!) - monthOf(times[i]!)));
  if (step >= 28 * DAY && months > 0 && goByMonths(times, months)) {
    return months % 12 === 0 ? { unit: "year", count: months / 12 } : { unit: "month", count: months };
  }
  const units = ["week", "day", "hour", "minute", "second"] as const;
  const unit = units.find((name) => step % milliseconds[name] === 0);
  const week = step % DAY === 0 ? businessWeek(times, step) : undefined;
  if (week) return { unit: "business day", count: 1, ...(week.join() !== WEEK.join() && { week }) };
  if (unit && step > 0) return { unit, count: step / milliseconds[unit] };
  throw new FormatError({
    what: "The times of the rows are less than a second apart.",
    hint: "give the series without its times: time: null",
  });
}

/** Monday to Friday. */
const WEEK: readonly number[] = [0, 1, 2, 3, 4];

/**
 * The days of the week that rows are of, where these come week for week and the others never: Monday to Friday, to Saturday, Sunday to
 * Thursday, every Tuesday and Friday. One day a week, or seven, are weeks or days; so are rows of which many are missing.
 */
function businessWeek(times: ArrayLike<number>, step: number): readonly number[] | undefined {
  const all = Array.from(times);
  const days = all.map((time) => Math.floor(time / DAY));
  const span = (days.at(-1)! - days[0]!) / 7;
  if (all.length <= 5 || span <= 8 / 7 || new Set(days).size < all.length) return undefined;
  const week = [...new Set(all.map(weekday))].sort((a, b) => a - b);
  if (week.length < 2 || week.length > 6) return undefined;
  if (step === DAY && week.every((day) => WEEK.includes(day)) && week.length !== 4) return WEEK;
  if (step === DAY && week.every((day) => WEEK.includes(day)) && span <= 3) return WEEK;
  return span > 3 && all.length > 0.8 * week.length * span ? week : undefined;
}

/** 0 for Monday. 1970 began on a Thursday. */
const weekday = (time: number) => (((Math.floor(time / DAY) + 3) % 7) + 7) % 7;
/** Business days since the first Monday of 1970, 5 January; NaN on another day. */
function businessDay(time: number, week: readonly number[]): number {
  const place = week.indexOf(weekday(time));
  return place < 0 ? Number.NaN : week.length * Math.floor((Math.floor(time / DAY) - 4) / 7) + place;
}

/**
 * Whether rows are whole months apart, give or take missing ones: all on one day of the month or on the last, or on others
 * (the last Friday) where no two lie in one month. Rows every four weeks do not: thirteen of them make a year.
 */
function goByMonths(times: ArrayLike<number>, months: number): boolean {
  const all = Array.from(times);
  const isLast = (time: number) => new Date(time + DAY).getUTCDate() === 1;
  const dates = new Set(all.map((time) => new Date(time).getUTCDate()));
  if (dates.size === 1 || all.every(isLast)) return true;
  const steps = all.slice(1).map((time, i) => time - all[i]!);
  if (steps.every((step) => step % steps[0]! === 0)) return false;
  return all.slice(1).every((time, i) => (monthOf(time) - monthOf(all[i]!)) % months === 0 && time > all[i]!);
}

/** Steps that are numbered, by their commonest distance. */
export function stepFrequency(numbers: ArrayLike<number>): Frequency {
  const distances = Array.from({ length: Math.max(0, numbers.length - 1) }, (_, i) =>
    Number((numbers[i + 1]! - numbers[i]!).toPrecision(9)),
  );
  return { unit: "step", count: distances.length > 0 ? mostFrequent(distances) || 1 : 1 };
}

/** Whether clocks are set forward or back about then: some hours of a Sunday in spring or autumn. */
export function isClockChange(time: number): boolean {
  const date = new Date(time);
  return [2, 3, 8, 9, 10].includes(date.getUTCMonth()) && date.getUTCDay() === 0 && date.getUTCHours() <= 3;
}

function mostFrequent<T>(values: readonly T[]): T {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}

/** Months since the year 0. */
function monthOf(time: number): number {
  const date = new Date(time);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The number of steps of a frequency between two times; not an integer if they do not fit. */
export function stepsBetween(from: number, to: number, { unit, count, week = WEEK }: Frequency): number {
  if (unit === "month" || unit === "year") {
    return (monthOf(to) - monthOf(from)) / (unit === "year" ? 12 * count : count);
  }
  if (unit === "step") return Number(((to - from) / count).toPrecision(9));
  if (unit === "business day") return (businessDay(to, week) - businessDay(from, week)) / count;
  return (to - from) / (milliseconds[unit] * count);
}

/** The time some steps after another. Months keep their day, and the last day of a month stays the last. */
export function timeAfter(time: number, steps: number, { unit, count, week = WEEK }: Frequency): number {
  if (unit === "step") return Number((time + steps * count).toPrecision(12));
  if (unit === "business day") {
    const number = businessDay(time, week) + steps * count;
    const days = 4 + 7 * Math.floor(number / week.length) + week.at(number % week.length)!;
    return days * DAY + (((time % DAY) + DAY) % DAY);
  }
  if (unit !== "month" && unit !== "year") return time + steps * count * milliseconds[unit];
  const isLast = new Date(time + DAY).getUTCDate() === 1;
  return monthsAfter(time, steps * count * (unit === "year" ? 12 : 1), isLast ? 31 : undefined);
}

/** The same day and hour some years before; of 29 February the 28th. */
export function yearsBefore(time: number, years: number): number {
  return monthsAfter(time, -12 * years);
}

/** Some months later, on this day or the month's last. */
function monthsAfter(time: number, months: number, day = new Date(time).getUTCDate()): number {
  const date = new Date(time);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months];
  const length = new Date(utc(year, month + 1, 0)).getUTCDate();
  return utc(year, month, Math.min(day, length)) + (((time % DAY) + DAY) % DAY);
}

/** Lengths in steps of what repeats: a day and a week, a week and a year ..., the shortest first. */
export function seasonsOf({ unit, count, season, week = WEEK }: Frequency): number[] {
  if (season !== undefined) return season > 1 ? [season] : [];
  const lengths = {
    second: [3600, 86_400],
    minute: [1440, 10_080],
    hour: [24, 168],
    day: [7, 364],
    "business day": [week.length, 52 * week.length],
    week: [52],
    month: [12],
    year: [],
    step: [],
  }[unit] as number[];
  return lengths.map((length) => length / count).filter((length) => Number.isInteger(length) && length > 1);
}

/** "day", "15 minutes": a frequency in words. */
export function frequencyText({ unit, count }: Frequency): string {
  return count === 1 ? unit : `${count} ${unit}s`;
}

/** Whether steps are shorter than a day. */
export const isOfClock = (unit: Frequency["unit"]) => unit === "second" || unit === "minute" || unit === "hour";

/** A time as its frequency writes it: a year, a month, a day, or a day and an hour. */
export function timeText(time: number, { unit, zone }: Frequency): string {
  if (unit === "step") return String(time);
  if (zone !== undefined && isOfClock(unit)) return textIn(time, zone);
  const text = new Date(time).toISOString();
  if (unit === "year") return text.slice(0, 4);
  return isOfClock(unit) ? text.slice(0, 19) : text.slice(0, 10);
}
