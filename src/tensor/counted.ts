/** Counts before nouns: "1 byte", "3 bytes". */

/** Nouns that messages count, without their plural's end. */
export const countedNouns =
  "batch|bit|byte|cell|channel|character|class|column|element|epoch|feature|file|group|input|label|layer|level|line|name|number|output|pair|place|process|row|sample|state|step|tensor|text|token|unit|value|weight|word";

let ones: RegExp | undefined;

/** Writes "1 byte" for "1 bytes", except inside quotes. */
export function counted(text: string): string {
  if (!text.includes("1 ")) return text;
  ones ??= new RegExp(`("(?:[^"\\\\]|\\\\.)*")|(?<![\\w.,:/-])1 (${countedNouns})e?s\\b`, "g");
  return text.replaceAll(ones, (_, quoted, noun) => quoted ?? `1 ${noun}`);
}
