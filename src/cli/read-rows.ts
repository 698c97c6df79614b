/** A table of data from a file or standard input: CSV, or JSON with an object for each row. */
import { extname } from "node:path";
import { data, FormatError } from "../index.ts";
import { own, shown } from "../tensor/index.ts";
import { readText } from "./read-text.ts";

/** All rows decide the type of a column, since numbers may be written in any way. */
export const byAllRows: data.CsvOptions = { sample: Number.MAX_SAFE_INTEGER };

/** A table as a whole: JSON where the name ends so, else CSV; `-` is standard input. */
export async function readTable(path: string, options: data.CsvOptions = {}): Promise<data.CsvTable> {
  const { encoding } = options;
  switch (extname(path).toLowerCase()) {
    case ".jsonl":
    case ".ndjson": {
      const records: unknown[] = [];
      for await (const record of data.readJsonLines(path, { encoding })) records.push(record);
      return tableOf(records, path);
    }
    case ".json":
      return tableOf(listIn(readText(path, encoding), path), path);
    default:
      return data.readTable(path === "-" ? (process.stdin as AsyncIterable<Uint8Array>) : path, options);
  }
}

/** The list that a JSON text is. */
function listIn(text: string, path: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FormatError({ what: `${path} is not JSON.`, received: (error as Error).message });
  }
  if (Array.isArray(value)) return value;
  throw noRows(path, value);
}

const noRows = (path: string, value: unknown) =>
  new FormatError({
    what: `${path} is no table.`,
    expected: 'an object for each row, such as {"time": "2024-01-31", "sold": 3}, in a list or one on each line',
    received: shown(value),
  });

/** A column for each name that a record has; where the values of one are not all numbers, they are texts. */
function tableOf(records: readonly unknown[], path: string): data.CsvTable {
  for (const record of records) if (!isRecord(record)) throw noRows(path, record);
  const rows = records as readonly Record<string, unknown>[];
  if (rows.length === 0) throw new FormatError({ what: `${path} holds no rows.` });
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const ofColumns = columns.map((name) => {
    const values = rows.map((row, i) => cellOf(own(row, name), i + 1, name, path));
    return values.every((value) => value === null || typeof value === "number") ? values : values.map(asText);
  });
  return {
    columns,
    rows: rows.map((_, i) => Object.fromEntries(columns.map((name, column) => [name, ofColumns[column]![i]!]))),
  };
}

const isRecord = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
const asText = (value: data.CsvValue) => (value === null ? null : String(value));

function cellOf(value: unknown, row: number, name: string, path: string): data.CsvValue {
  if (value === undefined || value === null) return null;
  if (typeof value === "number" || typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  throw new FormatError({
    what: `Row ${row} of ${path} has several values in "${name}".`,
    expected: "a number, a text, true, false or null",
    received: shown(value),
  });
}
