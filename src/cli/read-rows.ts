/** A table of data from a file or standard input, as records. */
import { data } from "../index.ts";

/** The records of a CSV file; `-` is standard input. */
export async function readRows(path: string): Promise<data.CsvRecord[]> {
  const records: data.CsvRecord[] = [];
  const source = path === "-" ? (process.stdin as AsyncIterable<Uint8Array>) : path;
  for await (const record of data.readCsv(source)) records.push(record);
  return records;
}
