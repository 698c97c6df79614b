/** Texts that commands read whole: UTF-8, UTF-16 with a byte order mark, or the encoding that is named. */
import { textOf } from "../data/encoding.ts";
import { parsePythonJson } from "../data/python-json.ts";
import { readNow } from "../files/read.ts";
import { FormatError } from "../index.ts";
import { declareFlags } from "./options.ts";

/** The option of commands that read text. */
export const encodingFlag = declareFlags({
  encoding: { value: "<name>", about: "the encoding of the data, such as gbk, big5, shift_jis; by default UTF-8" },
});

/** The text of a file. @throws IoError when it cannot be read; FormatError for bytes that are not text */
export function readText(path: string, encoding?: string): string {
  return textOf(readNow(path, "give the path of a text file"), path, encoding);
}

/**
 * The value that a JSON text holds, NaN and Infinity as Python writes them.
 * @throws FormatError, with what was expected, for a text that is not JSON
 */
export function jsonIn(text: string, path: string, expected: string): unknown {
  try {
    return parsePythonJson(text);
  } catch (error) {
    throw new FormatError({ what: `${path} is not JSON.`, expected, received: (error as Error).message });
  }
}

/** The lines of standard input that are not empty. @throws FormatError for bytes that are not text */
export function readLines(encoding?: string): string[] {
  return textOf(readNow("-", "pipe lines of text into the command"), "standard input", encoding)
    .split(/\r?\n/)
    .filter((line) => line !== "");
}
