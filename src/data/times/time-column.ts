/** Which column of a table says when its rows were. */
import { ConfigError, checkOption, FormatError, isA, own, shown, takes } from "../../tensor/index.ts";
import { aRow, type Row } from "../table-row.ts";
import { isNamedTime, readSteps, readTimes, type Times } from "./read-times.ts";

/**
 * The time column, or the columns that give a time together (year, month), and their times; null if there are no times.
 */
export interface TimeColumn {
  /** The column, several that name a time together, or null. */
  name: string | readonly string[] | null;
  /** What the column says. */
  times: Times;
}

/**
 * The times of a table, in the columns asked for.
 * @throws FormatError, with column, row and value, for what cannot be read
 */
export function timesIn(rows: readonly Row[], name: TimeColumn["name"], format?: string): TimeColumn {
  if (name === null) {
    const values = rows.map((_, i) => i);
    return { name, times: { values, format: "steps", otherwise: undefined } };
  }
  const [values, label] = [valuesIn(rows, name), [name].flat().join(", ")];
  const found = readTimes(values, label, { format }) ?? readSteps(values);
  const times = found ?? readTimes(values, label, { isAsked: true })!;
  if (times instanceof FormatError) throw times;
  return { name, times };
}

/**
 * The first column of a table whose every row has a time of its own; else a day and the hour or time of day in a column of its own
 * (`hour`, `time`); else year, month and day of their own columns; else the
 * first of times, each of which comes several times; else steps that are numbered, in a column named so (`time`, `index`) or without a name.
 * @param columns to look in
 * @throws FormatError where there is none but a column that looks like times, and has some that cannot be read
 */
export function findTimes(rows: readonly Row[], columns: readonly string[], format?: string): TimeColumn {
  checkOption("findTimes", "rows", rows, takes.listOf(aRow));
  checkOption("findTimes", "columns", columns, takes.listOf(takes.text));
  const read = columns.map((name) => ({ name, times: readTimes(valuesIn(rows, name), name, { format }) }));
  const found = read.filter((each): each is { name: string; times: Times } => isTimes(each.times));
  const once = found.find(({ times }) => new Set(times.values).size === rows.length);
  if (once) return once;
  const named = (pattern: RegExp) => columns.find((name) => pattern.test(name));
  const within = named(MONTH) ?? named(QUARTER) ?? named(WEEK);
  const parts = [named(YEAR), within, named(DAY)].filter((name) => name !== undefined);
  const joined = joinedTimes(
    rows,
    columns,
    [...(parts.length > 1 ? [parts] : []), ...found.map(({ name }) => [name])],
    format,
  );
  if (joined) return joined;
  if (format === undefined && parts.length > 1) {
    const times = readTimes(valuesIn(rows, parts), parts.join(", "));
    if (isTimes(times)) return { name: parts, times };
  }
  if (found.length > 0) return found[0]!;
  if (format !== undefined) throw noColumn(format, columns);
  const fault = read.find(({ times }) => times instanceof FormatError);
  if (fault) throw fault.times;
  for (const name of columns) {
    const times = readSteps(valuesIn(rows, name));
    if (times && (isNamedTime(name) || isIndex(name, times.values))) return { name, times };
  }
  return timesIn(rows, null);
}

/** Names of columns that tell a time together. */
const YEAR = /^((fiscal|iso)?[ _]?(year|yr)|fy|jahr|año|année|年份?)$/i;
const MONTH = /^(((fiscal|fy)[ _]?)?(month|period)|mon|monat|mes|mois|月份?)$/i;
const QUARTER = /^(((fiscal|fy)[ _]?)?quarter|qtr|q|quartal|trimestre|季度)$/i;
const WEEK = /^((iso)?[ _]?week([ _]?(no|num|number))?|wk|kw|woche|semana|semaine|周|周次)$/i;
const DAY = /^(day|dom|tag|día|jour|日)$/i;

/** Names of columns of hours or times of day. */
const CLOCK = /^(hour|hours|hr|time|time ?of ?day|clock|stunde|uhrzeit|hora|heure|小时|时|时间|时刻)$/i;

/**
 * Days that come several times, with the hour or time of day that stands in a column of its own.
 * @param days the columns that name a day, each of one column or several
 * @throws FormatError where the two cannot be joined
 */
function joinedTimes(
  rows: readonly Row[],
  columns: readonly string[],
  days: readonly (readonly string[])[],
  format: string | undefined,
): TimeColumn | undefined {
  const clock = columns.find((name) => CLOCK.test(name));
  const day = days.find((names) => !names.includes(clock!));
  if (clock === undefined || day === undefined) return undefined;
  const count = (values: readonly unknown[]) => new Set(values).size;
  const alone = valuesIn(rows, day);
  const [values, name] = [valuesIn(rows, [...day, clock]), [...day, clock]];
  if (count(alone) === rows.length || count(values) === count(alone)) return undefined;
  const times = readTimes(values, name.join(", "), { format });
  if (isTimes(times)) return { name, times };
  throw new FormatError({
    what: `The columns "${day.join('", "')}" and "${clock}" cannot be joined to a time.`,
    expected: "a day, and an hour or a time of day: 2003-12-31 and 18 or 18:30",
    received: shown(values[0]),
    hint: 'time (--time) names the columns of times; or make one column of both, such as "2003-12-31 18:30"',
  });
}

/** The columns' values; of several what they name together: 2003-12-31, 2003-Q4, 2003-W05, with an hour or time of day behind it 2003-12-31 18:30. */
function valuesIn(rows: readonly Row[], name: string | readonly string[]): unknown[] {
  if (typeof name === "string") return rows.map((row) => own(row, name));
  return rows.map((row) => name.map((part, i) => (i === 0 ? "" : sign(part)) + partOf(part, own(row, part))).join(""));
}

/** The text before a part of a time. */
function sign(part: string): string {
  if (CLOCK.test(part)) return " ";
  return QUARTER.test(part) ? "-Q" : WEEK.test(part) ? "-W" : "-";
}

/** A part of a time without the letters that say which: 4 of Q4, 05 of W5. */
function partOf(part: string, cell: unknown): string {
  const text = textIn(cell);
  if (QUARTER.test(part)) return text.replace(/^\s*Q/i, "");
  return WEEK.test(part) ? text.replace(/^\s*W/i, "").padStart(2, "0") : text;
}

/** A cell as text; a Date gives its day. */
function textIn(cell: unknown): string {
  if (isA("Date", cell)) return Number.isNaN(cell.getTime()) ? "" : cell.toISOString().slice(0, 10);
  return typeof cell === "string" || typeof cell === "number" ? String(cell) : "";
}

/** Whether a column holds the row numbers that other programs write under a name such as these, or none. */
function isIndex(name: string, values: readonly number[]): boolean {
  if (!/^(1|unnamed: 0|row ?names?|row|id)$/i.test(name)) return false;
  const first = values.reduce((least, value) => Math.min(least, value));
  return (
    (first === 0 || first === 1) && values.every((value) => Number.isInteger(value) && value < first + values.length)
  );
}

const isTimes = (times: Times | FormatError | undefined): times is Times =>
  times !== undefined && !(times instanceof FormatError);

function noColumn(format: string, columns: readonly string[]): ConfigError {
  return new ConfigError({
    what: "No column has a time in every row in the requested form.",
    expected: format,
    received: `the columns ${columns.slice(0, 20).join(", ")}`,
    hint: "time (--time) names the column, and then the row that cannot be read",
  });
}
