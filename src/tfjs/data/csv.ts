/** Rows of CSV files as elements. */

import { CsvRows } from "../../data/csv-rows.ts";
import { ConfigError, FormatError } from "../../index.ts";
import {
  type Complete,
  checkOption,
  type Declared,
  isBlob,
  readOptions,
  takes,
  unknownWarned,
} from "../../tensor/index.ts";
import type { DataType } from "../types.ts";
import { Dataset } from "./dataset.ts";
import { aSource, type DataSource, FileDataSource, URLDataSource } from "./files.ts";
import { lazily } from "./iterator.ts";

/** Settings of a column. */
export interface ColumnConfig {
  /** Whether an empty cell is an error. */
  required?: boolean;
  /** The type of its cells. Default: numbers if they look like numbers, otherwise texts. */
  dtype?: DataType;
  /** The value of an empty cell. */
  default?: any;
  /** Whether the column is a target: elements are then `{ xs, ys }`. */
  isLabel?: boolean;
}
/** Options of `tf.data.csv`. */
export interface CSVConfig {
  /** Whether the first line has the names of the columns. Default true. */
  hasHeader?: boolean;
  /** The names of the columns, in place of those of the first line. */
  columnNames?: readonly string[];
  /** Settings of columns, by name. */
  columnConfigs?: Readonly<Record<string, ColumnConfig>>;
  /** Leave out columns without settings. Default false. */
  configuredColumnsOnly?: boolean;
  /** The separator of cells. Default ",". */
  delimiter?: string;
  /** Cells are separated by any number of spaces. Default false. */
  delimWhitespace?: boolean;
}

/** A dataset whose elements are the rows of CSV. */
export class CSVDataset extends Dataset<Record<string, any>> {
  private names: readonly string[] | undefined;
  private readonly config: Complete<CSVConfig, typeof csvOptions>;

  constructor(
    private readonly input: DataSource,
    csvConfig: CSVConfig | null = {},
  ) {
    super(async () => lazily(await this.rows()));
    checkOption("data.csv", "source", input, aSource);
    this.config = readOptions("data.csv", unknownWarned(csvConfig ?? {}), csvOptions);
    for (const [name, column] of Object.entries(this.config.columnConfigs ?? {})) {
      readOptions(`data.csv, column ${name}`, unknownWarned(column), columnConfig);
    }
  }

  /** The names of the columns. */
  async columnNames(): Promise<string[]> {
    if (!this.names) await this.rows();
    const { columnConfigs, configuredColumnsOnly } = this.config;
    return configuredColumnsOnly ? Object.keys(columnConfigs ?? {}) : [...this.names!];
  }

  private async rows(): Promise<Iterator<Record<string, any>>> {
    const { hasHeader, columnNames, delimiter, delimWhitespace } = this.config;
    const text = await this.input.text();
    const lines = splitRows(
      delimWhitespace ? text.replaceAll(/^ +| +(?= )/gm, "") : text,
      delimWhitespace ? " " : delimiter,
    );
    const first = hasHeader ? lines.shift() : undefined;
    if (hasHeader && !first) throw new FormatError({ what: "data.csv: the file has no lines." });
    this.names = this.checkNames(columnNames ?? first, first);
    return lines.map((cells, i) => this.element(cells, i + (hasHeader ? 2 : 1))).values();
  }

  private checkNames(names: readonly string[] | undefined, first: readonly string[] | undefined): readonly string[] {
    if (!names)
      throw new ConfigError({
        what: "data.csv needs the names of the columns.",
        hint: "columnNames, or hasHeader: true",
      });
    if (first && first.length !== names.length) {
      throw new ConfigError({
        what: "data.csv: columnNames are not as many as the first line has.",
        expected: `${first.length}`,
        received: `${names.length}`,
      });
    }
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new FormatError({ what: `data.csv: two columns have the name "${twice}".` });
    const strange = Object.keys(this.config.columnConfigs ?? {}).find((name) => !names.includes(name));
    if (strange === undefined) return names;
    throw new ConfigError({ what: `data.csv: there is no column "${strange}".`, expected: names.join(", ") });
  }

  private element(cells: readonly string[], line: number): Record<string, any> {
    const names = this.names!;
    if (cells.length !== names.length) {
      throw new FormatError({
        what: `data.csv: line ${line} has another number of cells.`,
        expected: `${names.length}`,
        received: `${cells.length}: ${cells.join(", ")}`,
      });
    }
    const { columnConfigs = {}, configuredColumnsOnly } = this.config;
    const [features, labels]: [Record<string, any>, Record<string, any>] = [{}, {}];
    for (const [i, name] of names.entries()) {
      const column = columnConfigs[name];
      if (configuredColumnsOnly && !column) continue;
      (column?.isLabel ? labels : features)[name] = cellValue(cells[i]!, name, line, column);
    }
    return Object.keys(labels).length > 0 ? { xs: features, ys: labels } : features;
  }
}

function splitRows(text: string, delimiter: string): string[][] {
  const rows = new CsvRows(delimiter);
  const found = [...rows.push(text.replace(/^\uFEFF/, "")), ...rows.push("\n")];
  if (rows.fault) throw new FormatError({ what: `data.csv: line ${rows.fault.line}: ${rows.fault.kind}.` });
  return found.map(({ cells }) => cells);
}

function cellValue(cell: string, name: string, line: number, column: ColumnConfig | undefined): unknown {
  if (cell === "") {
    if (column?.default !== undefined) return column.default;
    if (!column?.required && !column?.isLabel) return undefined;
    throw new FormatError({ what: `data.csv: the column "${name}" is empty in line ${line}.`, expected: "a value" });
  }
  if (column?.dtype === "bool") return cell === "1" || cell.toLowerCase() === "true" ? 1 : 0;
  if (column?.dtype === "string") return cell;
  const number = Number(cell);
  if (Number.isNaN(number)) return cell;
  return column?.dtype === "int32" ? Math.floor(number) : number;
}

const columns = takes.check<Readonly<Record<string, ColumnConfig>>>(
  "a record of what is known of columns",
  (given) => typeof given === "object" && given !== null && !Array.isArray(given),
);
const columnConfig = {
  required: takes.flag,
  dtype: takes.oneOf("float32", "int32", "bool", "string"),
  default: takes.anything,
  isLabel: takes.flag,
} satisfies Declared<ColumnConfig>;
const csvOptions = {
  hasHeader: true,
  columnNames: takes.listOf(takes.text),
  columnConfigs: columns,
  configuredColumnsOnly: false,
  delimiter: takes.withDefault(
    takes.check<string>("one character", (given) => typeof given === "string" && given.length === 1),
    ",",
  ),
  delimWhitespace: false,
} satisfies Declared<CSVConfig>;

/** A dataset of the rows of a CSV file, each a record by column: at an address, in a file (`file://`), or among a page's files. */
export function csv(source: string | Request | Blob, csvConfig: CSVConfig = {}): CSVDataset {
  return new CSVDataset(isBlob(source) ? new FileDataSource(source) : new URLDataSource(source), csvConfig);
}
