/** Tables with a column for each time, as spreadsheets and statistical offices write them, turned to a row for each time. */

import { parseTime } from "../data/times/read-times.ts";
import { type data, FormatError } from "../index.ts";
import { byAllRows, readTable } from "./read-rows.ts";

/** A table in the long form: a row for each series and time. */
export interface LongTable extends data.CsvTable {
  /** The columns that name the series; none where there is one. */
  id: string[];
}

/** What the columns of a table are called whose rows are years. */
const partsOfYear = [
  { part: "month", count: 12, name: /^((jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?|\d\d?月)$/i },
  { part: "quarter", count: 4, name: /^(q(tr)?[1-4]|第?[一二三四1-4]季度)$/i },
] as const;

/** Sums beside the times, which are no series. */
const total = /^(total|sum|summe|gesamt|average|mean|mittel|合计|总计|平均)$/i;

/** What stands in the columns of a table: a month or quarter of the row's year, or a time each. */
interface Across {
  part: "month" | "quarter" | "time";
  columns: readonly string[];
}

/** The columns that are times, where they are the most of a table. */
function timesAcross(columns: readonly string[]): Across | undefined {
  for (const { part, count, name } of partsOfYear) {
    const found = columns.filter((column) => name.test(column.trim()));
    if (found.length === count) return { part, columns: found };
  }
  const found = columns.filter((column) => parseTime(column.trim()) !== undefined);
  return found.length >= 4 && found.length >= columns.length / 2 ? { part: "time", columns: found } : undefined;
}

/** Columns such as M1, M2, ... or d_1, d_2, ...: steps without a time. */
function stepsAcross(columns: readonly string[]): Across | undefined {
  const found = columns.filter((column) => /^\p{L}{0,6}[_ ]?\d+$/u.test(column.trim()));
  return found.length >= 4 && found.length >= columns.length / 2 ? { part: "time", columns: found } : undefined;
}

const findAcross = (columns: readonly string[]) => timesAcross(columns) ?? stepsAcross(columns);

/** What the columns of the long form are called. */
const TIME = "time";
const VALUE = "value";

/** The number at the end of a step's name; other names are times themselves. */
const timeOf = (column: string) =>
  parseTime(column.trim()) === undefined ? Number(/\d+$/.exec(column.trim())![0]) : column.trim();

/**
 * A row for each cell of the columns that are times; cells without anything are left out.
 * @throws FormatError where no columns are times, months of years that no column names, or several rows that nothing tells apart
 */
export function longTable({ columns, rows }: data.CsvTable, path: string): LongTable {
  const across = findAcross(columns);
  if (!across) {
    throw new FormatError({
      what: `${path} has no column for each time.`,
      expected: "columns named 2019, 2020, ..., 2020-01, 2020-02, ..., Jan to Dec, Q1 to Q4, or M1, M2, ...",
      received: columns.slice(0, 20).join(", "),
      hint: "leave --wide out where there is a row for each time",
    });
  }
  const others = columns.filter((column) => !across.columns.includes(column) && !total.test(column.trim()));
  const year = across.part === "time" ? undefined : yearAmong(others, rows, path);
  const id = namesAmong(
    others.filter((column) => column !== year),
    rows,
    year,
    path,
  );
  const long = rows.flatMap((row) =>
    across.columns.flatMap((column, i): data.CsvRecord[] => {
      const value = row[column];
      if (value === null || value === undefined || value === "") return [];
      const time =
        across.part === "time"
          ? timeOf(column)
          : `${row[year!]}-${across.part === "month" ? String(i + 1).padStart(2, "0") : `Q${i + 1}`}`;
      return [{ ...Object.fromEntries(id.map((name) => [name, row[name] ?? null])), [TIME]: time, [VALUE]: value }];
    }),
  );
  return { columns: [...id, TIME, VALUE], rows: long, id };
}

/** The rows of a file for a forecaster of these columns; where it was made of a table with a column for each time, of such a table too. */
export async function rowsFor(path: string, targets: readonly string[], encoding?: string): Promise<data.CsvRecord[]> {
  const table = await readTable(path, { ...byAllRows, encoding });
  const isWide = targets.join() === VALUE && !table.columns.includes(VALUE) && !table.columns.includes(TIME);
  return (isWide && findAcross(table.columns) ? longTable(table, path) : table).rows;
}

/** @throws FormatError where a row holds many times, one a column: all but the last column would be passed over */
export function refuseTimesAcross(columns: readonly string[], path: string): void {
  const across = timesAcross(columns);
  if (!across) return;
  const [first, second] = across.columns;
  const named = across.columns.length > 12 ? [first, second, "...", across.columns.at(-1)] : across.columns;
  throw new FormatError({
    what: `${path} has a column for each ${across.part}.`,
    expected: "a row for each time, the oldest or the newest first",
    received: `the columns ${named.join(", ")}`,
    hint: "--wide reads it so; or name a column to forecast alone with --target",
  });
}

/** The column of the rows' years. */
function yearAmong(columns: readonly string[], rows: readonly data.CsvRecord[], path: string): string {
  const found = columns.find((name) => rows.every((row) => /^\s*\d{4}\s*$/.test(String(row[name]))));
  if (found !== undefined) return found;
  throw new FormatError({
    what: `${path} has a column for each part of a year, but none says which year each row is of.`,
    expected: "a column of years, with one in every row",
    received: columns.join(", ") || "no other columns",
  });
}

/** The columns that tell the rows apart: the first that does so, or else all. */
function namesAmong(
  columns: readonly string[],
  rows: readonly data.CsvRecord[],
  year: string | undefined,
  path: string,
): string[] {
  const isUnique = (names: readonly string[]) =>
    new Set(rows.map((row) => JSON.stringify([...names, year ?? ""].map((name) => row[name] ?? null)))).size ===
    rows.length;
  if (isUnique([])) return [];
  const one = columns.find((name) => isUnique([name]));
  if (one !== undefined) return [one];
  if (isUnique(columns)) return [...columns];
  throw new FormatError({
    what: `${path} has several rows that no column distinguishes.`,
    expected: "a column that names the series of each row",
    received: columns.join(", ") || "no other columns",
  });
}
