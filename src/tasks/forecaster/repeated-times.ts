/** Times that come more than once: several series in one table, clocks set back, or rows that are there twice. */
import { FormatError, own } from "../../tensor/index.ts";
import { type Frequency, isClockChange, timeText } from "./frequency.ts";
import type { Row } from "./series.ts";

/** What names the series of a table in the long form. */
export interface SeriesColumn {
  name: string;
  /** Its values, as they come. */
  values: string[];
}

/** The column that, together with the time, makes every row unique; of several the one with the fewest values. None where few times repeat. */
export function findSeriesColumn(
  rows: readonly Row[],
  times: readonly number[],
  columns: readonly string[],
): SeriesColumn | undefined {
  if (new Set(times).size >= 0.75 * times.length) return undefined;
  const found = columns.flatMap((name): SeriesColumn[] => {
    const ids = rows.map((row) => String(own(row, name) ?? ""));
    const values = [...new Set(ids)];
    // what differs in nearly every row measures something
    if (values.length < 2 || values.length > rows.length / 2) return [];
    return new Set(ids.map((id, i) => JSON.stringify([id, times[i]]))).size === rows.length ? [{ name, values }] : [];
  });
  return found.sort((a, b) => a.values.length - b.values.length)[0];
}

/** The error for a time that two rows have. @param columns those that may name series */
export function repeatedTime(
  rows: readonly Row[],
  times: readonly number[],
  pair: readonly [number, number],
  columns: readonly string[],
  frequency: Frequency,
): FormatError {
  const time = times[pair[0]]!;
  const column = findSeriesColumn(rows, times, columns);
  return new FormatError({
    what: `Two rows are of ${timeText(time, frequency)}: ${pair[0] + 1} and ${pair[1] + 1}.`,
    expected: "one series, a row for every time",
    received: column && `${column.values.length} series, as the column "${column.name}" seems to name them`,
    hint: column
      ? `panelForecaster with id: "${column.name}" (--id ${column.name}) learns from all of them; or give the rows of one, such as those whose ${column.name} is ${column.values[0]}`
      : isClockChange(time)
        ? "clocks were set back there: give times with their zone (2003-10-26T02:00+01:00), or in UTC"
        : "remove what is there twice; of several series a column must say the name (--id)",
  });
}
