/** Texts that commands read whole: UTF-8, or UTF-16 with a byte order mark. */
import { readFileSync } from "node:fs";
import { textOf } from "../data/text-chunks.ts";
import { checkRegular } from "../files/read.ts";

/** The text of a file. @throws FormatError for bytes that are not text */
export function readText(path: string): string {
  checkRegular(path);
  return textOf(readFileSync(path), path);
}

/** The lines of standard input that are not empty. @throws FormatError for bytes that are not text */
export function readLines(): string[] {
  return textOf(readFileSync(0), "standard input")
    .split(/\r?\n/)
    .filter((line) => line !== "");
}
