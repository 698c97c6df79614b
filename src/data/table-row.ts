/** Rows of tables. */
import { takes } from "../tensor/index.ts";

/** A row of a table: the cells by the names of their columns, as `data.readCsv` gives them. */
export type Row = Readonly<Record<string, unknown>>;

/** The check of one. */
export const aRow = /* @__PURE__ */ takes.check<Row>(
  "a record",
  (value) => typeof value === "object" && value !== null,
);
