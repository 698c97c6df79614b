/** Texts that commands read whole: UTF-8, or UTF-16 with a byte order mark. */
import { textOf } from "../data/text-chunks.ts";
import { readNow } from "../files/read.ts";

/** The text of a file. @throws IoError when it cannot be read; FormatError for bytes that are not text */
export function readText(path: string): string {
  return textOf(readNow(path, "give the path of a text file"), path);
}

/** The lines of standard input that are not empty. @throws FormatError for bytes that are not text */
export function readLines(): string[] {
  return textOf(readNow("-", "pipe lines of text into the command"), "standard input")
    .split(/\r?\n/)
    .filter((line) => line !== "");
}
