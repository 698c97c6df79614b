/** CSV: tables of records, read as they come. */
import { ConfigError, checkOptionNames, FormatError, nearestName } from "../tensor/index.ts";
import { nameOfSource, type TextSource, textChunks } from "./text-chunks.ts";

/** A cell: a number, a text, or null where it is empty. */
export type CsvValue = number | string | null;
export type CsvRecord = Record<string, CsvValue>;

export interface CsvOptions {
  /** What stands between cells. By default found: comma, tab, semicolon or bar. */
  delimiter?: string;
  /** Whether the first row names the columns. By default it does where a cell of it is no number; else they are 1, 2, ... */
  header?: boolean;
  /** The columns to read, by name. Default all. */
  columns?: readonly string[];
  /**
   * What the cells of a column are. By default a column is of numbers where its first hundred cells are numbers or empty,
   * else of text.
   */
  types?: Readonly<Record<string, "number" | "text">>;
}

/** Rows that are looked at before the first record is given. */
const SAMPLE = 100;
/** Characters that a row may have. */
const LONGEST_ROW = 2 ** 24;

interface Row {
  cells: string[];
  /** Where it begins, counted from 1. */
  line: number;
}

interface Column {
  name: string;
  at: number;
  isNumber: boolean;
}

/**
 * The records of a CSV file, one at a time: a million rows take no more memory than a hundred. Quotes are those of RFC 4180;
 * empty lines are passed over.
 * @throws FormatError, with the line, for a row of another length, a cell that is no number in a column of numbers, a quote that
 *   is never closed; ConfigError for options that do not fit the file
 */
export async function* readCsv(source: TextSource, options: CsvOptions = {}): AsyncGenerator<CsvRecord> {
  checkOptionNames("readCsv", options, ["delimiter", "header", "columns", "types"]);
  const name = nameOfSource(source);
  const sample: Row[] = [];
  let names: string[] | undefined;
  let columns: Column[] | undefined;
  const begin = () => {
    const hasHeader = options.header ?? sample[0]!.cells.some((cell) => !isNumber(cell));
    const header = sample[0]!.cells.map((cell, i) => (hasHeader ? cell.trim() || String(i + 1) : String(i + 1)));
    const rows = hasHeader ? sample.slice(1) : sample;
    names = header;
    columns = planColumns(header, rows, options, name);
    return rows;
  };
  for await (const row of readRows(source, name, options.delimiter)) {
    if (columns) {
      yield recordOf(row, names!, columns, name);
    } else if (sample.push(row) > SAMPLE) {
      for (const waiting of begin()) yield recordOf(waiting, names!, columns!, name);
    }
  }
  if (sample.length === 0) throw new FormatError({ what: `${name} holds no rows.`, expected: "CSV" });
  if (!columns) for (const waiting of begin()) yield recordOf(waiting, names!, columns!, name);
}

const isNumber = (cell: string) => cell.trim() !== "" && Number.isFinite(Number(cell));

function planColumns(header: readonly string[], rows: readonly Row[], options: CsvOptions, name: string): Column[] {
  const twice = header.find((column, i) => header.indexOf(column) !== i);
  if (twice !== undefined) {
    throw new FormatError({ what: `Two columns of ${name} are named "${twice}".`, expected: "a name for each" });
  }
  for (const wanted of [...(options.columns ?? []), ...Object.keys(options.types ?? {})]) {
    if (header.includes(wanted)) continue;
    const near = nearestName(wanted, header);
    throw new ConfigError({
      what: `${name} has no column "${wanted}".`,
      expected: `one of ${header.slice(0, 20).join(", ")}`,
      hint: near === undefined ? undefined : `did you mean "${near}"?`,
    });
  }
  return (options.columns ?? header).map((column) => {
    const at = header.indexOf(column);
    const cells = rows.map(({ cells }) => cells[at] ?? "").filter((cell) => cell.trim() !== "");
    const type = options.types?.[column] ?? (cells.length > 0 && cells.every(isNumber) ? "number" : "text");
    return { name: column, at, isNumber: type === "number" };
  });
}

function recordOf({ cells, line }: Row, names: readonly string[], columns: readonly Column[], name: string): CsvRecord {
  if (cells.length !== names.length) {
    throw new FormatError({
      what: `Line ${line} of ${name} has another number of cells than the first.`,
      expected: `${names.length} cells`,
      received: `${cells.length}: ${cells.slice(0, 8).join(", ").slice(0, 80)}`,
    });
  }
  const record: CsvRecord = {};
  for (const column of columns) {
    const cell = cells[column.at]!;
    if (cell.trim() === "") record[column.name] = null;
    else if (!column.isNumber) record[column.name] = cell;
    else if (isNumber(cell)) record[column.name] = Number(cell);
    else {
      throw new FormatError({
        what: `Line ${line} of ${name} has a cell that is no number.`,
        expected: `a number, or nothing, in the column "${column.name}"`,
        received: JSON.stringify(cell.slice(0, 80)),
        hint: `types: { ${JSON.stringify(column.name)}: "text" } reads the column as text`,
      });
    }
  }
  return record;
}

/** The rows, of which only those of one piece of text are held at a time. */
async function* readRows(source: TextSource, name: string, asked: string | undefined): AsyncGenerator<Row> {
  const { default: papa } = await import("papaparse");
  let parse: ((text: string, more: boolean) => Parsed) | undefined;
  let rest = "";
  let line = 1;
  const take = (more: boolean): Row[] => {
    if (!parse) {
      const { meta } = papa.parse(rest, { preview: 10, delimiter: asked, skipEmptyLines: "greedy" });
      const parser = () => new papa.Parser({ delimiter: meta.delimiter, newline: meta.linebreak as "\n" });
      parse = (text, isCut) => parser().parse(text, 0, isCut);
    }
    const { data, errors, meta } = parse(rest, more);
    // a row that is cut off may seem wrong until the rest has come
    const fault = errors.find(({ row }) => !more || row < data.length);
    const rows: Row[] = [];
    for (const [i, cells] of data.entries()) {
      if (fault?.row === i) throw misquoted(fault.message, line, name);
      if (cells.length > 1 || cells[0]!.trim() !== "") rows.push({ cells, line });
      line += 1 + cells.reduce((count, cell) => count + (cell.includes("\n") ? cell.split("\n").length - 1 : 0), 0);
    }
    rest = rest.slice(meta.cursor);
    if (rest.length <= LONGEST_ROW) return rows;
    throw new FormatError({
      what: `The row of line ${line} of ${name} does not end.`,
      expected: `at most ${LONGEST_ROW} characters`,
      hint: "a quote that is never closed makes one cell of all that follows",
    });
  };
  for await (const text of textChunks(source)) {
    rest += text;
    // a whole piece before the first look: the delimiter is found in it
    if (parse || rest.length > 2 ** 16) yield* take(true);
  }
  yield* take(false);
}

interface Parsed {
  data: string[][];
  errors: { message: string; row: number }[];
  meta: { cursor: number };
}

function misquoted(message: string, line: number, name: string): FormatError {
  return new FormatError({
    what: `Line ${line} of ${name} has a quote that is out of place.`,
    expected: 'a quoted cell from one delimiter to the next, every " in it doubled',
    received: message,
  });
}
