/** Several series in one table: a column names the series of each row. */

import { aRow, type Row } from "../../data/table-row.ts";
import { findSeriesColumn, type SeriesId, seriesName } from "../../data/times/repeated-times.ts";
import { findTimes, timesIn } from "../../data/times/time-column.ts";
import {
  ConfigError,
  checkOption,
  type Declared,
  FormatError,
  own,
  readOptions,
  shown,
  takes,
} from "../../tensor/index.ts";
import { readingOptions, readSeries, type Series, type SeriesOptions } from "./series.ts";

/** One series of a table of several. */
export interface NamedSeries {
  /** What the column of names says in its rows. */
  id: string;
  /** Its rows, read. */
  series: Series;
}

/** Options of `tasks.findSeriesNames`: how the times of the table are read. */
export type SeriesNamesOptions = Pick<SeriesOptions, "time" | "dateFormat">;

const seriesNamesOptions = {
  time: readingOptions.time,
  dateFormat: readingOptions.dateFormat,
} satisfies Declared<SeriesNamesOptions>;

/** The rows of each series, in the order in which they come. @throws ConfigError, FormatError for a column that is not there, or is empty in a row */
export function rowsBySeries(rows: readonly Row[], id: SeriesId): Map<string, Row[]> {
  checkOption("panelForecaster", "rows", rows, takes.listOf(aRow));
  if (rows.length === 0)
    throw new FormatError({ what: "The table has no rows.", expected: "rows of one series or more" });
  const groups = new Map<string, Row[]>();
  for (const [i, row] of rows.entries()) {
    const name = seriesName(row, id);
    if (name === undefined) {
      const missing = [id].flat().find((each) => !Object.hasOwn(row, each));
      if (i === 0 && missing !== undefined) {
        throw new ConfigError({
          what: `The table has no column "${missing}" that names the series.`,
          expected: `one of ${Object.keys(row).slice(0, 20).join(", ")}`,
          received: shown(missing),
        });
      }
      const empty = [id].flat().find((each) => [undefined, null, ""].includes(own(row, each) as null))!;
      throw new FormatError({
        what: `Row ${i + 1} names no series in the column "${empty}".`,
        expected: "a name in every row",
        received: shown(own(row, empty)),
      });
    }
    const group = groups.get(name);
    if (group) group.push(row);
    else groups.set(name, [row]);
  }
  return groups;
}

/**
 * The column that names the series of a table in which times repeat, or several that do so together, or undefined where it holds one series.
 * @param columns where to look for it and for the times
 */
export function findSeriesNames(
  rows: readonly Row[],
  columns: readonly string[],
  options: SeriesNamesOptions = {},
): SeriesId | undefined {
  const { time, dateFormat } = readOptions("findSeriesNames", options, seriesNamesOptions);
  checkOption("findSeriesNames", "rows", rows, takes.listOf(aRow));
  checkOption("findSeriesNames", "columns", columns, takes.listOf(takes.text));
  if (rows.length === 0) return undefined;
  const found = time === undefined ? findTimes(rows, columns, dateFormat) : timesIn(rows, time, dateFormat);
  if (found.name === null || found.times.format === "steps") return undefined;
  const others = columns.filter((name) => ![found.name].flat().includes(name));
  return findSeriesColumn(rows, found.times.values, others)?.name;
}

/** An error of one series, with its name. */
export function ofSeries(error: FormatError | ConfigError, column: string, name: string): FormatError | ConfigError {
  const { what, expected, received, hint } = error;
  const Kind = error instanceof FormatError ? FormatError : ConfigError;
  return new Kind({ what: `${column} ${name}: ${what}`, expected, received, hint });
}

/** Those of these names, in the order of the table; all where none is asked for. @throws ConfigError for a name that no series has */
export function onlyAsked<T>(all: [string, T][], names?: readonly string[]): [string, T][] {
  if (names !== undefined) checkOption("PanelForecaster", "series", names, takes.listOf(takes.text));
  const known = new Set(all.map(([name]) => name));
  const unknown = names?.find((name) => !known.has(name));
  if (unknown === undefined) return names ? all.filter(([name]) => names.includes(name)) : all;
  throw new ConfigError({
    what: "There is no such series.",
    expected: `one of ${[...known].slice(0, 20).join(", ")}`,
    received: unknown,
  });
}

/**
 * Every series of a table, read alike: times in the form that fits all, as far apart as in the series of median length, unless a frequency is given.
 * @param only the names of those to read; by default all
 * @throws as readSeries, with the name of the series
 */
export function readManySeries(
  rows: readonly Row[],
  id: SeriesId,
  options: SeriesOptions,
  only?: readonly string[],
): NamedSeries[] {
  const groups = onlyAsked([...rowsBySeries(rows, id)], only);
  const read = ([name, group]: (typeof groups)[number], how: SeriesOptions): NamedSeries => {
    try {
      return { id: name, series: readSeries(group, how) };
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      throw ofSeries(error, [id].flat().join(" / "), name);
    }
  };
  if (options.frequency) return groups.map((each) => read(each, options));
  const middle = [...groups].sort((a, b) => a[1].length - b[1].length)[Math.floor(groups.length / 2)]!;
  const { time } = read(middle, options).series;
  const alike = { ...options, time: time.name, dateFormat: options.dateFormat ?? formatOf(rows, time) };
  const { frequency } = read(middle, alike).series;
  return groups.map((each) => read(each, { ...alike, frequency }));
}

/** The form that the times of all series are in, or that of one where a row is in none: its series then says which. */
function formatOf(rows: readonly Row[], { name, format }: Series["time"]): string {
  try {
    return timesIn(rows, name).times.format;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return format;
  }
}
