/** JSON lines: a JSON value on each line, read and written one at a time. */
import { ConfigError, checkOption, type Declared, FormatError, readOptions, shown, takes } from "../tensor/index.ts";
import type { EncodingOption } from "./encoding.ts";
import { parsePythonJson } from "./python-json.ts";
import { nameOfSource, type TextSource, textChunks } from "./text-chunks.ts";

/** The most characters in a line. */
const LONGEST_LINE = 2 ** 26;

const encodingOption = { encoding: takes.text } satisfies Declared<EncodingOption>;

/**
 * The values of a file of JSON lines, one at a time; empty lines are skipped. `NaN`, `Infinity` and `-Infinity`, which Python
 * writes, are numbers.
 * @throws FormatError, with the line, for one that is not JSON
 */
export async function* readJsonLines<T = unknown>(source: TextSource, options: EncodingOption = {}): AsyncGenerator<T> {
  const { encoding } = readOptions("readJsonLines", options, encodingOption);
  const name = nameOfSource(source);
  let line = 0;
  for await (const text of linesOf(source, name, encoding)) {
    line++;
    if (text.trim() === "") continue;
    yield parse(text, `Line ${line} of ${name}`) as T;
  }
}

function parse(text: string, what: string): unknown {
  try {
    return parsePythonJson(text);
  } catch (error) {
    throw new FormatError({
      what: `${what} is not JSON.`,
      expected: "a JSON value on each line",
      received: `${text.slice(0, 60)} (${(error as Error).message})`,
    });
  }
}

function lineOf(value: unknown): string {
  let received = shown(value);
  try {
    const line = JSON.stringify(value);
    if (line !== undefined) return line;
  } catch (error) {
    received = (error as Error).message;
  }
  throw new ConfigError({ what: "A value cannot be written as JSON.", expected: "what JSON can hold", received });
}

/** One value per line, as pieces of text; `node:fs`'s `writeFile(path, writeJsonLines(values))` takes it. */
export async function* writeJsonLines(values: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<string> {
  checkOption("writeJsonLines", "values", values, takes.iterable);
  for await (const value of values) yield `${lineOf(value)}\n`;
}

async function* linesOf(source: TextSource, name: string, encoding: string | undefined): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of textChunks(source, encoding)) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop()!;
    yield* lines;
    if (rest.length <= LONGEST_LINE) continue;
    throw new FormatError({
      what: `A line of ${name} does not end.`,
      expected: `at most ${LONGEST_LINE} characters`,
      received: rest.slice(0, 60),
    });
  }
  if (rest !== "") yield rest;
}
