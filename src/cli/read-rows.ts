/** A table of data from a file or standard input. */
import { data } from "../index.ts";

/** A CSV file as a whole; `-` is standard input. */
export function readTable(path: string): Promise<data.CsvTable> {
  return data.readTable(path === "-" ? (process.stdin as AsyncIterable<Uint8Array>) : path);
}
