/** The output of commands, for people and for programs. */
import { visible, visibleLine } from "../tensor/index.ts";

/**
 * Text on standard output, or on standard error. All output of commands goes through here: control characters in data
 * are shown as codes, newlines and tabs stay.
 */
export function write(text: string, stream: NodeJS.WritableStream = process.stdout): void {
  stream.write(visible(text));
}

/** Lines on standard output, one for each text: newlines in it are shown as `\n`. */
export function print(...lines: readonly string[]): void {
  printTo(process.stdout, lines);
}

/** The same on another stream. */
export function printTo(stream: NodeJS.WritableStream, lines: readonly string[]): void {
  write(lines.map((line) => `${visibleLine(line)}\n`).join(""), stream);
}

/** Lines with a command's own colours: data in them must have gone through `visibleLine`. */
export function printColored(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
}

/** A share as percent. */
export const percent = (share: number, digits = 1) => `${(100 * share).toFixed(digits)} %`;

/** A value as JSON on standard output. */
export function printJson(value: unknown): void {
  write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Lines of columns under headers, numbers to the right. */
export function table(headers: readonly string[], rows: readonly (readonly (string | number)[])[]): string[] {
  const cells = [headers, ...rows].map((row) =>
    row.map((cell) => (typeof cell === "number" ? grouped(cell) : visibleLine(cell))),
  );
  const widths = headers.map((_, column) => Math.max(...cells.map((row) => widthOf(row[column]!))));
  const isNumber = headers.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === "number"));
  const rule = widths.map((width) => "-".repeat(width));
  const room = (cell: string, column: number) => " ".repeat(widths[column]! - widthOf(cell));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (isNumber[column] ? room(cell, column) + cell : cell + room(cell, column)))
      .join("  ")
      .trimEnd();
  return [cells[0]!, rule, ...cells.slice(1)].map(line);
}

/** The width of a text in terminal columns: two for a letter of Chinese, Japanese or Korean, its punctuation, and a picture such as 🌊. */
export function widthOf(text: string): number {
  const wide =
    /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
  let width = 0;
  for (const letter of text) width += wide.test(letter) ? 2 : 1;
  return width;
}

/** A word quoted for a shell where necessary. */
export function shellWord(word: string): string {
  return /^[\w./:@%+,=\u0080-\uffff-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** 12345.678 as 12,345.678. */
export function grouped(count: number): string {
  if (Number.isNaN(count)) return "-";
  return String(count).replaceAll(/(?<!\.\d*)\B(?=(\d{3})+(?!\d))/g, ",");
}

/** 24310 as 23.7 KB. */
export function bytesText(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), 4);
  return power === 0 ? `${bytes} B` : `${(bytes / 1024 ** power).toFixed(1)} ${["KB", "MB", "GB", "TB"][power - 1]}`;
}

/** A shape as Keras prints it: (None, 10, 3). */
export function shapeText(shape: readonly (number | null)[]): string {
  const lengths = shape.map((length) => length ?? "None");
  return `(${lengths.join(", ")}${lengths.length === 1 ? "," : ""})`;
}
