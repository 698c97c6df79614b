/** Public holidays of a country as a column that is known ahead. They come from the package date-holidays, where a user has installed it. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { timeAfter } from "../data/times/frequency.ts";
import { ConfigError, tasks } from "../index.ts";

/** What the column is called. */
export const HOLIDAY = "holiday";

const DAY = 86_400_000;
/** Days ahead whose holidays are kept with a forecaster: more than any usual horizon. */
const AHEAD = 400;

/** What is used of date-holidays. */
interface Calendar {
  getHolidays(year: number): { date: string; start: Date; end: Date; type: string }[] | undefined;
}
type Calendars = new (country: string, ...parts: string[]) => Calendar;

/**
 * A series with the column "holiday", 1 on public holidays and 0 on other days, for its rows and the days after them.
 * @param place a country, or a part of one: DE, US-NY  @throws ConfigError for steps longer than a day, for a place that is not known, and without the package
 */
export async function withHolidays(series: tasks.Series, place: string): Promise<tasks.Series> {
  const { unit, count } = series.frequency;
  if (!["second", "minute", "hour", "business day"].includes(unit) && !(unit === "day" && count === 1)) {
    throw new ConfigError({
      what: "Holidays are of days.",
      expected: "a row for every day, business day or hour",
      received: `a row for every ${count === 1 ? unit : `${count} ${unit}s`}`,
      hint: "leave --holidays out",
    });
  }
  const calendar = await calendarOf(place);
  const ahead = Object.values(series.ahead ?? {})[0]?.length ?? AHEAD;
  const times = Array.from({ length: series.length + ahead }, (_, t) => timeAfter(series.start, t, series.frequency));
  const yearOf = (time: number) => new Date(time).getUTCFullYear();
  const days = new Set<number>();
  for (let year = yearOf(times[0]!) - 1; year <= yearOf(times.at(-1)!); year++) {
    for (const { date, start, end, type } of calendar.getHolidays(year) ?? []) {
      if (type !== "public") continue;
      const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`) / DAY;
      const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY));
      for (let day = 0; day < length; day++) days.add(first + day);
    }
  }
  const marks = Float64Array.from(times, (time) => Number(days.has(Math.floor(time / DAY))));
  return {
    ...series,
    columns: { ...series.columns, [HOLIDAY]: marks.slice(0, series.length) },
    ahead: { ...series.ahead, [HOLIDAY]: marks.slice(series.length) },
  };
}

/** The rows that a forecaster is given later, with holidays where it has learned them. */
export async function rowsOf(
  { model, config: { time, dateFormat, gaps, plan } }: tasks.Forecaster,
  rows: readonly tasks.Row[],
): Promise<readonly tasks.Row[] | tasks.Series> {
  const { holidays } = model.metadata;
  if (typeof holidays !== "string") return rows;
  const { targets, inputs, frequency } = plan;
  const known = (plan.known ?? []).filter((name) => name !== HOLIDAY);
  const read = { columns: [...targets, ...inputs], known, time, dateFormat, gaps, frequency };
  return withHolidays(tasks.readSeries(rows, read), holidays);
}

async function calendarOf(place: string): Promise<Calendar> {
  const Holidays = await findPackage();
  const calendar = new Holidays(place.split("-")[0]!, ...place.split("-").slice(1));
  if ((calendar.getHolidays(2024) ?? []).length > 0) return calendar;
  throw new ConfigError({
    what: `No holidays are known of ${place}.`,
    expected: "a country by two letters, or a part of one: DE, FR, CN, US-NY, DE-BY",
    received: place,
  });
}

/** The package beside the user's files, or beside this one. */
async function findPackage(): Promise<Calendars> {
  for (const from of [join(process.cwd(), "_"), import.meta.url]) {
    try {
      const path = createRequire(from).resolve("date-holidays");
      const { default: found } = await import(pathToFileURL(path).href);
      return found.default ?? found;
    } catch (error) {
      if ((error as { code?: string }).code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  throw new ConfigError({
    what: "The holidays of countries are in the package date-holidays, which is not installed here.",
    hint: "npm install date-holidays; or give a column of holidays with --known",
  });
}
