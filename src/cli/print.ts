/** What commands write for people and for machines. */

/** A line on standard output. */
export function print(text = ""): void {
  process.stdout.write(`${text}\n`);
}

/** A value for machines, as JSON on standard output. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Columns under headers, numbers to the right. */
export function table(headers: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [headers, ...rows].map((row) => row.map((cell) => (typeof cell === "number" ? grouped(cell) : cell)));
  const widths = headers.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const isNumber = headers.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === "number"));
  const rule = widths.map((width) => "-".repeat(width));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join("  ")
      .trimEnd();
  return [cells[0]!, rule, ...cells.slice(1)].map(line).join("\n");
}

/** 12345.678 as 12,345.678. */
export function grouped(count: number): string {
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
