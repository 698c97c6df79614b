/** The roles of the columns of a labelled table: texts or readings, times, and the series of a row. */
import { ConfigError, type data, tasks } from "../index.ts";

type Rows = readonly data.CsvRecord[];

/** The columns by their roles; the remaining ones are `readings`. */
export interface Columns {
  texts: string[];
  readings: string[];
  times: string[];
  id: string | undefined;
}

const idName = /^(id|(.*[_ -])?id|series|sequence|sample|gesture|trial|subject|recording|session|编号|序号|序列)$/i;
const timeName =
  /^(t|ts|time|timestamp|date|datetime|step|index|frame|row|tick|(.*[_ -])?(time|ms|millis|seconds)|时间|日期|步)$/i;

const labelName = /^(labels?|class|classes|category|categories|target|y|tags?|topics?|标签|类别|分类|类)$/i;

/** The column of labels where nobody names it: one that is called so, else the last. */
export function findLabel(names: readonly string[]): string | undefined {
  return labelName.test(names.at(-1)?.trim() ?? "")
    ? names.at(-1)
    : (names.find((name) => labelName.test(name.trim())) ?? names.at(-1));
}

/**
 * Texts in a file whose first line is data already, since its label is that of other rows, too.
 * @throws ConfigError with the way out
 */
export function checkHeader(path: string, columns: readonly string[], label: string, classes: readonly string[]): void {
  const others = columns.filter((name) => name !== label);
  if (labelName.test(label.trim()) || !classes.includes(label.trim()) || !others.some((name) => /\S\s+\S/.test(name)))
    return;
  throw new ConfigError({
    what: `The first line of ${path} does not seem to be a header: "${label}" is a label of other rows, too.`,
    expected: "a line that names the columns, such as text,label",
    received: columns.join(", "),
    hint: `write one above it; or say --label "${label}" if the column is called so`,
  });
}

/** Assigns roles to the columns of a table, those asked for first. */
export function sortColumns(rows: Rows, names: readonly string[], asked: { id?: string | undefined }): Columns {
  const id = asked.id ?? names.find((name) => idName.test(name) && tellsSeriesApart(rows, name));
  const others = names.filter((name) => name !== id);
  const times = others.filter((name) => others.length > 1 && isTime(rows, name, id));
  const rest = others.filter((name) => !times.includes(name));
  const texts = rest.filter((name) => rows.some((row) => typeof row[name] === "string"));
  return { texts, readings: rest.filter((name) => !texts.includes(name)), times, id };
}

/** Whether the rows with the same value follow one another, usually several. */
function tellsSeriesApart(rows: Rows, name: string): boolean {
  const distinct = new Set(rows.map((row) => row[name]));
  const runs = rows.filter((row, i) => i === 0 || row[name] !== rows[i - 1]![name]).length;
  return distinct.size > 1 && runs === distinct.size && rows.length >= 2 * distinct.size;
}

/** Whether a column numbers the rows, or has a name for times and never decreases; for words, whether they are times. */
function isTime(rows: Rows, name: string, id: string | undefined): boolean {
  const values = rows.map((row) => row[name]);
  if (values.some((value) => typeof value === "string")) return areTimes(rows, name);
  if (!values.every((value) => typeof value === "number")) return false;
  const goesOn = (i: number) => i === 0 || (id !== undefined && rows[i]![id] !== rows[i - 1]![id]);
  const steps = (values as number[]).flatMap((value, i) => (goesOn(i) ? [] : [value - (values[i - 1] as number)]));
  if (steps.length < 2) return false;
  if (timeName.test(name.trim()) || name.trim() === "") return steps.every((step) => step >= 0);
  return steps.every((step) => step === 1);
}

function areTimes(rows: Rows, name: string): boolean {
  try {
    return tasks.findTimes(rows, [name]).name === name;
  } catch {
    return false;
  }
}
