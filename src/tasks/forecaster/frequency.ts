/** Time as series have it: when a row was, how far apart rows are, and what repeats at that distance. */
import { FormatError } from "../../tensor/index.ts";

/** `count` units from a row to the next; a `step` is a row without a time. */
export interface Frequency {
  unit: "second" | "minute" | "hour" | "day" | "week" | "month" | "year" | "step";
  count: number;
}

const SECOND = 1000;
const DAY = 86_400 * SECOND;
const milliseconds = { second: SECOND, minute: 60 * SECOND, hour: 3600 * SECOND, day: DAY, week: 7 * DAY } as const;

/**
 * Milliseconds since 1970 of a time as files write it: 2003-12-31, 2003/12/31 18:30, 2003-12-31T18:30:00Z, 2003-12, the year
 * 2003, or a Date. What names no zone counts as UTC, so that days have 24 hours. Undefined for anything else.
 */
export function parseTime(value: unknown): number | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.getTime();
  if (typeof value === "number")
    return Number.isInteger(value) && value >= 1000 && value <= 9999 ? utc(value) : undefined;
  if (typeof value !== "string") return undefined;
  const match =
    /^\s*(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?)?)?\s*(Z|[+-]\d{2}:?\d{2})?\s*$/i.exec(
      value,
    );
  if (!match) return undefined;
  const [year, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => part && Number(part)) as number[];
  const time = utc(year!, month - 1, day) + ((hour * 60 + minute) * 60 + second) * SECOND;
  const isReal = new Date(utc(year!, month - 1, day)).getUTCDate() === day && month >= 1 && month <= 12 && hour < 24;
  return isReal && minute < 60 && second < 60 ? time - offsetOf(match[7]) : undefined;
}

/** Date.UTC, where the year 10 is not 1910. */
function utc(year: number, month = 0, day = 1): number {
  return new Date(0).setUTCFullYear(year, month, day);
}

function offsetOf(zone: string | undefined): number {
  if (!zone || /z/i.test(zone)) return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes) * milliseconds.minute;
}

/**
 * The commonest distance of times in ascending order.
 * @throws FormatError for fewer than three times
 */
export function findFrequency(times: ArrayLike<number>): Frequency {
  if (times.length < 3) {
    throw new FormatError({
      what: "There are too few rows to find how far apart they are.",
      expected: "three or more",
      received: String(times.length),
    });
  }
  const steps = Array.from({ length: times.length - 1 }, (_, i) => times[i + 1]! - times[i]!);
  const step = mostFrequent(steps);
  const months = mostFrequent(
    Array.from({ length: times.length - 1 }, (_, i) => monthOf(times[i + 1]!) - monthOf(times[i]!)),
  );
  if (step >= 360 * DAY && months % 12 === 0) return { unit: "year", count: months / 12 };
  if (step >= 28 * DAY && step % (7 * DAY) !== 0) return { unit: "month", count: months };
  const units = ["week", "day", "hour", "minute", "second"] as const;
  const unit = units.find((name) => step % milliseconds[name] === 0);
  if (unit && step > 0) return { unit, count: step / milliseconds[unit] };
  throw new FormatError({
    what: "The times of the rows are less than a second apart.",
    hint: "give the series without its times: time: null",
  });
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

/** How many steps of a frequency lie between two times; no whole number where they do not. */
export function stepsBetween(from: number, to: number, { unit, count }: Frequency): number {
  if (unit === "month" || unit === "year") {
    return (monthOf(to) - monthOf(from)) / (unit === "year" ? 12 * count : count);
  }
  return unit === "step" ? to - from : (to - from) / (milliseconds[unit] * count);
}

/** The time some steps after another. Months keep their day, and the last day of a month stays the last. */
export function timeAfter(time: number, steps: number, { unit, count }: Frequency): number {
  if (unit === "step") return time + steps;
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
export function seasonsOf({ unit, count }: Frequency): number[] {
  const lengths = {
    second: [3600, 86_400],
    minute: [1440, 10_080],
    hour: [24, 168],
    day: [7, 364],
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

/** A time as its frequency writes it: a year, a month, a day, or a day and an hour. */
export function timeText(time: number, { unit }: Frequency): string {
  if (unit === "step") return String(time);
  const text = new Date(time).toISOString();
  if (unit === "year") return text.slice(0, 4);
  return unit === "second" || unit === "minute" || unit === "hour" ? text.slice(0, 19) : text.slice(0, 10);
}
