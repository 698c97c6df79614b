/** Times that come more than once: several series in one table, clocks set back, or rows that are there twice. */
import { FormatError, own } from "../../tensor/index.ts";
import type { Row } from "../table-row.ts";
import { type Frequency, isClockChange, timeText } from "./frequency.ts";

/** The column that names the series of each row, or several that do so together, such as region and product. */
export type SeriesId = string | readonly string[];

/** What names the series of a table in the long form. */
export interface SeriesColumn {
  name: SeriesId;
  /** Its values in order. */
  values: string[];
}

/** What a row's series is called; undefined where a cell is empty. */
export function seriesName(row: Row, id: SeriesId): string | undefined {
  const parts = [id].flat().map((name) => own(row, name));
  return parts.some((part) => part === undefined || part === null || part === "") ? undefined : parts.join(" / ");
}

/**
 * The column that, together with the time, makes every row unique, or else two or three columns that do so; of several the one with the
 * fewest values. None where few times repeat.
 */
export function findSeriesColumn(
  rows: readonly Row[],
  times: readonly number[],
  columns: readonly string[],
): SeriesColumn | undefined {
  if (new Set(times).size >= 0.75 * times.length) return undefined;
  const few = columns
    .map((name) => ({ name, count: new Set(rows.map((row) => own(row, name))).size }))
    // a column that differs in nearly every row is a measurement
    .filter(({ count }) => count >= 2 && count <= rows.length / 2)
    .sort((a, b) => a.count - b.count)
    .map(({ name }) => name)
    .slice(0, 8);
  const pairs = few.flatMap((one, i) => few.slice(i + 1).map((other) => [one, other]));
  const triples = pairs.flatMap((pair) => few.slice(few.indexOf(pair[1]!) + 1).map((third) => [...pair, third]));
  for (const candidates of [few, pairs, triples]) {
    const found = candidates.flatMap((name): SeriesColumn[] => {
      const ids = rows.map((row) => seriesName(row, name) ?? "");
      const values = [...new Set(ids)];
      if (values.length > rows.length / (typeof name === "string" ? 2 : 3)) return [];
      return new Set(ids.map((id, i) => JSON.stringify([id, times[i]]))).size === rows.length ? [{ name, values }] : [];
    });
    const [best] = found.sort((a, b) => a.values.length - b.values.length);
    if (best) return best;
  }
  return undefined;
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
  const names = [column?.name ?? []].flat();
  const quoted = names.map((name) => `"${name}"`);
  return new FormatError({
    what: `Two rows have the time ${timeText(time, frequency)}: ${pair[0] + 1} and ${pair[1] + 1}.`,
    expected: "one series, a row for every time",
    received: column && `${column.values.length} series, it seems, named by ${quoted.join(" and ")}`,
    hint: column
      ? `panelForecaster with id: ${names.length > 1 ? `[${quoted.join(", ")}]` : quoted[0]} (--id ${names.join()}) learns from all of them; or give the rows of one, such as those whose ${names.join(" / ")} is ${column.values[0]}`
      : isClockChange(time)
        ? "clocks were set back there: timeZone (--timezone Europe/Berlin) says where; or give times with their zone (2003-10-26T02:00+01:00), or in UTC"
        : "remove what is there twice; of several series a column must say the name (--id)",
  });
}
