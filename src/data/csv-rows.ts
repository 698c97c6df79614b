/** The rows of CSV: cells between delimiters, quotes, line ends. What the cells mean does not matter here. */

/** A row as in the file. */
export interface CsvRow {
  cells: string[];
  /** The line that it begins in, counted from 1. */
  line: number;
}

/** Why text is not valid CSV, and the line of the row. */
export interface CsvFault {
  line: number;
  kind: "a quote is never closed" | "text follows a closing quote" | "too long";
}

/** The most characters in a row. */
export const LONGEST_ROW = 2 ** 24;

const [QUOTE, RETURN, NEWLINE] = [34, 13, 10];

/**
 * Splits text into rows, in pieces of any length. Quotes are those of RFC 4180; \n, \r\n and \r end a row outside of quotes,
 * also mixed, and stay as they are inside. Spaces around a quoted cell and blank lines are left out.
 */
export class CsvRows {
  /** Set once the text cannot be split any further. */
  fault: CsvFault | undefined;
  private cells: string[] = [];
  private cell = "";
  /**
   * The position of the next character: at the start of a cell, in a bare or a quoted one, after a quote inside it,
   * after it.
   */
  private place: "begin" | "bare" | "quoted" | "quote" | "closed" = "begin";
  private line = 1;
  private beginsAt = 1;
  private size = 0;
  private endedInReturn = false;
  private readonly delimiter: number;

  constructor(delimiter: string) {
    this.delimiter = delimiter.charCodeAt(0);
  }

  /** The rows that end in this piece. */
  *push(text: string): Generator<CsvRow> {
    let at = 0;
    if (this.endedInReturn && text.charCodeAt(0) === NEWLINE) {
      if (this.place === "quoted") this.cell += "\n";
      at = 1;
    }
    if (text !== "") this.endedInReturn = text.charCodeAt(text.length - 1) === RETURN;
    while (at < text.length && !this.fault) {
      const code = text.charCodeAt(at);
      if (this.place === "quoted") at = this.quoted(text, at);
      else if (this.place === "quote" && code === QUOTE) {
        this.cell += '"';
        this.place = "quoted";
        at++;
      } else if (code === this.delimiter) {
        this.endCell();
        at++;
      } else if (code === NEWLINE || code === RETURN) {
        at += code === RETURN && text.charCodeAt(at + 1) === NEWLINE ? 2 : 1;
        const row = this.endRow();
        if (row) yield row;
        this.line++;
        this.beginsAt = this.line;
      } else if (this.place === "begin" || this.place === "bare") at = this.bare(text, at);
      else if (code === 32 || code === 9) {
        this.place = "closed";
        at++;
      } else this.fault = { line: this.beginsAt, kind: "text follows a closing quote" };
    }
    if (this.size + this.cell.length > LONGEST_ROW) this.fault ??= { line: this.beginsAt, kind: "too long" };
  }

  /** The last row, if no line end follows it. */
  finish(): CsvRow | undefined {
    if (this.place === "quoted") this.fault ??= { line: this.beginsAt, kind: "a quote is never closed" };
    return this.fault ? undefined : this.endRow();
  }

  private bare(text: string, begin: number): number {
    let end = begin;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === this.delimiter || code === NEWLINE || code === RETURN) break;
      if (code !== QUOTE || this.place === "bare") continue;
      // a quote opens a cell only if nothing but spaces precedes it
      if (this.cell.trim() === "" && text.slice(begin, end).trim() === "") {
        this.cell = "";
        this.place = "quoted";
        return end + 1;
      }
      this.place = "bare";
    }
    this.cell += text.slice(begin, end);
    return end;
  }

  private quoted(text: string, begin: number): number {
    const close = text.indexOf('"', begin);
    const end = close < 0 ? text.length : close;
    const part = text.slice(begin, end);
    this.cell += part;
    if (part.includes("\n") || part.includes("\r")) this.line += part.match(/\r\n?|\n/g)!.length;
    if (close >= 0) this.place = "quote";
    return end + 1;
  }

  private endCell(): void {
    this.cells.push(this.cell);
    this.size += this.cell.length + 1;
    this.cell = "";
    this.place = "begin";
  }

  private endRow(): CsvRow | undefined {
    const isQuoted = this.place === "quote" || this.place === "closed";
    this.endCell();
    const row = { cells: this.cells, line: this.beginsAt };
    this.cells = [];
    this.size = 0;
    return row.cells.length > 1 || isQuoted || row.cells[0]!.trim() !== "" ? row : undefined;
  }
}

/** The rows by which delimiters are compared. */
const JUDGED = 20;

/**
 * The delimiter of a text, from its first rows: the one with which most rows have as many cells as the first; of
 * several, the one with more numbers, then more cells. If there is none, a comma.
 */
export function findDelimiter(text: string, isWhole: boolean): string {
  const judged = [",", "\t", ";", "|"].map((delimiter) => ({ delimiter, score: scoreOf(delimiter, text, isWhole) }));
  return judged.reduce((best, each) => (isHigher(each.score, best.score) ? each : best)).delimiter;
}

const isHigher = (a: readonly number[], b: readonly number[]) => {
  const first = a.findIndex((value, i) => value !== b[i]);
  return first >= 0 && a[first]! > b[first]!;
};

function scoreOf(delimiter: string, text: string, isWhole: boolean): number[] {
  const rows: string[][] = [];
  const cutter = new CsvRows(delimiter);
  for (const { cells } of cutter.push(text)) if (rows.push(cells) >= JUDGED) break;
  const last = isWhole && rows.length < JUDGED ? cutter.finish() : undefined;
  if (last) rows.push(last.cells);
  const width = rows[0]?.length ?? 0;
  if (width < 2) return [0, 0, 0];
  const cells = rows.flat();
  // a number may have a decimal comma where the comma is no delimiter
  const numbers = cells.filter((cell) => /^\s*[+-]?\d+([.,]\d+)?\s*$/.test(cell));
  return [rows.filter((row) => row.length === width).length / rows.length, numbers.length / cells.length, width];
}
