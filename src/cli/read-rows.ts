/** A table of data from a file or standard input: CSV, or JSON with an object for each row. */
import { extname } from "node:path";
import { data, FormatError } from "../index.ts";
import { isRecord, type Json } from "../io/json.ts";
import { own, shown } from "../tensor/index.ts";
import { jsonIn, readText } from "./read-text.ts";

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
    case ".json": {
      const list = jsonIn(readText(path, encoding), path, RECORDS);
      if (!Array.isArray(list)) throw noTable(path, list);
      return tableOf(list, path);
    }
    default:
      return data.readTable(path === "-" ? (process.stdin as AsyncIterable<Uint8Array>) : path, options);
  }
}

/** What a table in JSON is. */
const RECORDS = 'an object for each row, such as {"time": "2024-01-31", "sold": 3}, in a list or one on each line';

const noTable = (path: string, value: unknown) =>
  new FormatError({ what: `${path} is not a table.`, expected: RECORDS, received: shown(value) });

/** A column for each name that a record has, NaN missing as in CSV; where the values of one are not all numbers, they are texts. */
function tableOf(records: readonly unknown[], path: string): data.CsvTable {
  for (const record of records) if (!isRecord(record as Json)) throw noTable(path, record);
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

const asText = (value: data.CsvValue) => (value === null ? null : String(value));

function cellOf(value: unknown, row: number, name: string, path: string): data.CsvValue {
  if (value === undefined || value === null || Number.isNaN(value)) return null;
  if (typeof value === "number" || typeof value === "string") return value;
  if (typeof value === "boolean") return String(value);
  throw new FormatError({
    what: `Row ${row} of ${path} has several values in "${name}".`,
    expected: "a number, a text, true, false or null",
    received: shown(value),
  });
}
