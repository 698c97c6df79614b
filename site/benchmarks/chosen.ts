/** What is shown of the results: choices, and the rows that fit them. */
import { choice, type StateOf } from "../laboratory/shared/address.ts";
import type { Row } from "./results.data.ts";

export const fields = {
  cell: choice("lstm", "gru", "simpleRNN"),
  work: choice("train", "forward", "step", "fit"),
  threads: choice("1", "2"),
  /** The shape of the chart; none of them stands for the last one. */
  shape: choice("B64T50D256H512", "B128T40D64H256", "B32T100D64H128", "B32T20D8H32", "B1T100D64H128", "B1T1D64H128"),
  modelWork: choice("train", "forward"),
  axis: choice("T", "B", "H"),
};

export type Chosen = StateOf<typeof fields>;

/** Three digits, no exponent. */
export const digits = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(value >= 1 ? 3 : 2));

/** The shapes that rows have, from small to large; the language model has none. */
export const shapesOf = (rows: readonly Row[]) => [...new Set(rows.map(({ shape }) => shape ?? ""))];

/** A system's bar: its time, and how long it takes beside the fastest of Recurve's levels. */
export interface Bar {
  system: string;
  ms: number;
  /** As a share of the longest, on a logarithmic scale on which a tenth of the fastest is nothing. */
  share: number;
  times: number | undefined;
  isRecurve: boolean;
}

export function barsOf(rows: readonly Row[]): Bar[] {
  const done = rows.filter((row): row is Row & { ms: number } => row.ms !== undefined);
  if (done.length === 0) return [];
  const all = done.map(({ ms }) => ms);
  const least = Math.min(...all) / 10;
  const span = Math.log(Math.max(...all) / least);
  const own = Math.min(...done.filter(({ system }) => isRecurve(system)).map(({ ms }) => ms));
  return [...done]
    .sort((a, b) => a.ms - b.ms)
    .map(({ system, ms }) => ({
      ...{ system, ms, isRecurve: isRecurve(system) },
      share: Math.log(ms / least) / span,
      times: Number.isFinite(own) ? ms / own : undefined,
    }));
}

export const isRecurve = (system: string) => system.startsWith("recurve");

/** A table: a row for each system, a column for each of `columns`, the fastest of a column marked. */
export function tableOf(rows: readonly Row[], columns: readonly string[], columnOf: (row: Row) => string) {
  const systems = [...new Set(rows.filter(({ ms }) => ms !== undefined).map(({ system }) => system))];
  const cells = systems.map((system) => ({
    system,
    cells: columns.map((column) => {
      const same = rows.filter((row) => columnOf(row) === column);
      const row = same.find((each) => each.system === system);
      const fastest = Math.min(...same.map(({ ms = Number.POSITIVE_INFINITY }) => ms));
      if (row?.ms !== undefined) return { text: digits(row.ms), isFastest: row.ms === fastest, why: undefined };
      const isLong = row?.left?.startsWith("over ");
      return { text: isLong ? `> ${row!.left!.slice(5)}` : "–", isFastest: false, why: row?.left };
    }),
  }));
  return cells;
}
