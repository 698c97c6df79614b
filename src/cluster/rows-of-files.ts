/** The rows of files of data, some at a time: a file may be larger than memory. */
import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { extname } from "node:path";
import { type CsvRecord, readCsv, readNpy, readNpz } from "../data/index.ts";
import { npyElements, npyLayout } from "../data/npy.ts";
import { FormatError, IoError, type Tensor, tensor } from "../tensor/index.ts";
import { safetensorsRows } from "./safetensors-rows.ts";

/** Rows of a file: an array for each of its columns' groups, arrays or files, by name. */
export type Rows = Readonly<Record<string, Tensor>>;

/** Rows that are read at once of a table. */
const TABLE_ROWS = 4096;
/** Bytes that are read at once of an array. */
const PIECE = 2 ** 23;
/** Bytes at a file's begin in which the head of an array lies. */
const HEAD = 2 ** 16;

/** The columns of a table's rows as they come. */
export interface TableRows {
  columns: readonly string[];
  rows: readonly (readonly number[])[];
}

const kinds = ["csv", "parquet", "npy", "npz", "safetensors"] as const;
/** The kinds of files that hold samples. */
export type Kind = (typeof kinds)[number];

/** The kind of a file by its ending. @throws IoError when it is not there; FormatError for another ending */
export function kindOf(path: string): Kind {
  const kind = extname(path).slice(1).toLowerCase();
  if (!kinds.includes(kind as Kind))
    throw new FormatError({
      what: `The extension of ${path} is not that of a known format.`,
      expected: kinds.map((each) => `.${each}`).join(", "),
      received: kind || "none",
    });
  if (!statSync(path, { throwIfNoEntry: false })?.isFile())
    throw new IoError({ what: `The file ${path} is not there.` });
  return kind as Kind;
}

/** The rows of a table in `.csv` or `.parquet`. @throws FormatError, with the row, for a cell that is no number */
export async function* tableRows(path: string, encoding?: string): AsyncGenerator<TableRows> {
  const records = kindOf(path) === "csv" ? readCsv(path, { encoding }) : parquetRecords(path);
  let columns: string[] | undefined;
  let rows: number[][] = [];
  let count = 0;
  for await (const record of records) {
    columns ??= Object.keys(record);
    count++;
    rows.push(columns.flatMap((column) => numbersOf(record[column], path, count, column)));
    if (rows.length < TABLE_ROWS) continue;
    yield { columns, rows };
    rows = [];
  }
  if (columns && rows.length > 0) yield { columns, rows };
  if (!columns) throw new FormatError({ what: `${path} holds no rows.` });
}

function numbersOf(cell: unknown, path: string, row: number, column: string): number {
  const value = typeof cell === "bigint" || typeof cell === "boolean" ? Number(cell) : cell;
  if (typeof value === "number") return value;
  throw new FormatError({
    what: `${path} is not a table of numbers: row ${row}, column "${column}".`,
    expected: "a number",
    received: cell === null || cell === undefined ? "nothing" : String(cell).slice(0, 60),
    hint: "leave columns of other values out with --columns",
  });
}

interface Parquet {
  asyncBufferFromFile(path: string): Promise<unknown>;
  parquetMetadataAsync(file: unknown): Promise<{ row_groups: { num_rows: bigint }[] }>;
  parquetReadObjects(options: object): Promise<CsvRecord[]>;
}

/** The rows of a Parquet file, a group of rows at a time, by a library that the user's project has. */
async function* parquetRecords(path: string): AsyncGenerator<CsvRecord> {
  // a name that bundlers do not follow
  const load = async (name: string) => import(name);
  const library = (await load("hyparquet").catch((error) => {
    throw new IoError({
      what: "Parquet files are read by the package hyparquet, which is not here.",
      hint: "npm install hyparquet hyparquet-compressors",
      cause: error,
    });
  })) as Parquet;
  const { compressors } = await load("hyparquet-compressors").catch(() => ({ compressors: undefined }));
  try {
    const file = await library.asyncBufferFromFile(path);
    const metadata = await library.parquetMetadataAsync(file);
    let rowStart = 0;
    for (const { num_rows } of metadata.row_groups) {
      const rowEnd = rowStart + Number(num_rows);
      for (let from = rowStart; from < rowEnd; from += 16 * TABLE_ROWS) {
        const part = { file, metadata, rowStart: from, rowEnd: Math.min(rowEnd, from + 16 * TABLE_ROWS) };
        yield* await library.parquetReadObjects({ ...part, ...(compressors && { compressors }) });
      }
      rowStart = rowEnd;
    }
  } catch (error) {
    throw new FormatError({
      what: `${path} is not a Parquet file that can be read.`,
      received: (error as Error).message,
      cause: error,
    });
  }
}

/** The arrays of a `.npz` by their names; some rows at a time those of a `.safetensors`, or that of a `.npy` by a name for it. */
export async function* arrayRows(path: string, name: string): AsyncGenerator<Rows> {
  const kind = kindOf(path);
  if (kind === "npz") yield await readNpz(wholeFile(path), path);
  else if (kind === "safetensors") yield* safetensorsRows(path, PIECE);
  else for (const rows of npyRows(path)) yield { [name]: rows };
}

/** @throws FormatError for a file beyond what Node reads at once */
function wholeFile(path: string): Buffer {
  if (statSync(path).size < 2 ** 31) return readFileSync(path);
  throw new FormatError({
    what: `${path} is too large to be read as a whole, as archives are.`,
    expected: "less than 2 GiB",
    hint: "several .npz files follow one another; .npy and .safetensors are read piece by piece, whatever their size",
  });
}

/** Rows of a `.npy` file. @throws FormatError as `readNpy`, and for a file that ends early */
export function* npyRows(path: string): Generator<Tensor> {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(HEAD);
    const layout = npyLayout(head.subarray(0, readSync(file, head, 0, HEAD, 0)), path);
    const { size, start, isFortran } = layout;
    const [count = 1, ...rest] = layout.shape;
    const whole = fstatSync(file).size;
    // what is small, or lies column by column, is read or refused as a whole
    if (isFortran || layout.shape.length === 0 || whole <= PIECE) {
      yield readNpy(readFileSync(path), path);
      return;
    }
    const bytes = rest.reduce((product, length) => product * length, size);
    if (start + count * bytes !== whole)
      throw new FormatError({
        what: `${path} is not a whole array.`,
        expected: `${count * bytes} bytes of elements`,
        received: String(whole - start),
      });
    const many = Math.max(1, Math.floor(PIECE / bytes));
    for (let row = 0; row < count; row += many) {
      const rows = Math.min(many, count - row);
      const piece = Buffer.alloc(rows * bytes);
      readSync(file, piece, 0, piece.length, start + row * bytes);
      yield npyElements(piece, layout, [rows, ...rest], path);
    }
  } finally {
    closeSync(file);
  }
}

/** Rows of numbers as a tensor, each cut into steps where that is asked. */
export function rowsTensor(rows: readonly (readonly number[])[], steps: number | undefined): Tensor {
  const width = rows[0]!.length;
  return tensor(Float32Array.from(rows.flat()), [rows.length, ...(steps ? [steps, width / steps] : [width])]);
}
