/** Numbers as people write them: 1,234.5 or 1.234,5, with a currency or a percent sign, in brackets where they are below zero. */
import { checkOption, takes } from "../../tensor/index.ts";

/** How a column writes its numbers: what stands before the fraction; the other sign parts thousands. */
type Style = "point" | "comma";

const forms: Readonly<Record<Style, RegExp>> = {
  point: /^[+-]?(\d{1,3}(,\d{3})+|\d+)?(\.\d+)?$/,
  comma: /^[+-]?(\d{1,3}(\.\d{3})+|\d+)?(,\d+)?$/,
};

/** What stands for no number. */
const missing = /^(|n\/?a|#n\/a|nan|null|none|nil|-+|–|—|\.{1,3}|\?)$/i;
/** A currency, by its sign or its code, or a share: in front of a number or behind it. */
const unit = /^(\p{Sc}|[A-Z]{1,3}\p{Sc}|USD|EUR|GBP|CHF|CNY|JPY|元|kr)|(\p{Sc}|%|‰|USD|EUR|GBP|CHF|CNY|JPY|元|kr)$/gu;

/** A text as bare digits, signs and points: spaces and apostrophes that part thousands, minus signs and units taken away. */
function bare(text: string): string {
  const tight = text.replace(/[\s\u00a0\u202f]+/g, "").replace(/[−–](?=\S)/g, "-");
  const sign = /^-/.test(tight) || /^\(.*\)$/.test(tight) ? "-" : "";
  const rest = tight
    .replace(/^\((.*)\)$/, "$1")
    .replace(/^[+-]/, "")
    .replace(unit, "")
    .replace(/^[+-]/, "");
  const inner = /^-/.test(tight.replace(unit, "")) ? "-" : sign;
  return inner + rest.replace(/(?<=\d)['’](?=\d{3})/g, "");
}

function read(cell: unknown, style: Style): number | undefined {
  if (cell === null || cell === undefined) return Number.NaN;
  if (typeof cell === "number") return cell;
  if (typeof cell === "boolean") return Number(cell);
  if (typeof cell !== "string") return undefined;
  const text = cell.trim();
  if (missing.test(text)) return Number.NaN;
  if (/^[+-]?(\d+\.?\d*|\.\d+)e[+-]?\d+$/i.test(text)) return Number(text);
  const digits = bare(text);
  if (!/\d/.test(digits) || !forms[style].test(digits)) return undefined;
  const [group, point] = style === "point" ? [/,/g, "."] : [/\./g, ","];
  return Number(digits.replace(group, "").replace(point, "."));
}

/**
 * The numbers of a column, NaN where there is none (nothing, NA, n/a, -). All cells decide together whether a comma or a point
 * stands before the fraction; where both fit, the point.
 * @returns the numbers, and the first row whose cell is none
 */
export function numbersIn(cells: readonly unknown[]): { values: Float64Array; wrong: number | undefined } {
  checkOption("numbersIn", "cells", cells, takes.list);
  const tried = (["point", "comma"] as const).map((style) => {
    const values = cells.map((cell) => read(cell, style));
    return { values, right: values.filter((value) => value !== undefined && Number.isFinite(value)).length };
  });
  const { values } = tried[1]!.right > tried[0]!.right ? tried[1]! : tried[0]!;
  const wrong = values.findIndex(
    (value, row) =>
      value === undefined || (typeof cells[row] === "number" && Math.abs(value) === Number.POSITIVE_INFINITY),
  );
  return { values: Float64Array.from(values, (value) => value ?? Number.NaN), wrong: wrong < 0 ? undefined : wrong };
}
