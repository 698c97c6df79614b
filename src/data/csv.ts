/** CSV: tables of records, read one at a time. */
import {
  ConfigError,
  type Declared,
  FormatError,
  nearestName,
  readOptions,
  setOwn,
  shown,
  takes,
  warn,
} from "../tensor/index.ts";
import { type CsvFault, type CsvRow, CsvRows, findDelimiter, LONGEST_ROW } from "./csv-rows.ts";
import type { EncodingOption } from "./encoding.ts";
import { nameOfSource, type TextSource, textChunks } from "./text-chunks.ts";

/** A cell: a number, a text, or null where it is empty. */
export type CsvValue = number | string | null;
/** A row: its cells by column name. */
export type CsvRecord = Record<string, CsvValue>;

/** Options of `data.readCsv` and `data.readTable`: how the cells are separated and read. */
export interface CsvOptions extends EncodingOption {
  /** The character between cells. By default found: comma, tab, semicolon or bar. */
  delimiter?: string | undefined;
  /**
   * Whether the first row names the columns. By default it does unless all its cells are numbers, dates or missing; the columns
   * are then named 1, 2, ... by their places, as a column with an empty cell in the header is.
   */
  header?: boolean | undefined;
  /** The columns to read, by name. Default all. */
  columns?: readonly string[] | undefined;
  /**
   * The type of a column's cells. By default a column holds numbers if its first hundred cells (`sample`) are numbers or missing
   * (empty, NA, NaN, null, None, #N/A, #DIV/0!), else of text. Between semicolons or tabs, numbers may have a decimal comma.
   */
  types?: Readonly<Record<string, "number" | "text">> | undefined;
  /** How many rows decide what the cells of a column are. Default 100. */
  sample?: number | undefined;
}

const csvOptions = {
  encoding: takes.text,
  delimiter: takes.anything,
  header: takes.flag,
  columns: takes.listOf(takes.text),
  types: takes.check<NonNullable<CsvOptions["types"]>>(
    "a record of types by column",
    (value) => typeof value === "object" && value !== null,
  ),
  sample: takes.withDefault(takes.positiveInteger, 100),
} satisfies Declared<CsvOptions>;

/** A table as a whole. */
export interface CsvTable {
  /** The names of the columns, in the order of the file. */
  columns: string[];
  /** The rows, in the order of the file. */
  rows: CsvRecord[];
}

/** Characters that are read before the delimiter is chosen. */
const FIRST_LOOK = 2 ** 16;

interface Column {
  name: string;
  at: number;
  type: "number" | "decimal comma" | "text";
  /** A cell that could be thousands as well, where nothing in the table says so. */
  assumed?: string | undefined;
}

/**
 * The records of a CSV file, one at a time: a million rows take no more memory than a hundred. Quotes are those of RFC 4180;
 * lines end in \n, \r\n or \r; empty lines are skipped. A first line such as `sep=;` names the delimiter, as in spreadsheets.
 * @throws FormatError, with the line, for a row of another length, a cell that is no number in a column of numbers, a quote that
 *   is never closed; ConfigError for options that do not fit the file
 */
export async function* readCsv(source: TextSource, options: CsvOptions = {}): AsyncGenerator<CsvRecord> {
  yield* (await openCsv("readCsv", source, options)).records;
}

/**
 * A whole CSV file: its columns in the file's order, which the keys of a record do not keep if they are numbers, and its rows.
 * @throws as {@link readCsv}
 */
export async function readTable(source: TextSource, options: CsvOptions = {}): Promise<CsvTable> {
  const { columns, records } = await openCsv("readTable", source, options);
  const rows: CsvRecord[] = [];
  for await (const record of records) rows.push(record);
  return { columns, rows };
}

async function openCsv(
  owner: string,
  source: TextSource,
  options: CsvOptions,
): Promise<{ columns: string[]; records: AsyncGenerator<CsvRecord> }> {
  const { sample: looked } = readOptions(owner, options, csvOptions);
  checkDelimiter(owner, options.delimiter);
  const name = nameOfSource(source);
  const form: Form = { delimiter: options.delimiter };
  const rows = readRows(source, name, form, options.encoding);
  const sample: CsvRow[] = [];
  while (sample.length <= looked) {
    const { value, done } = await rows.next();
    if (done) break;
    sample.push(value);
  }
  if (sample.length === 0) throw new FormatError({ what: `${name} holds no rows.`, expected: "CSV" });
  const first = sample[0]!.cells;
  const hasHeader = options.header ?? !isData(first, sample.slice(1), form);
  if (hasHeader) sample.shift();
  const width = widthOf(first, sample);
  const header = first.slice(0, width).map((cell, i) => (hasHeader && cell.trim()) || String(i + 1));
  const columns = planColumns(header, sample, options, name, form);
  tellAssumed(columns, name);
  async function* records() {
    for (const row of sample.splice(0)) yield recordOf(row, width, columns, name);
    for await (const row of rows) yield recordOf(row, width, columns, name);
  }
  return { columns: columns.map((column) => column.name), records: records() };
}

const isBlank = (cell: string | undefined) => cell === undefined || cell.trim() === "";

/** How many columns there are: delimiters at the end of every row begin none. */
function widthOf(first: readonly string[], rows: readonly CsvRow[]): number {
  let width = first.length;
  while (width > 1 && isBlank(first[width - 1]) && rows.every(({ cells }) => isBlank(cells[width - 1]))) width--;
  return width;
}

const isNumber = (cell: string) => /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(cell);
const isDate = (cell: string) => /^\s*(\d{4}([-/.])\d\d?|\d\d?([-/.])\d\d?\3\d{2,4})(\D.*)?$/.test(cell);
/** How other programs write a missing number: databases, pandas, and spreadsheets, whose errors are such as #DIV/0!. */
const isMissing = (cell: string) => /^\s*(|#?n\/?a|<na>|nan|null|none|#[\w/]+[!?])\s*$/i.test(cell);

/** Whether the first row is not a header. A header may have an empty corner above the names of rows. */
function isData(first: readonly string[], rows: readonly CsvRow[], { delimiter }: Form): boolean {
  return first.every((cell, i) => {
    if (isBlank(cell)) return rows.some(({ cells }) => cells[i]?.trim() === "");
    const plain = delimiter === "," ? cell : cell.replace(",", ".");
    return isNumber(plain) || isDate(cell) || isMissing(cell);
  });
}

/** Whether all are numbers with a decimal comma; where three digits follow each, it may separate thousands. */
function haveDecimalComma(cells: readonly string[]): boolean {
  return (
    cells.every((cell) => /^\s*[+-]?\d+(,\d+)?\s*$/.test(cell)) &&
    cells.some((cell) => /^\s*[+-]?(0,|\d+,(?!\d{3}\s*$))/.test(cell))
  );
}

/**
 * Whether points part thousands in a column of numbers such as 1.100: `undefined` where they may as well stand before a fraction.
 * Numbers of three decimals always have three, so 999 beside 1.100 says that these are thousands.
 */
function havePointsInThousands(cells: readonly string[], hasOtherComma: boolean): boolean | undefined {
  const texts = cells.map((cell) => cell.trim());
  const parted = texts.filter((cell) => /^[+-]?[1-9]\d{0,2}\.\d{3}$/.test(cell));
  if (parted.length === 0 || !texts.every((cell) => parted.includes(cell) || /^[+-]?\d{1,3}$/.test(cell))) return false;
  const isFixed = parted.some((cell) => cell.endsWith("0"));
  return hasOtherComma || (isFixed && texts.some((cell) => /^[+-]?[1-9]\d{0,2}$/.test(cell))) || undefined;
}

/** Says how numbers such as 1.100 are read where they may be thousands. */
function tellAssumed(columns: readonly Column[], table: string): void {
  const told = columns.filter(({ assumed }) => assumed !== undefined);
  if (told.length === 0) return;
  const [{ assumed }] = told as [Column];
  warn(
    `${table}: ${told.map(({ name }) => `"${name}"`).join(", ")}: numbers such as ${assumed} are read as ${Number(assumed)}, with a decimal point. If they are thousands, write them without the points.`,
  );
}

function checkDelimiter(owner: string, delimiter: string | undefined): void {
  if (
    delimiter === undefined ||
    (typeof delimiter === "string" && delimiter.length === 1 && !/["\r\n]/.test(delimiter))
  )
    return;
  throw new ConfigError({
    what: `The option delimiter of ${owner} is not valid.`,
    expected: "one character, not a quote or a line end",
    received: shown(delimiter),
  });
}

function planColumns(
  header: readonly string[],
  rows: readonly CsvRow[],
  options: CsvOptions,
  name: string,
  { delimiter }: Form,
): Column[] {
  const places = new Map<string, number>();
  for (const [i, column] of header.entries()) {
    if (places.has(column)) {
      throw new FormatError({ what: `Two columns of ${name} are named "${column}".`, expected: "a name for each" });
    }
    places.set(column, i);
  }
  for (const wanted of [...(options.columns ?? []), ...Object.keys(options.types ?? {})]) {
    if (places.has(wanted)) continue;
    const near = nearestName(wanted, header);
    throw new ConfigError({
      what: `${name} has no column "${wanted}".`,
      expected: `one of ${header.slice(0, 20).join(", ")}`,
      hint: near === undefined ? undefined : `did you mean "${near}"?`,
    });
  }
  const types = new Map(Object.entries(options.types ?? {}));
  const cellsAt = (at: number) => rows.map(({ cells }) => cells[at] ?? "").filter((cell) => !isMissing(cell));
  const commas = header.map((_, at) => delimiter !== "," && haveDecimalComma(cellsAt(at)));
  return (options.columns ?? header).map((column) => {
    const at = places.get(column)!;
    const cells = cellsAt(at);
    const isParted = delimiter === "," ? false : havePointsInThousands(cells, commas.includes(true));
    const hasComma = commas[at] || isParted === true;
    const found = cells.length > 0 && (hasComma || cells.every(isNumber)) ? "number" : "text";
    const type = types.get(column) ?? found;
    if (type === "number" && hasComma) return { name: column, at, type: "decimal comma" };
    const assumed = type === "number" && isParted === undefined ? cells.find((cell) => cell.includes(".")) : undefined;
    return { name: column, at, type, assumed: assumed?.trim() };
  });
}

function recordOf({ cells, line }: CsvRow, width: number, columns: readonly Column[], name: string): CsvRecord {
  // delimiters behind the last cell
  if (cells.length < width || (cells.length > width && !cells.slice(width).every(isBlank))) {
    throw new FormatError({
      what: `Line ${line} of ${name} has another number of cells than the first.`,
      expected: `${width} cells`,
      received: `${cells.length}: ${cells.slice(0, 8).join(", ").slice(0, 80)}`,
      hint:
        width === 1
          ? "the first line must name the columns; remove a title above them"
          : cells.length === 1
            ? "remove notes below the table: each line is a row of it"
            : undefined,
    });
  }
  const record: CsvRecord = {};
  for (const column of columns) {
    setOwn(record, column.name, readCell(cells[column.at]!, column, line, name));
  }
  return record;
}

/** A number with a decimal comma, whose thousands may be parted by points. */
const withPoint = (cell: string) =>
  (/^\s*[+-]?\d{1,3}(\.\d{3})+(,\d*)?\s*$/.test(cell) ? cell.replaceAll(".", "") : cell).replace(",", ".");

function readCell(cell: string, { name: column, type }: Column, line: number, name: string): CsvValue {
  if (type === "text") return cell.trim() === "" ? null : cell;
  if (isMissing(cell)) return null;
  const plain = type === "decimal comma" ? withPoint(cell) : cell;
  if (isNumber(plain)) return Number(plain);
  throw new FormatError({
    what: `Line ${line} of ${name} has a cell that is not a number.`,
    expected: `a number, or nothing, in the column "${column}"`,
    received: JSON.stringify(cell.slice(0, 80)),
    hint: `types: { ${JSON.stringify(column)}: "text" } reads the column as text`,
  });
}

/** What has been found out about a file while reading it. */
interface Form {
  delimiter: string | undefined;
}

async function* readRows(
  source: TextSource,
  name: string,
  form: Form,
  encoding: string | undefined,
): AsyncGenerator<CsvRow> {
  let rows: CsvRows | undefined;
  let waiting = "";
  const begin = (isWhole: boolean) => {
    // the line by which spreadsheets learn the delimiter; the empty line that is left is skipped
    const told = /^sep=([^"\r\n])(?=[\r\n])/i.exec(waiting);
    if (told) waiting = waiting.slice(told[0].length);
    form.delimiter ??= told?.[1] ?? findDelimiter(waiting, isWhole);
    rows = new CsvRows(form.delimiter);
    return rows.push(waiting);
  };
  for await (const text of textChunks(source, encoding)) {
    if (rows) yield* rows.push(text);
    else if ((waiting += text).length > FIRST_LOOK) yield* begin(false);
    if (rows?.fault) throw unreadable(rows.fault, name);
  }
  if (!rows) yield* begin(true);
  const last = rows!.finish();
  if (rows!.fault) throw unreadable(rows!.fault, name);
  if (last) yield last;
}

function unreadable({ line, kind }: CsvFault, name: string): FormatError {
  if (kind === "too long") {
    return new FormatError({
      what: `The row of line ${line} of ${name} does not end.`,
      expected: `at most ${LONGEST_ROW} characters`,
      hint: "a quote that is never closed makes one cell of all that follows",
    });
  }
  return new FormatError({
    what: `Line ${line} of ${name} has a quote that is out of place.`,
    expected: 'a quoted cell from one delimiter to the next, every " in it doubled',
    received: kind,
  });
}
