/** JSON from untrusted files: parsed within limits, and read with checks. */
import { parsePythonJson } from "../data/python-json.ts";
import { FormatError } from "../tensor/index.ts";

export type Json = null | boolean | number | string | readonly Json[] | JsonRecord;
export interface JsonRecord {
  readonly [key: string]: Json | undefined;
}

/** Maximum depth of brackets; real models stay below 40. */
const MAX_DEPTH = 200;
/** Maximum characters and values of one text: thirty times those of the largest real models. */
export const MAX_JSON = 2 ** 25;
const MAX_VALUES = 2 ** 20;

/**
 * Parses JSON; NaN and Infinity, which Python writes, are accepted as null.
 * @param where the name of the text, for messages
 * @throws FormatError when it is not JSON, too large, nests too deeply, or has a key `__proto__`
 */
export function parseJson(text: string, where: string): Json {
  checkExtent(text, where);
  const value = parse(text, where);
  if (text.includes("__proto__") || text.includes("\\u")) checkKeys(value, where);
  return value;
}

/** Options that Python accepts only as a number with a decimal point, or takes for whole numbers throughout. */
const floats = /"(momentum|beta|threshold|learning_rate|initial_learning_rate)":(-?\d+)(?=[,}])/g;

/** A value as JSON that Keras can read. */
export function writeJson(value: Json): string {
  // within a string, quotation marks follow a backslash, so only keys match
  // no text begins with this sign
  const infinite = (_: string, each: Json) =>
    typeof each === "number" && !Number.isFinite(each) ? `\u0000${each}` : each;
  return JSON.stringify(value, infinite)
    .replaceAll(/"\\u0000(-?Infinity|NaN)"/g, "$1")
    .replaceAll(floats, '"$1":$2.0');
}

/** Parses a JSON object; see {@link parseJson}. */
export function parseRecord(text: string, where: string): JsonRecord {
  return asRecord(parseJson(text, where), where);
}

/** @throws FormatError unless the value is an object */
export function asRecord(value: Json | undefined, where: string): JsonRecord {
  if (isRecord(value)) return value;
  throw wrongKind("an object", value, where);
}

/** @throws FormatError unless the value is a list */
export function asList(value: Json | undefined, where: string): readonly Json[] {
  if (Array.isArray(value)) return value;
  throw wrongKind("a list", value, where);
}

/** @throws FormatError unless the value is text */
export function asText(value: Json | undefined, where: string): string {
  if (typeof value === "string") return value;
  throw wrongKind("text", value, where);
}

/** @throws FormatError unless the value is an integer of 0 or more */
export function asCount(value: Json | undefined, where: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw wrongKind("a whole number of 0 or more", value, where);
}

/** Whether a value is an object, and not a list. */
export function isRecord(value: Json | undefined): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value for messages. */
export function show(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function wrongKind(expected: string, value: Json | undefined, where: string): FormatError {
  return new FormatError({ what: `${where} is not what it should be.`, expected, received: show(value) });
}

function parse(text: string, where: string): Json {
  try {
    return parsePythonJson(text, null) as Json;
  } catch (error) {
    throw new FormatError({ what: `${where} is not JSON.`, received: (error as Error).message.slice(0, 200) });
  }
}

/** Checked before parsing: a text of `{}` takes fifty times its length in memory. */
function checkExtent(text: string, where: string): void {
  if (text.length > MAX_JSON) throw tooLarge(where, `at most ${MAX_JSON} characters`, `${text.length}`);
  let depth = 0;
  let values = 1;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (inString) {
      if (code === 0x5c) i++;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x7b || code === 0x5b) {
      if (++depth > MAX_DEPTH) {
        throw new FormatError({ what: `${where} nests too deeply.`, expected: `at most ${MAX_DEPTH} levels` });
      }
      values++;
    } else if (code === 0x7d || code === 0x5d) depth--;
    else if (code === 0x2c) values++;
    if (values > MAX_VALUES) throw tooLarge(where, `at most ${MAX_VALUES} values`, "more");
  }
}

function tooLarge(where: string, expected: string, received: string): FormatError {
  return new FormatError({ what: `${where} is too large.`, expected, received });
}

function checkKeys(value: Json | undefined, where: string): void {
  if (typeof value !== "object" || value === null) return;
  if (Object.hasOwn(value, "__proto__")) {
    throw new FormatError({ what: `${where} has a key that is not allowed.`, received: '"__proto__"' });
  }
  for (const entry of Object.values(value)) checkKeys(entry as Json, where);
}
