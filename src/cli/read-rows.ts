/** A table of data from a file or standard input. */
import { data } from "../index.ts";

/** All rows decide the type of a column, since numbers may be written in any way. */
export const byAllRows: data.CsvOptions = { sample: Number.MAX_SAFE_INTEGER };

/** A CSV file as a whole; `-` is standard input. */
export function readTable(path: string, options: data.CsvOptions = {}): Promise<data.CsvTable> {
  return data.readTable(path === "-" ? (process.stdin as AsyncIterable<Uint8Array>) : path, options);
}
