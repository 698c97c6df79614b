/** Columns of times: in which of the usual forms they are, and when each row was. */
import { FormatError, isA, shown } from "../../tensor/index.ts";
import { latinDigits } from "../digits.ts";
import { days, longer } from "./date-forms.ts";
import { type TimeReader, timeReader, type WallTime } from "./date-patterns.ts";
import { areBuddhist, areOfAnotherCalendar, BUDDHIST, commonYears, fromBuddhist } from "./eras.ts";

/** Times in the order of the rows, in milliseconds since 1970; of steps, their numbers. */
export interface Times {
  /** The time of each row: milliseconds since 1970 UTC, or the number of the step. */
  values: number[];
  /** The form they were read in, to read later tables alike: a date format, "unix", "unixms" ..., "steps". */
  format: string;
  /** Another form that fits as well, where only a rule decided. */
  otherwise: string | undefined;
  /** Whether they are of a clock whose zone no row names. */
  isWall?: boolean;
}

/** Powers of ten of a second in forms that count from 1970, with the digits that such numbers have. */
const epochs = { unix: [1, 9, 10], unixms: [1e-3, 12, 13], unixus: [1e-6, 15, 16], unixns: [1e-9, 18, 19] } as const;

function epochReader([unit, least, most]: readonly [number, number, number]): TimeReader {
  const pattern = new RegExp(`^\\s*\\d{${least},${most}}(\\.\\d+)?\\s*$`);
  return (text) => (pattern.test(text) ? { wall: Math.round(Number(text) * unit * 1000), offset: 0 } : undefined);
}

/** Days since the end of 1899, as spreadsheets count them, with the time of day as a fraction: 44197 is 1 January 2021. */
const spreadsheetDay: TimeReader = (text) => {
  const match = /^\s*([2-6]\d{4})(\.\d+)?\s*$/.exec(text);
  if (!match) return undefined;
  const days = Number(match[1]) - 25_569;
  // a fraction of six digits is right to the tenth of a second
  return { wall: days * 86_400_000 + Math.round(Number(match[2] ?? 0) * 86_400) * 1000, offset: undefined };
};

/** Years with a fraction, of months or quarters: 1949.0833 is February. */
const fractionalYear: TimeReader = (text) => {
  const match = /^\s*(\d{4})(\.\d+)?\s*$/.exec(text);
  const months = 12 * Number(match?.[2] ?? 0);
  if (!match || Math.abs(months - Math.round(months)) > 0.07) return undefined;
  return { wall: new Date(0).setUTCFullYear(Number(match[1]), Math.round(months), 1), offset: undefined };
};

/** A year that ends in the next one, of schools, sports and taxes: 2003/04, 2003-2004, FY 2003/04. It counts as the one that it begins in. */
const yearOverTwo: TimeReader = (text) => {
  const match = /^\s*(?:FY\s?)?(\d{4})\s?[/–-]\s?(\d{2}|\d{4})\s*$/i.exec(text);
  const next = String(Number(match?.[1]) + 1);
  if (!match || !(match[2] === next || match[2] === next.slice(2))) return undefined;
  return { wall: new Date(0).setUTCFullYear(Number(match[1]), 0, 1), offset: undefined };
};

/** Years and months of six digits: 220103 is a day of 2022 rather than a month of 2201. */
function monthOfSixDigits(): TimeReader {
  const read = timeReader("yyyymm");
  return (text) => (/^\s*(1[5-9]|2[01])/.test(text) ? read(text) : undefined);
}

/** The day of a year of seven digits: 2022032 is 1 February. Other counts of seven digits have other beginnings. */
function dayOfSevenDigits(): TimeReader {
  const read = timeReader("%Y%j");
  return (text) => (/^\s*(19|20)/.test(text) ? read(text) : undefined);
}

/** A period of a tax year, as accounting programs write it: 2022001 is the first month. */
function monthOfThreeDigits(): TimeReader {
  const read = timeReader("yyyymm");
  return (text) => {
    const [, year, month] = /^\s*((?:19|20)\d\d)-?0(\d\d)\s*$/.exec(text) ?? [];
    return year === undefined ? undefined : read(year + month);
  };
}

/** Numbers of days in spreadsheets. */
const SPREADSHEET = "excel";
/** Names of columns whose numbers may be such days: of times of any kind they would as well be seconds or steps. */
const namesDays = /^(date|datum|day|fecha|data|日期)$|date$|timestamp|date_?time/i;

let readers: Map<string, TimeReader> | undefined;

/** The reader of a form. @throws ConfigError for a date format without a year */
function readerOf(format: string): TimeReader {
  // what is no text is refused below
  if (typeof format === "string" && format.startsWith(BUDDHIST)) {
    const read = readerOf(format.slice(BUDDHIST.length));
    return (text) => read(fromBuddhist(text));
  }
  readers ??= new Map<string, TimeReader>([
    ...[...days, ...longer].map((each) => [each, timeReader(each)] as const),
    ...Object.entries(epochs).map(([name, epoch]) => [name, epochReader(epoch)] as const),
    ["yyyymm", monthOfSixDigits()],
    ["yyyy0mm", monthOfThreeDigits()],
    ["%Y%j", dayOfSevenDigits()],
    ["yyyy.fraction", fractionalYear],
    ["yyyy/yy", yearOverTwo],
    [SPREADSHEET, spreadsheetDay],
  ]);
  return readers.get(format) ?? timeReader(format);
}

/** Numbers are times only in a column whose name says so. */
const needName = new Set([
  "unix",
  "unixms",
  "unixus",
  "unixns",
  "yyyy",
  "yyyymm",
  "yyyy0mm",
  "%Y%j",
  "yymmdd",
  "yyyy.mm",
  "mm.yyyy",
  "yyyy.fraction",
]);

const words = new Set(
  "date datum fecha data time timestamp datetime stamp epoch unix period year month quarter half season week day hour minute second when ts ds dt t step index idx 日期 时间 年 年份 月 月份 季度 周 日付 年月 年月日 날짜 일자 연도 trimestre quartal jahr monat woche semaine semana mois jour année año día periodo période".split(
    " ",
  ),
);

/** Whether a column's name suggests times. */
export function isNamedTime(name: string): boolean {
  return name
    .split(/[^\p{L}]+|(?<=\p{Ll})(?=\p{Lu})/u)
    .some((word) => words.has(word.toLowerCase()) || /date|time/.test(word.toLowerCase()));
}

/**
 * The times in a column.
 * @param options in which form (by default found); whether the column was asked for, so that it must be one of times
 * @returns undefined where nothing says that these are times; an error, with row and value, where all but some values are
 */
export function readTimes(
  values: readonly unknown[],
  name: string,
  { format, isAsked = false }: { format?: string; isAsked?: boolean } = {},
): Times | FormatError | undefined {
  if (values.length === 0) return undefined;
  if (values.every((value) => isA("Date", value) && !Number.isNaN(value.getTime())))
    return { values: values.map(Number), format: "Date", otherwise: undefined };
  if (format === "steps") return stepsOf(values, format) ?? unreadable(values, name, 0, "of a number");
  const texts = values.map(textOf);
  if (format !== undefined && format !== "Date") {
    const found = readAll(texts, [format]);
    if (found.failed !== undefined) return unreadable(values, name, found.failed, format);
    return { ...timesOf(texts, format), format, otherwise: undefined };
  }
  if (areOfAnotherCalendar(texts)) return otherCalendar(values, name);
  const isNamed = isNamedTime(name);
  const areNumbers = values.every((value) => typeof value === "number");
  const forms = [
    ...days,
    ...longer,
    "yyyy.fraction",
    ...Object.keys(epochs),
    ...(areNumbers && namesDays.test(name.trim()) ? [SPREADSHEET] : []),
  ];
  const allowed = forms.filter((form) => !areNumbers || isNamed || isAsked || !needName.has(form));
  const { left, failed } = readAll(texts, areBuddhist(texts) ? allowed.map((form) => BUDDHIST + form) : allowed);
  if (failed !== undefined) {
    if (isAsked) return unreadable(values, name, failed, undefined);
    if (areNumbers) return undefined;
    // some values cannot be read, though others can or the name says times
    const known = texts.filter((text) => left.some((form) => readerOf(form)(text)));
    const looksAlike = known.length >= 2 && known.length >= texts.length / 2;
    if (looksAlike || (isNamed && texts.every((text) => text === "" || /\d/.test(text))))
      return unreadable(values, name, failed, undefined);
    return undefined;
  }
  const read = left.map((form) => ({ form, ...timesOf(texts, form) }));
  const ranked = read
    .map((each) => ({ ...each, evenness: evennessOf(each.values) }))
    .sort((a, b) => b.evenness - a.evenness);
  // days of one month would be of that day of many years, if the year did not come first: 22-01-03, 22-01-04
  const yearFirst = ranked.findIndex(({ form }) => /^yy\W/.test(form));
  const isNearer =
    ranked[yearFirst]?.evenness === ranked[0]!.evenness && 2 * spanOf(ranked[yearFirst]!) < spanOf(ranked[0]!);
  if (isNearer) ranked.unshift(...ranked.splice(yearFirst, 1));
  const [best, second] = ranked;
  const differs = second?.values.some((value, i) => value !== best!.values[i]);
  const tied = differs && second?.evenness === best!.evenness ? second : undefined;
  return { values: best!.values, isWall: best!.isWall, format: best!.form, otherwise: tied?.form };
}

/** Numbers of steps: each once, at even distances. */
export function readSteps(values: readonly unknown[]): Times | undefined {
  const times = stepsOf(values, "steps");
  return times && values.length > 2 && new Set(times.values).size === values.length ? times : undefined;
}

function stepsOf(values: readonly unknown[], format: string): Times | undefined {
  const numbers = values.map((value) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value));
  const areNumbers = numbers.every((value) => typeof value === "number" && Number.isFinite(value));
  return areNumbers ? { values: numbers as number[], format, otherwise: undefined } : undefined;
}

/** A single time, such as an option's: in a form, or in the only way that it can be read. */
export function parseTime(value: unknown, format?: string): number | undefined {
  if (isA("Date", value)) return Number.isNaN(value.getTime()) ? undefined : value.getTime();
  if (typeof value === "number" && !/^\d{4}$/.test(String(value))) return undefined;
  const text = textOf(value);
  const forms = [
    ...(format === undefined || format === "Date" || format === "steps" ? [] : [format]),
    ...days,
    ...longer,
  ];
  for (const form of forms) {
    const found = readerOf(form)(text);
    if (found) return found.wall - (found.offset ?? 0);
  }
  return undefined;
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? commonYears(latinDigits(value)) : typeof value === "number" ? String(value) : "";

/** The forms that read all texts; where none does, the last ones left, and the first row that they do not read. */
function readAll(texts: readonly string[], forms: readonly string[]): { left: readonly string[]; failed?: number } {
  let left = forms;
  for (const [row, text] of texts.entries()) {
    const able = left.filter((form) => readerOf(form)(text));
    if (able.length === 0) return { left, failed: row };
    left = able;
  }
  return { left };
}

/**
 * Times of the wall clock where no zone is named or every row is of one time of day, else moments in UTC: days of a place
 * whose clocks change have 24 hours, and hours are not met twice.
 */
function timesOf(texts: readonly string[], format: string): { values: number[]; isWall: boolean } {
  const read = texts.map((text) => readerOf(format)(text) as WallTime);
  const DAY = 86_400_000;
  const isDaily = read.every(({ wall }) => (wall - read[0]!.wall) % DAY === 0);
  return {
    values: read.map(({ wall, offset = 0 }) => (isDaily ? wall : wall - offset)),
    isWall: !isDaily && read.every(({ offset }) => offset === undefined),
  };
}

/** The time from the first row to the last. */
const spanOf = ({ values }: { values: readonly number[] }) =>
  values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));

/** The share of the most frequent difference between sorted times, in days or months. */
function evennessOf(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  const monthOf = (time: number) => new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth();
  const shareOf = (steps: readonly number[]) => {
    const counts = new Map<number, number>();
    for (const step of steps) if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
    return Math.max(0, ...counts.values()) / Math.max(1, steps.length);
  };
  const days = sorted.slice(1).map((time, i) => time - sorted[i]!);
  const isOneDay = new Set(sorted.map((time) => new Date(time).getUTCDate())).size === 1;
  const months = isOneDay ? sorted.slice(1).map((time, i) => monthOf(time) - monthOf(sorted[i]!)) : [];
  return Math.max(shareOf(days), shareOf(months));
}

const isTotal =
  /^(grand |sub-?)?(total|sum|summe|gesamt|average|mean|mittel|durchschnitt|totale|suma|somme|media|moyenne|合计|总计|总和|小计|平均|合計)/i;

/** What may be done about a row without a time. */
function hintFor(values: readonly unknown[], row: number): string {
  const text = textOf(values[row]).trim();
  const hasDigits = (value: unknown) => /\d/.test(textOf(value));
  if (isTotal.test(text)) return "take away rows of totals and means: each row is of one time";
  if (row === 0 && !hasDigits(text) && values.slice(1, 4).some(hasDigits))
    return "take away a second header or a row of units: each row is of one time";
  const rest = values.slice(row);
  if (text !== "" && rest.length < values.length / 2 && !rest.some((value) => /^\d/.test(textOf(value).trim())))
    return "take away notes below the table: each row is of one time";
  if (text === "" && row > 0) return "write the time in every row, also where it is that of the row above";
  return 'dateFormat (--date-format) tells the form, such as "dd/mm/yyyy hh:mm"; time (--time) names another column, and time: null (--no-time) none';
}

function unreadable(values: readonly unknown[], name: string, row: number, format: string | undefined): FormatError {
  return new FormatError({
    what: `Row ${row + 1} has no time that can be read in the column "${name}".`,
    expected:
      format === undefined
        ? "times in one form: 2003-12-31, 31.12.2003, 12/31/2003 18:30, 31-Dec-2003, 2003-12, Dec 2003, 2003-Q4, 2003-W52, 2003, ..."
        : `a time in the form ${format}`,
    received: shown(values[row]),
    hint: hintFor(values, row),
  });
}

function otherCalendar(values: readonly unknown[], name: string): FormatError {
  return new FormatError({
    what: `The dates in the column "${name}" are in years of a Persian or Islamic calendar, or of the Middle Ages.`,
    expected: "dates of the Gregorian calendar",
    received: shown(values[0]),
    hint: 'convert them first; dateFormat (--date-format), such as "yyyy/mm/dd", reads them as they stand',
  });
}
