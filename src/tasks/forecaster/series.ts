/** Rows of a table as a series: a row for every step of time, a number in every cell. */
import { ConfigError, FormatError, nearestName } from "../../tensor/index.ts";
import {
  type Frequency,
  findFrequency,
  frequencyText,
  parseTime,
  stepsBetween,
  timeAfter,
  timeText,
} from "./frequency.ts";

/** A row of a table: the cells by the names of their columns, as `data.readCsv` gives them. */
export type Row = Readonly<Record<string, unknown>>;

/** Columns of equal length, a row for every step of time. */
export interface Series {
  /** The time of the first row. */
  start: number;
  frequency: Frequency;
  length: number;
  columns: Readonly<Record<string, Float64Array>>;
}

export interface SeriesOptions {
  /** The column that says when; null where rows only follow each other. */
  time: string | null;
  /** The columns of numbers. */
  columns: readonly string[];
  /** What becomes of missing rows and cells: an error names them, or they are filled along a straight line. */
  gaps: "error" | "fill";
  /** How far apart rows are; by default found. */
  frequency?: Frequency | undefined;
}

/**
 * The series in a table; its rows may come in any order.
 * @throws ConfigError for a column that is not there; FormatError for cells that are no numbers or times, times that come twice
 *   or lie between the steps, and with `gaps: "error"` for what is missing
 */
export function readSeries(rows: readonly Row[], options: SeriesOptions): Series {
  const { time, columns, gaps } = options;
  for (const name of [...columns, ...(time === null ? [] : [time])]) checkColumn(rows, name);
  const times = time === null ? rows.map((_, i) => i) : rows.map((row, i) => timeOf(row[time], time, i));
  const order = times.map((_, i) => i).sort((a, b) => times[a]! - times[b]!);
  const sorted = order.map((i) => times[i]!);
  const frequency = options.frequency ?? (time === null ? { unit: "step", count: 1 } : findFrequency(sorted));
  const start = sorted[0] ?? 0;
  const places = sorted.map((each) => stepsBetween(start, each, frequency));
  checkPlaces(places, sorted, frequency);
  const length = (places.at(-1) ?? -1) + 1;
  const read = columns.map((name) => {
    const values = new Float64Array(length).fill(Number.NaN);
    for (const [i, row] of order.entries()) values[places[i]!] = numberOf(rows[row]![name], name, row);
    return [name, values] as const;
  });
  const series = { start, frequency, length, columns: Object.fromEntries(read) };
  if (gaps === "error") checkGaps(series);
  else for (const [name, values] of read) fill(values, name);
  return series;
}

/** The rows of a series from `begin` to `end`. */
export function sliceSeries(series: Series, begin: number, end: number): Series {
  const columns = Object.entries(series.columns).map(([name, values]) => [name, values.slice(begin, end)]);
  const start = timeAfter(series.start, begin, series.frequency);
  return { ...series, start, length: end - begin, columns: Object.fromEntries(columns) };
}

/** The column of times: the first in which every row has one. Null where there is none. */
export function findTimeColumn(rows: readonly Row[]): string | null {
  const isTime = (name: string) => rows.every((row) => parseTime(row[name]) !== undefined);
  // a number of four digits is a year only where the name says so
  const mayBe = (name: string) => typeof rows[0]![name] !== "number" || /year|date|time/i.test(name);
  return Object.keys(rows[0] ?? {}).find((name) => mayBe(name) && isTime(name)) ?? null;
}

function checkColumn(rows: readonly Row[], name: string): void {
  const names = Object.keys(rows[0] ?? {});
  if (names.includes(name)) return;
  const near = nearestName(name, names);
  throw new ConfigError({
    what: `The table has no column "${name}".`,
    expected: names.length === 0 ? "rows" : `one of ${names.slice(0, 20).join(", ")}`,
    received: `"${name}"`,
    hint: near === undefined ? undefined : `did you mean "${near}"?`,
  });
}

function timeOf(value: unknown, name: string, row: number): number {
  const time = parseTime(value);
  if (time !== undefined) return time;
  throw new FormatError({
    what: `Row ${row + 1} has no time that can be read.`,
    expected: `2003-12-31, 2003-12-31 18:30, 2003-12 or 2003 in the column "${name}"`,
    received: JSON.stringify(value) ?? String(value),
  });
}

function numberOf(value: unknown, name: string, row: number): number {
  if (value === null || value === undefined || value === "") return Number.NaN;
  const number = typeof value === "string" || typeof value === "boolean" ? Number(value) : value;
  if (typeof number === "number" && (Number.isFinite(number) || Number.isNaN(value))) return number;
  throw new FormatError({
    what: `Row ${row + 1} has no number in the column "${name}".`,
    expected: "a number, or nothing",
    received: JSON.stringify(value) ?? String(value),
  });
}

function checkPlaces(places: readonly number[], times: readonly number[], frequency: Frequency): void {
  const wrong = places.findIndex((place, i) => !Number.isInteger(place) || place === places[i - 1]);
  if (wrong < 0) return;
  const isTwice = places[wrong] === places[wrong - 1];
  throw new FormatError({
    what: isTwice ? `Two rows are of ${timeText(times[wrong]!, frequency)}.` : "The times of the rows are uneven.",
    expected: `one row for every ${frequencyText(frequency)}`,
    received: isTwice ? undefined : `a row at ${new Date(times[wrong]!).toISOString()}`,
    hint: isTwice ? "a table of several series needs one file for each" : undefined,
  });
}

function checkGaps({ columns, length, start, frequency }: Series): void {
  for (const [name, values] of Object.entries(columns)) {
    const missing = Array.from({ length }, (_, t) => t).filter((t) => Number.isNaN(values[t]!));
    if (missing.length === 0) continue;
    const named = missing.slice(0, 5).map((t) => timeText(timeAfter(start, t, frequency), frequency));
    throw new FormatError({
      what: `The column "${name}" has gaps.`,
      expected: `a number for every ${frequencyText(frequency)}`,
      received: `${missing.length} without one: ${named.join(", ")}${missing.length > 5 ? ", ..." : ""}`,
      hint: 'gaps: "fill" draws a straight line across them; on the command line it is --fill-gaps',
    });
  }
}

/** Straight lines across gaps; before the first and after the last value it goes on. */
function fill(values: Float64Array, name: string): void {
  let last = -1;
  for (let t = 0; t <= values.length; t++) {
    const isEnd = t === values.length;
    if (!isEnd && Number.isNaN(values[t]!)) continue;
    if (isEnd && last < 0) throw new FormatError({ what: `The column "${name}" holds no number.` });
    const [from, to] = [values[Math.max(last, 0)]!, values[t]!];
    for (let gap = last + 1; gap < t; gap++) {
      values[gap] = last < 0 ? to : isEnd ? values[last]! : from + ((to - from) * (gap - last)) / (t - last);
    }
    last = t;
  }
}
