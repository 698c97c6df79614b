/** Numbers as people write them: 1,234.5 or 1.234,5, with a currency, a unit or a percent sign, in brackets where they are below zero. */
import { checkOption, takes } from "../tensor/index.ts";
import { latinDigits } from "./digits.ts";

/** The number format of a column: the decimal separator; the other sign separates thousands. */
type Style = "point" | "comma";

/** Thousands may be parted as in India: 12,34,567. */
const forms: Readonly<Record<Style, RegExp>> = {
  point: /^(\d{1,3}(,\d{3})+|\d{1,2}(,\d{2})+,\d{3}|\d+)?(\.\d+)?$/,
  comma: /^(\d{1,3}(\.\d{3})+|\d+)?(,\d+)?$/,
};

/** Texts for a missing number, errors of spreadsheets among them. */
const missing =
  /^(|n\/?a|#n\/?a|#[\w/]+[!?]|nan|null|none|nil|missing|n\.d\.|k\.\s?a\.|-+|–|—|\.{1,3}|:|\?|无|缺失?|暂无)$/i;
/** A note after a number, such as 12*, 12 [1], 12¹, 12 (r). */
const mark =
  /(?<=[\d\p{L}\p{Sc}%°])(\s?([*†‡§]+|\[\w{1,3}\]|\((?:[a-z]|rev\.?|prov\.?|est\.?)\)|(?<=\d)[¹²³⁴⁵⁶⁷⁸⁹⁰]+))+$/u;
/** Letters that statistical offices put after provisional, estimated and revised numbers. */
const flag = /^[per]$/;
/** A currency in front of a number. */
const currency =
  /^([A-Z]{0,3}\p{Sc}|USD|EUR|GBP|CHF|CNY|RMB|JPY|AUD|CAD|NZD|INR|BRL|SEK|NOK|DKK|PLN|CZK|HUF|RUB|TRY|KRW|HKD|SGD|TWD|ZAR|MXN|Fr\.|Rs\.?|kr\.?)?$/u;
/** A sign, a currency, a sign again, digits (12.— is 12), a sign behind, and a unit. */
const written =
  /^([-+])?\s*([\p{L}.]{0,3}\p{Sc}?)\s*([-+])?\s*([\d.,\s'’]*\d)(?:[.,][-–—]{1,2})?([-+])?(\s*)([\p{L}\p{Sc}°%‰′″][\p{L}\p{Sc}°%‰/·.\s]{0,14}[23]?)?$/u;

/** Multipliers that follow a number directly. */
const glued = /^[kKMB](?![\p{L}/])/u;
/** Multipliers anywhere in the cell. */
const multiple =
  /^(?:(?:tsd|mio|mln|mn|mrd|bn|tn|thousands?|millions?|billions?|trillions?|lakhs?|crores?)(?!\p{L})\.?|百万|[千万萬亿億兆만억조])/iu;
const sizes: Readonly<Record<string, number>> = {
  k: 1e3,
  tsd: 1e3,
  千: 1e3,
  万: 1e4,
  萬: 1e4,
  百万: 1e6,
  만: 1e4,
  亿: 1e8,
  億: 1e8,
  억: 1e8,
  兆: 1e12,
  조: 1e12,
  thousand: 1e3,
  lakh: 1e5,
  crore: 1e7,
  m: 1e6,
  mio: 1e6,
  mn: 1e6,
  mln: 1e6,
  million: 1e6,
  b: 1e9,
  mrd: 1e9,
  bn: 1e9,
  billion: 1e9,
  tn: 1e12,
  trillion: 1e12,
};

interface Cell {
  value: number;
  /** The unit, as it is written; "" where there is none. */
  unit: string;
  isMarked: boolean;
}

const nothing: Cell = { value: Number.NaN, unit: "", isMarked: false };

/** Digits of any script as Latin ones; full-width characters as ordinary ones. */
const latin = (text: string) => latinDigits(text).replaceAll("٫", ".").replaceAll("٬", ",");

function read(cell: unknown, style: Style): Cell | undefined {
  if (cell === null || cell === undefined) return nothing;
  if (typeof cell === "number") return { value: cell, unit: "", isMarked: false };
  if (typeof cell === "boolean") return { value: Number(cell), unit: "", isMarked: false };
  if (typeof cell !== "string") return undefined;
  const bare = cell.trim().replace(mark, "");
  const isMarked = bare !== cell.trim();
  const text = latin(bare)
    .trim()
    .replace(/^[−–\u2010\u2011](?!$)/, "-")
    .replace(/−(?=[\d.])/, "-");
  if (missing.test(text)) return nothing;
  const point = style === "point" ? text : text.replace(",", ".");
  if (/^[+-]?(\d+\.?\d*|\.\d+)e[+-]?\d+$/i.test(point)) return { value: Number(point), unit: "", isMarked };
  // ($5) and $(5)
  const inner = /^([\p{L}\p{Sc}\s]*)\((.*)\)$/u.exec(text);
  const found = written.exec(inner ? inner[1]! + inner[2]! : text);
  if (!found || !currency.test(found[2]!)) return undefined;
  const [, first, before = "", second, digits, last, space, word = ""] = found;
  const signs = [inner ? "-" : undefined, first, second, last].filter((sign) => sign !== undefined);
  const tight = digits!
    .trim()
    .replace(/(?<=\d)[\s'’](?=\d{3}(?!\d))/g, "")
    .replace(/[.,]$/, "");
  if (signs.length > 1 || !/\d/.test(tight) || !forms[style].test(tight)) return undefined;
  const [group, decimal] = style === "point" ? [/,/g, "."] : [/\./g, ","];
  const size = Number(tight.replace(group, "").replace(decimal, "."));
  const times = (space === "" ? glued : multiple).exec(word)?.[0] ?? multiple.exec(word)?.[0] ?? "";
  const factor = sizes[times.toLowerCase().replace(/s?\.?$/, "")] ?? 1;
  const unit = before + word.slice(times.length).trim();
  return { value: (signs[0] === "-" ? -1 : 1) * size * factor, unit, isMarked };
}

/** What a column of numbers holds. */
export interface NumbersFound {
  /** The numbers, NaN where there is none. */
  values: Float64Array;
  /** The first row whose cell is no number, or in another unit than most. */
  wrong: number | undefined;
  /** The unit that they are written in; undefined where none is. */
  unit: string | undefined;
  /** How many are followed by a note, such as 12* or 12 [1]. */
  marked: number;
}

/**
 * The numbers of a column, NaN where there is none (nothing, NA, n/a, -). All cells decide together whether a comma or a point
 * stands before the fraction; where both fit, the point. All are in one unit: 12 km, 7 %, $3; multiples (12k, 3 Mio, 5万) are taken
 * times what they say.
 */
export function numbersIn(cells: readonly unknown[]): NumbersFound {
  checkOption("numbersIn", "cells", cells, takes.list);
  const tried = (["point", "comma"] as const).map((style) => {
    const found = cells.map((cell) => read(cell, style));
    return { found, right: found.filter((each) => each !== undefined && Number.isFinite(each.value)).length };
  });
  const { found } = tried[1]!.right > tried[0]!.right ? tried[1]! : tried[0]!;
  const units = new Map<string, number>();
  for (const each of found)
    if (each && Number.isFinite(each.value)) units.set(each.unit, (units.get(each.unit) ?? 0) + 1);
  // a letter after some of the numbers is a note, after all of them a unit
  const isFlag = (unit: string) => flag.test(unit) && units.has("");
  const [unit = ""] = [...units].filter(([name]) => name !== "" && !isFlag(name)).sort((a, b) => b[1] - a[1])[0] ?? [];
  // 0.5 beside 12 % may be a fraction
  const fits = (each: Cell) =>
    each.unit === unit || isFlag(each.unit) || (each.unit === "" && (!/[%‰]/.test(unit) || each.value === 0));
  const wrong = found.findIndex(
    (each) =>
      each === undefined ||
      (Number.isFinite(each.value) && !fits(each)) ||
      Math.abs(each.value) === Number.POSITIVE_INFINITY,
  );
  return {
    values: Float64Array.from(found, (each) => (each && fits(each) ? each.value : Number.NaN)),
    wrong: wrong < 0 ? undefined : wrong,
    unit: unit === "" ? undefined : unit,
    marked: found.filter((each) => each?.isMarked || (each !== undefined && isFlag(each.unit))).length,
  };
}
