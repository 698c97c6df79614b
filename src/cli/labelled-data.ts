/** Tables with labels: texts, or the readings of a series. */
import { ConfigError, type data, type tasks } from "../index.ts";
import { readTable } from "./read-rows.ts";

/** What a table holds for a classifier. */
export interface LabelledData {
  samples: tasks.Sample[];
  labels: tasks.Label[];
  classes: string[];
  /** The columns of readings, in the order of the features; undefined where samples are texts. */
  columns: string[] | undefined;
  /** A sentence's worth for people. */
  description: string;
}

/** Readings that are looked at together. */
const WINDOW = 64;

/** What is asked of a table; what is not is found. */
export interface LabelledOptions {
  /** The column of texts. */
  text?: string;
  /** The column of labels. */
  label?: string;
  /** The columns of readings, for a classifier that was trained on these. */
  columns?: readonly string[];
}

/**
 * Reads a CSV with a header. A column of words besides the labels holds texts; where all are numbers, the rows are readings.
 * @throws FormatError, ConfigError when the file is none or a column is missing
 */
export async function readLabelled(
  path: string,
  { text, label, columns: asked }: LabelledOptions,
): Promise<LabelledData> {
  const { columns, rows: records } = await readTable(path);
  const labelColumn = chosen("label", label ?? columns.at(-1), columns, path);
  const others = asked ?? columns.filter((name) => name !== labelColumn);
  const rows = records.filter((record) => record[labelColumn] !== null && record[labelColumn] !== "");
  const labels = rows.map((record) => String(record[labelColumn]));
  const classes = [...new Set(labels)].sort();
  if (classes.length < 2) {
    throw new ConfigError({
      what: `The column "${labelColumn}" of ${path} holds no two labels.`,
      expected: "a label of two kinds or more in each row",
      received: classes.join(", ") || "no label",
      hint: `name the column with --label; there are: ${columns.join(", ")}`,
    });
  }
  const words = others.filter((name) => rows.some((record) => typeof record[name] === "string"));
  if (text !== undefined || (!asked && words.length > 0)) {
    const column = chosen("text", text ?? longest(words, rows), columns, path);
    const samples = rows.map((record) => String(record[column] ?? ""));
    const description = `${rows.length} texts of the column "${column}", labels of "${labelColumn}"`;
    return { samples, labels, classes, columns: undefined, description };
  }
  return {
    samples: windowsOf(readingsOf(rows, others, path)),
    labels: windowsOf(labels),
    classes,
    columns: [...others],
    description: `${rows.length} readings of ${others.join(", ")}, labels of "${labelColumn}"`,
  };
}

/** The columns of a table as readings, row after row. @throws ConfigError when one is missing or holds no number */
export function readingsOf(rows: readonly data.CsvRecord[], columns: readonly string[], path: string): number[][] {
  return rows.map((record, i) =>
    columns.map((name) => {
      const value = record[name];
      if (typeof value === "number") return value;
      throw new ConfigError({
        what: `Row ${i + 1} of ${path} holds no reading of "${name}".`,
        expected: `a number in each of ${columns.join(", ")}`,
        received: value === undefined ? "no such column" : JSON.stringify(value),
      });
    }),
  );
}

/** Rows in windows, one after the other; the last may be shorter. */
export function windowsOf<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / WINDOW) }, (_, i) => rows.slice(i * WINDOW, (i + 1) * WINDOW));
}

function longest(columns: readonly string[], rows: readonly data.CsvRecord[]): string {
  const lengths = columns.map((name) => rows.reduce((sum, record) => sum + String(record[name] ?? "").length, 0));
  return columns[lengths.indexOf(Math.max(...lengths))]!;
}

function chosen(kind: string, name: string | undefined, columns: readonly string[], path: string): string {
  if (name !== undefined && columns.includes(name)) return name;
  throw new ConfigError({
    what: `${path} has no column "${name ?? ""}" of ${kind}s.`,
    expected: columns.join(", ") || "a header and rows",
    received: name ?? "no column",
  });
}
