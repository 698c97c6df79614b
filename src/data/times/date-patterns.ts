/** Patterns of times: "dd.mm.yyyy" or "%d.%m.%Y" and what they read. */
import { ConfigError, checkOption, own, takes } from "../../tensor/index.ts";

/** A time of the wall clock, in milliseconds as if it were UTC, and how far its zone is ahead of UTC where it names one. */
export interface WallTime {
  wall: number;
  offset: number | undefined;
}

/** Reads a text; undefined where it is none of this pattern, or no real time. */
export type TimeReader = (text: string) => WallTime | undefined;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What each code reads; strptime's codes are mapped to these. */
const groups = {
  yyyy: String.raw`(?<year>\d{4})`,
  yy: String.raw`(?<shortYear>\d{2})`,
  m: String.raw`(?<month>\d{1,2})`,
  mm: String.raw`(?<month>\d{2})`,
  mmm: String.raw`(?<monthName>\p{L}{3,}\.?)`,
  d: String.raw`(?<day>\d{1,2})(?:st|nd|rd|th|er)?`,
  dd: String.raw`(?<day>\d{2})`,
  h: String.raw`(?<hour>\d{1,2})`,
  hh: String.raw`(?<hour>\d{2})`,
  minute: String.raw`(?<minute>\d{2})`,
  s: String.raw`(?<second>\d{2})(?:[.,](?<fraction>\d+))?`,
  "am/pm": String.raw`(?<half>[ap]\.?m\.?)`,
  noon: `(?<noon>上午|凌晨|早上|中午|下午|晚上)`,
  q: String.raw`(?<quarter>[1-4一二三四]|I{1,3}|IV)(?:er|ère|e|ème|st|nd|rd|th|\.?[oa])?\.?\s?`,
  half: `(?<halfYear>[12上下])`,
  ordinal: String.raw`(?<ordinal>\d{3})`,
  ww: String.raw`(?<week>\d{1,2})(?:-?(?<weekday>[1-7]))?`,
  zone: String.raw`(?<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?|(?<=GMT|UTC)[+-]\d|(?:CE|EE|WE)S?T|MSK|[EP][SD]T|JST|KST|AE[SD]T|NZ[SD]T)`,
} as const;

type Code = keyof typeof groups;

const strptime: Readonly<Record<string, Code>> = {
  Y: "yyyy",
  y: "yy",
  m: "mm",
  b: "mmm",
  B: "mmm",
  d: "dd",
  e: "d",
  j: "ordinal",
  H: "hh",
  I: "hh",
  M: "minute",
  S: "s",
  p: "am/pm",
  z: "zone",
};

/** A zone, which JavaScript writes as GMT+0100 (Central European Time). */
const ZONE = String.raw`\s*(?:(?:GMT|UTC)(?=[+-]))?${groups.zone}?(?:\s*(?:\[[^\]]*\]|\([^)]*\)))?`;
/** A day of the week behind a date: 2003-12-31 (Wed), 2003年12月31日 星期三. */
const WEEKDAY_BEHIND = String.raw`(?:\s*\(\p{L}{1,9}\.?\)|\s*(?:星期|周|週|礼拜)[一二三四五六日天])?`;
/** An hour after a date, and what may follow it. */
const TIME = String.raw`(?:(?:T|,?\s+|(?<=[日号일])\s*)${groups.noon}?\s*${groups.h}(?:[:.h时點点]?${groups.minute}(?:[:.分]?${groups.s})?)?[时點点分秒]?\s*(?:${groups["am/pm"]}|Uhr)?${ZONE})?`;
const WEEKDAY = String.raw`(?:\p{L}{2,9}\.?,?\s+)?`;

/**
 * The reader of a pattern. `yyyy`, `yy`, `mm`, `mmm` (a month's name), `dd`, `hh`, `mm` behind `hh` (minutes), `ss`, `am/pm`, `q`
 * (quarter), `half` (of a year) and `ww` (ISO week) in letters of any size, or the codes of strptime (`%d.%m.%Y`, `%Y-%j` with the day of the
 * year); letters in '' are themselves. Numbers may lack leading zeros where something else is between them. A time of day may follow a day, and a zone a time of day.
 * @throws ConfigError for a pattern without a year
 */
export function timeReader(pattern: string): TimeReader {
  checkOption("a table of times", "dateFormat", pattern, takes.text);
  const parts = [
    ...pattern.matchAll(/%[a-z%]|'[^']*'|half|y{4}|y{2}|m{1,4}|d{1,2}|h{1,2}|s{1,2}|am\/pm|q|w{1,2}|[\s\S]/gi),
  ].map(([part]) => part);
  let seen: Code | undefined;
  const codes = parts.map((part): Code | undefined => {
    const code = codeOf(part, seen);
    if (code) seen = code;
    return code;
  });
  const has = (...wanted: Code[]) => wanted.some((code) => codes.includes(code));
  if (!has("yyyy", "yy")) {
    throw new ConfigError({
      what: "A date format does not name a year.",
      expected: "codes such as dd.mm.yyyy, mm/dd/yy hh:mm or %d-%b-%Y; or unix, unixms",
      received: JSON.stringify(pattern),
    });
  }
  const source = parts.map((part, i) => {
    const code = codes[i];
    // 3 de enero de 2022, 3rd of January 2022
    if (!code) return /\s/.test(part) ? String.raw`,?\s+(?:(?:de|del|of)\s+)?` : escaped(part);
    // digits without a separator have a fixed width
    const isNumber = (other: Code | undefined) => other !== undefined && other !== "mmm" && other !== "am/pm";
    const isTight = isNumber(codes[i - 1]) || isNumber(codes[i + 1]);
    if (code === "mm" || code === "dd" || code === "hh") return groups[isTight ? code : (code[0] as "m" | "d" | "h")];
    return groups[code];
  });
  const behind = has("h", "hh") ? ZONE : has("d", "dd", "ordinal") ? WEEKDAY_BEHIND + TIME : "";
  // before a month or quarter, a word would change what the number means: KW 1/2000 is a week
  const before = has("d", "dd") ? WEEKDAY : "";
  const regex = new RegExp(`^\\s*${before}${source.join("")}${behind}\\s*$`, "iu");
  return (text) => timeOf(regex.exec(text)?.groups);
}

function codeOf(part: string, before: Code | undefined): Code | undefined {
  if (part.startsWith("%")) return strptime[part[1]!];
  const lower = part.toLowerCase();
  if (lower === "w") return "ww";
  // as in spreadsheets, mm after an hour means minutes
  if (/^m{1,2}$/.test(lower)) return before === "h" || before === "hh" ? "minute" : (lower as "m");
  if (lower === "mmmm") return "mmm";
  if (lower === "ss") return "s";
  return lower in groups && !["minute", "zone"].includes(lower) ? (lower as Code) : undefined;
}

/** What is written in place of a literal, too: in other languages, or with a space. */
const literals: Readonly<Record<string, string>> = {
  Q: String.raw`(?:[QT]|(?:quarter|quartal|trimest(?:re|er)|trim\.?|kwartał|kvartal|квартал|кв\.?)\s?)`,
  年: String.raw`[年년]\s?`,
  月: String.raw`[月월]\s?`,
  日: "[日号일]",
  第: "第?",
  季度: "(?:季度?|四半期|분기)",
  半年: "半[年期]",
  周: "[周週주]",
};

/** Literal text, without the quotes that mark it. */
function escaped(part: string): string {
  const text = part.replace(/^'(.*)'$/, "$1");
  return own(literals, text) ?? text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}

type Groups = Readonly<Record<string, string | undefined>> | undefined;

function timeOf(found: Groups): WallTime | undefined {
  if (!found) return undefined;
  const number = (name: string, otherwise: number) => (found[name] === undefined ? otherwise : Number(found[name]));
  // POSIX: 69 is 1969, 68 is 2068
  const short = number("shortYear", 0);
  const year = number("year", short + (short < 69 ? 2000 : 1900));
  const days = daysOf(year, found, number);
  const hour = hourOf(number("hour", 0), found.half ?? (found.noon && (/[上凌早]/.test(found.noon) ? "am" : "pm")));
  const [minute, second] = [number("minute", 0), number("second", 0)];
  if (days === undefined || hour === undefined || minute > 59 || second > 59) return undefined;
  if (hour > 24 || (hour === 24 && minute + second > 0)) return undefined;
  const fraction = Math.floor(Number(`0.${found.fraction ?? 0}`) * 1000);
  const offset = found.zone === undefined ? undefined : offsetOf(found.zone);
  return { wall: days + hour * HOUR + minute * MINUTE + second * SECOND + fraction, offset };
}

/** The day that the groups name, at midnight. */
function daysOf(year: number, found: NonNullable<Groups>, number: (name: string, otherwise: number) => number) {
  if (found.quarter !== undefined) return utc(year, 3 * (placeOf(found.quarter, "一二三四") - 1));
  if (found.halfYear !== undefined) return utc(year, 6 * (placeOf(found.halfYear, "上下") - 1));
  if (found.ordinal !== undefined) {
    const day = utc(year, 0, number("ordinal", 1));
    return new Date(day).getUTCFullYear() === year ? day : undefined;
  }
  if (found.week !== undefined) {
    // week 1 holds 4 January; weeks begin on Monday
    const fourth = utc(year, 0, 4);
    const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY;
    const day = monday + (7 * (number("week", 1) - 1) + number("weekday", 1) - 1) * DAY;
    const thursday = new Date(day - ((new Date(day).getUTCDay() + 6) % 7) * DAY + 3 * DAY);
    return thursday.getUTCFullYear() === year && number("week", 1) > 0 ? day : undefined;
  }
  const month = found.monthName === undefined ? number("month", 1) : monthNamed(found.monthName);
  const day = utc(year, month - 1, number("day", 1));
  const date = new Date(day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === number("day", 1) ? day : undefined;
}

/** A digit, its word in Chinese, or a Roman one, as a number. */
const placeOf = (digit: string, words: string) =>
  words.indexOf(digit) + 1 || ["I", "II", "III", "IV"].indexOf(digit.toUpperCase()) + 1 || Number(digit);

function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (/^p/i.test(half) ? 12 : 0);
}

/** Hours ahead of UTC of zones that mean the same everywhere; CST, IST and BST do not. */
const zoneHours: Readonly<Record<string, number>> = {
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  WET: 0,
  WEST: 1,
  MSK: 3,
  EST: -5,
  EDT: -4,
  PST: -8,
  PDT: -7,
  JST: 9,
  KST: 9,
  AEST: 10,
  AEDT: 11,
  NZST: 12,
  NZDT: 13,
};

function offsetOf(zone: string): number {
  const hours = zoneHours[zone.toUpperCase()];
  if (hours !== undefined) return hours * HOUR;
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (!match) return 0;
  return (match[1] === "-" ? -1 : 1) * (Number(match[2]) * HOUR + Number(match[3] ?? 0) * MINUTE);
}

/** Date.UTC, where the year 10 is not 1910. */
export function utc(year: number, month = 0, day = 1): number {
  return new Date(0).setUTCFullYear(year, month, day);
}

let monthNames: Map<string, number> | undefined;

/** 1 to 12 by a name, short or long, in one of some languages; 0 for none. */
function monthNamed(name: string): number {
  monthNames ??= new Map(
    ["cs", "pl", "ru", "sv", "tr", "de-AT", "de", "es", "fr", "it", "nl", "pt", "en"].flatMap((language) =>
      (["long", "short"] as const).flatMap((month) =>
        // beside a day some languages inflect the name
        [{}, { day: "numeric" } as const].flatMap((beside) => {
          const format = new Intl.DateTimeFormat(language, { ...beside, month, timeZone: "UTC" });
          const nameOf = (i: number) => format.formatToParts(utc(2000, i)).find(({ type }) => type === "month")!.value;
          return Array.from({ length: 12 }, (_, i): [string, number] => [plainName(nameOf(i)), i + 1]);
        }),
      ),
    ),
  );
  return monthNames.get(plainName(name)) ?? otherNames[plainName(name)] ?? 0;
}

/** Short names that people write, too. */
const otherNames: Readonly<Record<string, number>> = { mrz: 3, sept: 9 };

/** Without accents, which people leave out. */
const plainName = (name: string) =>
  name
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{M}|\.$/gu, "");
