/** Tables with labels: texts, or the readings of series. */
import { ConfigError, type data, type Model, type tasks } from "../index.ts";
import { checkHeader, findLabel, sortColumns } from "./labelled-columns.ts";

/** The content of a table for a classifier. */
export interface LabelledData {
  samples: tasks.Sample[];
  labels: tasks.Label[];
  classes: string[];
  /** Whether every step of a series has its own label. */
  perStep: boolean;
  /** How the table was read, so that others are read alike; stored in the model. */
  form: TableForm;
  /** The number of rows, and of rows without a label, which were left out. */
  rows: number;
  unlabelled: number;
}

/** How a labelled table is read. */
export interface TableForm {
  /** The column of texts; undefined where samples are series. */
  text?: string | undefined;
  label: string;
  /** The separator of labels in a cell, where there are several. */
  separator?: string | undefined;
  /** The columns of readings, in the order of the features; undefined where samples are texts. */
  columns?: readonly string[] | undefined;
  /** The column that identifies the series. */
  id?: string | undefined;
  /** Columns of times, which are not readings. */
  times?: readonly string[] | undefined;
  /** Readings per window. */
  window?: number | undefined;
}

/** The requested roles; the others are found. */
export type AskedForm = { [K in keyof TableForm]?: TableForm[K] | undefined };

/** How the training table of a classifier was read. */
export function formOf({ metadata }: Model<any>): AskedForm {
  if (metadata.form) return metadata.form as AskedForm;
  // early versions stored only the columns
  return { columns: metadata.columns as string[] | undefined, window: MOST_WINDOW };
}

/** The most readings per window; fewer for a short series, so that there are windows for training and for test. */
const [LEAST_WINDOW, MOST_WINDOW, WINDOWS] = [8, 64, 40];

/**
 * The samples and labels of a table; `path` is what messages call it. A column of words besides the labels holds texts; where all are
 * numbers, the rows are readings.
 * @throws ConfigError when a column is missing
 */
export function labelledOf(table: data.CsvTable, path: string, asked: AskedForm): LabelledData {
  const { columns: all, rows: records } = table;
  const label = chosen("label", asked.label ?? findLabel(all), all, path);
  const { separator } = asked;
  const isEmpty = (record: data.CsvRecord) => String(record[label] ?? "").trim() === "";
  const rows = separator === undefined ? records.filter((record) => !isEmpty(record)) : records;
  const ofRows = rows.map((record) => String(record[label] ?? "").trim());
  const lists = separator === undefined ? ofRows.map((each) => [each]) : ofRows.map((each) => cut(each, separator));
  const classes = [...new Set(lists.flat())].sort();
  if (classes.length < 2) {
    throw new ConfigError({
      what: `The column "${label}" of ${path} holds no two labels.`,
      expected: "a label of two kinds or more in each row",
      received: classes.join(", ") || "no label",
      hint: `name the column of labels (--label); there are: ${all.join(", ")}`,
    });
  }
  if (asked.label === undefined) checkHeader(path, all, label, classes);
  const known = { classes, rows: records.length, unlabelled: records.length - rows.length };
  const others = all.filter((name) => name !== label);
  const sorted = sortColumns(rows, others, { id: asked.id && chosen("id", asked.id, all, path) });
  if (asked.text !== undefined || (!asked.columns && sorted.texts.length > 0)) {
    const text = chosen("text", asked.text ?? longest(sorted.texts, rows), all, path);
    const samples = rows.map((record) => String(record[text] ?? ""));
    const labels = separator === undefined ? ofRows : lists;
    return { ...known, samples, labels, perStep: false, form: { text, label, separator } };
  }
  if (separator !== undefined) {
    throw new ConfigError({ what: "Readings have one label each.", expected: "texts with --label-separator" });
  }
  const columns = asked.columns ?? sorted.readings;
  if (columns.length === 0) {
    throw new ConfigError({
      what: `${path} has labels in the column "${label}", and nothing to predict them from.`,
      expected: "a further column, of texts or of numbers",
      hint: "name the column of labels with --label, if it is another",
    });
  }
  const { id, times } = sorted;
  const series = seriesOf(readingsOf(rows, columns, path), rows, id);
  const labelsOf = seriesOf(ofRows, rows, id);
  const perStep = id === undefined || labelsOf.some((each) => each.some((one) => one !== each[0]));
  const window = asked.window ?? Math.min(MOST_WINDOW, Math.max(LEAST_WINDOW, Math.floor(rows.length / WINDOWS)));
  const form = { label, columns, id, times, ...(perStep && { window }) };
  if (!perStep) return { ...known, samples: series, labels: labelsOf.map(([each]) => each!), perStep, form };
  const inWindows = <T>(list: readonly T[][]) => list.flatMap((each) => windowsOf(each, window));
  return { ...known, samples: inWindows(series), labels: inWindows(labelsOf), perStep, form };
}

/** The readings of a table without labels, as a classifier was trained to read them. */
export interface Readings {
  series: number[][][];
  /** The names of the series; absent if the table is a single one. */
  ids: string[] | undefined;
}

/** The readings of a table, for a classifier that was trained on one of this form. @throws ConfigError when a column is missing */
export function unlabelledOf({ columns: all, rows }: data.CsvTable, path: string, form: AskedForm): Readings {
  const columns = form.columns ?? all;
  if (form.id !== undefined) chosen("id", form.id, all, path);
  const series = seriesOf(readingsOf(rows, columns, path), rows, form.id);
  if (form.id === undefined) return { series: series.flatMap((each) => windowsOf(each, form.window)), ids: undefined };
  return { series, ids: seriesOf(rows, rows, form.id).map(([first]) => String(first![form.id!])) };
}

/** The columns of a table as readings, row after row. @throws ConfigError when one is missing or holds no number */
function readingsOf(rows: readonly data.CsvRecord[], columns: readonly string[], path: string): number[][] {
  const empty = columns.find((name) => rows.every((row) => row[name] === null));
  if (empty !== undefined) {
    throw new ConfigError({
      what: `The column "${empty}" of ${path} is empty.`,
      expected: "texts or readings",
      hint: "remove the column, or fill it",
    });
  }
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

/** The rows by series, each in order; a single series if no column identifies them. */
function seriesOf<T>(values: readonly T[], rows: readonly data.CsvRecord[], id: string | undefined): T[][] {
  if (id === undefined) return [[...values]];
  const series = new Map<unknown, T[]>();
  for (const [i, row] of rows.entries()) {
    const own = series.get(row[id]);
    if (own) own.push(values[i]!);
    else series.set(row[id], [values[i]!]);
  }
  return [...series.values()];
}

/** Rows in windows, one after the other; the last may be shorter. */
function windowsOf<T>(rows: readonly T[], window = MOST_WINDOW): T[][] {
  return Array.from({ length: Math.ceil(rows.length / window) }, (_, i) => rows.slice(i * window, (i + 1) * window));
}

const cut = (cell: string, separator: string) => [
  ...new Set(
    cell
      .split(separator)
      .map((each) => each.trim())
      .filter((each) => each !== ""),
  ),
];

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
