/** Rows of a table as a series: a row for every step of time, a number in every cell. */

import { aRow, type Row } from "../../data/table-row.ts";
import {
  type Frequency,
  findFrequency,
  frequencyText,
  isClockChange,
  isOfClock,
  stepFrequency,
  stepsBetween,
  timeAfter,
  timeText,
} from "../../data/times/frequency.ts";
import { repeatedTime } from "../../data/times/repeated-times.ts";
import { findTimes, type TimeColumn, timesIn } from "../../data/times/time-column.ts";
import { aTimeZone, momentsIn } from "../../data/times/time-zone.ts";
import { numbersIn } from "../../data/written-numbers.ts";
import {
  ConfigError,
  checkOption,
  type Declared,
  FormatError,
  nearestName,
  own,
  readOptions,
  shown,
  takes,
} from "../../tensor/index.ts";

/** Columns of equal length, a row for every step of time. */
export interface Series {
  /** The time of the first row. */
  start: number;
  /** How far apart rows are. */
  frequency: Frequency;
  /** The number of rows. */
  length: number;
  /** The numbers of each column, a value for every row. */
  columns: Readonly<Record<string, Float64Array>>;
  /** By column the cells that were missing and are filled: 1, where the others have 0. */
  drawn: Readonly<Record<string, Uint8Array>>;
  /** What is known of the rows after the last, by column; each as long as the others. Absent where nothing is. */
  ahead?: Readonly<Record<string, Float64Array>>;
  /** Which columns said when, in which form, and which other form would have fitted as well. */
  time: { name: TimeColumn["name"]; format: string; otherwise?: string };
}

/** Options of `tasks.readSeries`: which columns to read, and how. */
export interface SeriesOptions {
  /** The columns of numbers. */
  columns: readonly string[];
  /** Columns that are known ahead, too: the last rows may have them alone, and are then rows to come. Default none. */
  known?: readonly string[] | undefined;
  /** The column that says when, or several that do so together; null where rows only follow each other. By default found. */
  time?: TimeColumn["name"] | undefined;
  /** How times are written, such as "dd.mm.yyyy" or "%d.%m.%Y". By default found. */
  dateFormat?: string | undefined;
  /** What becomes of missing rows and cells: an error names them, or they are filled along a straight line. Default "error". */
  gaps?: "error" | "fill" | undefined;
  /** The time zone whose clock the times are of, such as "Europe/Berlin", where they name none. By default UTC. */
  timeZone?: string | undefined;
  /** How far apart rows are; by default found. */
  frequency?: Frequency | undefined;
}

/** What says how rows are read. */
export const readingOptions = {
  known: takes.withDefault(takes.listOf(takes.text), []),
  time: takes.orNull(takes.either(takes.text, takes.listOf(takes.text))),
  dateFormat: takes.text,
  gaps: takes.withDefault(takes.oneOf("error", "fill"), "error"),
  timeZone: aTimeZone,
};

/** What {@link SeriesOptions} take. */
export const seriesOptions = {
  ...readingOptions,
  columns: takes.required(takes.listOf(takes.text)),
  frequency: takes.anything,
} satisfies Declared<SeriesOptions>;

/**
 * The series in a table, read once and sorted by time; a forecaster takes it instead of rows.
 * @throws ConfigError for a column that is not there; FormatError, with column, row and value, for cells that are no numbers or
 *   times, times that come twice or lie between the steps, and with `gaps: "error"` for what is missing
 */
export function readSeries(rows: readonly Row[], options: SeriesOptions): Series {
  const { time, columns: alone, known, gaps, dateFormat } = readOptions("readSeries", options, seriesOptions);
  checkOption("readSeries", "rows", rows, takes.listOf(aRow));
  const columns = [...alone, ...known.filter((name) => !alone.includes(name))];
  const named = time === undefined || time === null ? [] : [time].flat();
  for (const name of [...columns, ...named]) checkColumn(Object.keys(rows[0] ?? {}), name);
  const others = Object.keys(rows[0] ?? {}).filter((name) => !columns.includes(name));
  const found = time === undefined ? findTimes(rows, others, dateFormat) : timesIn(rows, time, dateFormat);
  const { format, otherwise, isWall } = found.times;
  const zone = options.timeZone ?? options.frequency?.zone;
  const times = zone !== undefined && isWall ? momentsIn(found.times.values, zone) : found.times.values;
  const order = times.map((_, i) => i).sort((a, b) => times[a]! - times[b]!);
  const sorted = order.map((i) => times[i]!);
  const first = sorted.findIndex((each, i) => each === sorted[i + 1]);
  const ids = others.filter((name) => ![found.name].flat().includes(name));
  // one or two times that come again and again do not tell how far apart rows are
  if (first >= 0 && distinct(sorted).length < 3)
    throw repeatedTime(rows, times, [order[first]!, order[first + 1]!], ids, { unit: "day", count: 1 });
  const seen =
    options.frequency ?? (format === "steps" ? stepFrequency(distinct(sorted)) : findFrequency(distinct(sorted)));
  const frequency = zone !== undefined && isOfClock(seen.unit) ? { ...seen, zone } : seen;
  if (first >= 0) throw repeatedTime(rows, times, [order[first]!, order[first + 1]!], ids, frequency);
  const start = sorted[0] ?? 0;
  const places = sorted.map((each) => stepsBetween(start, each, frequency));
  checkPlaces(places, sorted, order, frequency);
  const whole = (places.at(-1) ?? -1) + 1;
  if (whole > 10 * rows.length + 1000) throw sparse(rows.length, whole, frequency);
  const cells = columns.map((name) => {
    const values = new Float64Array(whole).fill(Number.NaN);
    const numbers = numbersOf(rows, name);
    for (const [i, row] of order.entries()) values[places[i]!] = numbers[row]!;
    return [name, values] as const;
  });
  const length =
    known.length > 0
      ? rowsKnown(
          cells.filter(([name]) => alone.includes(name)),
          whole,
        )
      : whole;
  const read = cells.map(([name, values]) => [name, values.slice(0, length)] as const);
  const ahead = length < whole ? { ahead: rowsAhead(cells, known, { start, frequency, length }, gaps) } : {};
  const drawn = read
    .map(([name, values]) => [name, Uint8Array.from(values, (value) => Number(Number.isNaN(value)))] as const)
    .filter(([, marks]) => marks.includes(1));
  const series: Series = {
    start,
    frequency,
    length,
    columns: Object.fromEntries(read),
    drawn: Object.fromEntries(drawn),
    time: { name: found.name, format, ...(otherwise !== undefined && { otherwise }) },
    ...ahead,
  };
  if (gaps === "error") checkGaps(series);
  else for (const [name, values] of read) fill(values, name);
  return series;
}

/** How many rows come before those with inputs known ahead alone: up to the last with anything else. */
function rowsKnown(cells: readonly (readonly [name: string, values: Float64Array])[], whole: number): number {
  let length = whole;
  while (length > 0 && cells.every(([, values]) => Number.isNaN(values[length - 1]!))) length--;
  // where every row has only inputs known ahead, the others are gaps
  return length || whole;
}

/** What the rows after `length` hold of the columns that are known ahead. @throws FormatError for a gap in them */
function rowsAhead(
  cells: readonly (readonly [name: string, values: Float64Array])[],
  known: readonly string[],
  { start, frequency, length }: Pick<Series, "start" | "frequency" | "length">,
  gaps: "error" | "fill",
): Record<string, Float64Array> {
  const parts = cells.filter(([name]) => known.includes(name));
  if (gaps === "fill") for (const [name, values] of parts) fill(values, name);
  const ahead = Object.fromEntries(parts.map(([name, values]) => [name, values.slice(length)]));
  const rows = Object.values(ahead)[0]!.length;
  const from = timeAfter(start, length, frequency);
  if (gaps === "error") checkGaps({ columns: ahead, length: rows, start: from, frequency });
  return ahead;
}

const distinct = (sorted: readonly number[]) => sorted.filter((each, i) => each !== sorted[i - 1]);

/** The values of a column as they came: NaN where they were filled. */
export function knownValues({ columns, drawn }: Series, name: string): Float64Array {
  const [values, marks] = [columns[name]!, own(drawn, name)];
  return marks ? values.map((value, t) => (marks[t] ? Number.NaN : value)) : values;
}

/** A column with its values that are known ahead. */
export function knownAhead({ columns, ahead }: Series, name: string): Float64Array {
  const [values, coming] = [columns[name]!, own(ahead ?? {}, name)];
  return coming ? Float64Array.from([...values, ...coming]) : values;
}

/** What {@link readSeries} gave. */
export const aSeries = takes.check<Series>(
  "a series, as readSeries gives one",
  (value) =>
    typeof value?.frequency?.unit === "string" && typeof value.start === "number" && typeof value.columns === "object",
);

/** The rows of a series from `begin` to `end`. */
export function sliceSeries(series: Series, begin: number, end: number): Series {
  checkOption("sliceSeries", "series", series, aSeries);
  checkOption("sliceSeries", "begin", begin, takes.integerFrom(0, series.length));
  checkOption("sliceSeries", "end", end, takes.integerFrom(begin, series.length));
  const start = timeAfter(series.start, begin, series.frequency);
  const part = <T extends Float64Array | Uint8Array>(columns: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values.slice(begin, end) as T]));
  const ahead = Object.keys(series.ahead ?? {}).map((name) => [name, knownAhead(series, name).slice(end)] as const);
  return {
    ...series,
    start,
    length: end - begin,
    columns: part(series.columns),
    drawn: part(series.drawn),
    ...(series.ahead && { ahead: Object.fromEntries(ahead) }),
  };
}

/** @throws ConfigError for a column that is not among those there */
export function checkColumn(names: readonly string[], name: string): void {
  if (names.includes(name)) return;
  const near = nearestName(name, names);
  throw new ConfigError({
    what: `The table has no column "${name}".`,
    expected: names.length === 0 ? "rows" : `one of ${names.slice(0, 20).join(", ")}`,
    received: `"${name}"`,
    hint: near === undefined ? undefined : `did you mean "${near}"?`,
  });
}

/** Networks compute in single precision, which ends a little above. */
const LARGEST = 1e37;

function numbersOf(rows: readonly Row[], name: string): Float64Array {
  const cells = rows.map((row) => own(row, name));
  const { values, wrong, unit } = numbersIn(cells);
  if (wrong === undefined) {
    const large = values.findIndex((value) => Math.abs(value) > LARGEST);
    if (large < 0) return values;
    throw new FormatError({
      what: `Row ${large + 1} has too large a number in the column "${name}".`,
      expected: `at most ${LARGEST} above or below zero`,
      received: shown(cells[large]),
      hint: "give the column in a larger unit",
    });
  }
  throw new FormatError({
    what: `Row ${wrong + 1} has no number in the column "${name}".`,
    expected: unit === undefined ? "a number, or nothing" : `a number in ${unit} as in most rows, or nothing`,
    received: shown(cells[wrong]),
  });
}

function checkPlaces(
  places: readonly number[],
  times: readonly number[],
  order: readonly number[],
  frequency: Frequency,
): void {
  const wrong = places.findIndex((place, i) => !Number.isInteger(place) || place === places[i - 1]);
  if (wrong < 0) return;
  const isStep = frequency.unit === "step";
  throw new FormatError({
    what: "The times of the rows are uneven.",
    expected: `one row for every ${frequencyText(frequency)}`,
    received: `row ${order[wrong]! + 1}, ${isStep ? times[wrong] : `at ${new Date(times[wrong]!).toISOString()}`}`,
    hint: "time: null (--no-time) takes the rows as they follow each other",
  });
}

function sparse(rows: number, length: number, frequency: Frequency): FormatError {
  return new FormatError({
    what: "The times of the rows are far from each other.",
    expected: `one row for every ${frequencyText(frequency)}`,
    received: `${rows} rows in a span of ${length}`,
    hint: "look for times that are wrong, or take the rows as they follow each other: time: null (--no-time)",
  });
}

function checkGaps({
  columns,
  length,
  start,
  frequency,
}: Pick<Series, "columns" | "length" | "start" | "frequency">): void {
  for (const [name, values] of Object.entries(columns)) {
    const missing = Array.from({ length }, (_, t) => t).filter((t) => Number.isNaN(values[t]!));
    if (missing.length === 0) continue;
    const times = missing.map((t) => timeAfter(start, t, frequency));
    const named = times.slice(0, 5).map((time) => timeText(time, frequency));
    const areChanges = frequency.unit === "hour" && times.every(isClockChange);
    const first = values.findIndex((value) => !Number.isNaN(value));
    const last = values.findLastIndex((value) => !Number.isNaN(value));
    const areAtEnds = missing.every((t) => t < first || t > last);
    throw new FormatError({
      what: `The column "${name}" has gaps.`,
      expected: `a number for every ${frequencyText(frequency)}`,
      received: `${missing.length} without one: ${named.join(", ")}${missing.length > 5 ? ", ..." : ""}`,
      hint: areChanges
        ? 'clocks were set forward there: timeZone (--timezone Europe/Berlin) says where; or give times with their zone, or in UTC; gaps: "fill" (--fill-gaps) draws a straight line'
        : areAtEnds
          ? 'take away the rows without one: a forecast begins after the last row; what is known ahead is named with known (--known); gaps: "fill" (--fill-gaps) repeats the nearest number'
          : 'gaps: "fill" draws a straight line across them; on the command line it is --fill-gaps',
    });
  }
}

/** Linear interpolation across gaps; the first and last values are repeated outwards. */
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
