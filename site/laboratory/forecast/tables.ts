/** A CSV file as a table, and a column of it as a series. */
import { type data, tasks } from "recurve";
import { readTable } from "../shared/read-table.ts";
import { PageError } from "../shared/worker-calls.ts";
import type { Setup } from "./setup.ts";

/** What a file holds, before anything is learned. */
export interface ReadTable {
  readonly rows: number;
  readonly columns: readonly string[];
  /** Columns of numbers, of which one can be forecast. */
  readonly targets: readonly string[];
  readonly target: string;
  /** Columns of words, which may be labels. */
  readonly words: readonly string[];
  /** The column of times; absent where rows only follow each other. */
  readonly time: string | undefined;
  /** How times were read, and what they could be as well. */
  readonly format: string;
  readonly otherwise: string | undefined;
  readonly every: { unit: string; count: number };
  /** How many values were missing and are drawn. */
  readonly drawn: number;
  readonly times: readonly string[];
  readonly values: readonly number[];
}

/** A table with its series. */
export interface Loaded {
  readonly told: ReadTable;
  readonly series: tasks.Series;
}

/** @throws FormatError, PageError, with row and column for what cannot be read */
export async function loadTable(source: Blob | string, settings: Pick<Setup, "target" | "fill">): Promise<Loaded> {
  const { columns, rows } = await readTable(typeof source === "string" ? new Blob([source]) : source);
  const gaps = settings.fill ? "fill" : "error";
  // where one column is all there is, it is no time
  const time = tasks.findTimes(rows, columns.length > 1 ? columns : []).name;
  const targets = columns.filter((name) => ![time].flat().includes(name) && isNumeric(rows, name));
  const target = targets.includes(settings.target) ? settings.target : targets.at(-1);
  if (target === undefined) {
    throw new PageError({
      en: `No column of this table has numbers to forecast. Its columns: ${columns.join(", ")}`,
      zh: `这个表里没有可以预测的数字列。它的列：${columns.join("、")}`,
    });
  }
  const series = tasks.readSeries(rows, { columns: [target], time, gaps });
  const { values, times } = timesAndValues(series, target);
  return {
    series,
    told: {
      rows: rows.length,
      columns,
      targets,
      target,
      words: columns.filter((name) => ![time].flat().includes(name) && !targets.includes(name)),
      time: time === null ? undefined : [time].flat().join(", "),
      format: series.time.format,
      otherwise: series.time.otherwise,
      every: series.frequency,
      drawn: series.drawn[target]?.reduce((sum, each) => sum + each, 0) ?? 0,
      times,
      values,
    },
  };
}

/** Most cells are numbers; errors name the rows of the others. */
function isNumeric(rows: readonly data.CsvRecord[], name: string): boolean {
  const cells = rows.map((row) => row[name]).filter((cell) => cell !== null && cell !== undefined);
  return tasks.numbersIn(cells).values.filter(Number.isFinite).length > cells.length / 2;
}

function timesAndValues(series: tasks.Series, target: string) {
  const reader = tasks.forecaster(series, { target, horizon: 1, window: 1, method: "naive" });
  const { times, values } = reader.past(series.length, series);
  return { times, values: values[target]! };
}
