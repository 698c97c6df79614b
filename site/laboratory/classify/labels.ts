/** A table with labels, read as the command line reads it. */
import { type LabelledData, labelledOf } from "../../../src/cli/labelled-data.ts";
import { readTable } from "../shared/read-table.ts";
import type { Setup } from "./setup.ts";

/** The content of a file, before learning; `failure` if it cannot be used for learning. */
export interface ReadLabels {
  readonly columns: readonly string[];
  readonly label: string;
  readonly failure: string | undefined;
  readonly rows: number;
  readonly unlabelled: number;
  /** The column of texts, or those of readings. */
  readonly text: string | undefined;
  readonly readings: readonly string[];
  /** Whether every reading has a label of its own, rather than a whole series. */
  readonly perStep: boolean;
  /** How many rows, texts or series each class has. */
  readonly counts: readonly (readonly [name: string, count: number])[];
  readonly first: readonly string[];
}

export interface Loaded {
  readonly told: ReadLabels;
  readonly all: LabelledData | undefined;
}

const labelName = /^(label|class|category|target|language|kind|type|topic|state|标签|类别|分类|类|状态)$/i;

/** @throws FormatError, PageError for what is no table */
export async function loadLabels(source: Blob, name: string, setup: Pick<Setup, "label">): Promise<Loaded> {
  const table = await readTable(source);
  const { columns } = table;
  const found = columns.includes(setup.label) ? setup.label : columns.find((each) => labelName.test(each.trim()));
  const label = found ?? columns.at(-1) ?? "";
  const nothing = { text: undefined, readings: [], perStep: false, counts: [], first: [], unlabelled: 0 };
  try {
    const all = labelledOf(table, name, { label });
    return { told: tellOf(all, columns, label), all };
  } catch (error) {
    const failure = (error as Error).message;
    return { told: { columns, label, failure, rows: table.rows.length, ...nothing }, all: undefined };
  }
}

function tellOf(all: LabelledData, columns: readonly string[], label: string): ReadLabels {
  const counts = new Map(all.classes.map((each) => [each, 0]));
  for (const each of all.labels.flat() as string[]) counts.set(each, counts.get(each)! + 1);
  return {
    ...{ columns, label, failure: undefined, rows: all.rows, unlabelled: all.unlabelled, perStep: all.perStep },
    text: all.form.text,
    readings: all.form.columns ?? [],
    counts: [...counts].sort((a, b) => b[1] - a[1]),
    first: all.samples.filter((each): each is string => typeof each === "string").slice(0, 1),
  };
}
