/** Pairs of texts from files: tab-separated lines, CSV, JSON lines, message catalogues (.po), or two files of lines. */
import { extname } from "node:path";
import { data, FormatError, type tasks } from "../index.ts";
import { readText } from "./read-text.ts";

/**
 * Reads pairs; the ending of the name decides the form, by default tab-separated lines.
 * @param targets a file whose lines are the translations of the lines of `path`
 * @throws FormatError that names the line that is not a pair, or where there are none
 */
export async function readPairs(path: string, targets?: string, encoding?: string): Promise<tasks.Pair[]> {
  const pairs = await pairsOf(path, targets, encoding);
  if (pairs.length > 0) return pairs;
  throw new FormatError({ what: `${path} holds no pairs.`, expected: "a text, a tab, its translation" });
}

async function pairsOf(path: string, targets?: string, encoding?: string): Promise<tasks.Pair[]> {
  const form = extname(path).toLowerCase();
  if (targets === undefined && form === ".csv") return fromTable(path, await data.readTable(path, { encoding }));
  const text = readText(path, encoding);
  if (targets !== undefined) return fromTwoFiles([path, targets], [text, readText(targets, encoding)]);
  if (form === ".po" || form === ".pot") return fromCatalogue(path, text);
  if (form === ".jsonl" || form === ".ndjson") return fromJsonLines(path, text);
  const lines = text.split(/\r?\n/);
  return lines.flatMap((line, i): tasks.Pair[] => {
    if (line === "") return [];
    const [source, target, ...more] = line.split("\t");
    if (source?.trim() && target?.trim() && more.length === 0) return [[source, target]];
    throw noPair(path, i + 1, "a text, a tab, its translation", line);
  });
}

function noPair(path: string, line: number, expected: string, received: string): FormatError {
  return new FormatError({
    what: `Line ${line} of ${path} is not a pair.`,
    expected,
    received: received.length > 80 ? `${received.slice(0, 80)}...` : received,
  });
}

function fromTwoFiles([path, targets]: [string, string], texts: [string, string]): tasks.Pair[] {
  const [left, right] = texts.map((text) => text.replace(/\r?\n$/, "").split(/\r?\n/)) as [string[], string[]];
  if (left.length !== right.length) {
    throw new FormatError({
      what: `${path} and ${targets} do not belong together.`,
      expected: "as many lines in both",
      received: `${left.length} and ${right.length}`,
    });
  }
  return left.flatMap((source, i): tasks.Pair[] => {
    const target = right[i]!;
    if (source.trim() === "" && target.trim() === "") return [];
    if (source.trim() !== "" && target.trim() !== "") return [[source, target]];
    throw noPair(source.trim() === "" ? path : targets, i + 1, "a text, as in the other file", "an empty line");
  });
}

function fromTable(path: string, { columns, rows }: data.CsvTable): tasks.Pair[] {
  const [source, target] = ["source", "target"].every((name) => columns.includes(name))
    ? ["source", "target"]
    : columns;
  if (source === undefined || target === undefined) {
    throw new FormatError({
      what: `${path} holds no pairs.`,
      expected: 'two columns: a text and its translation, or columns "source" and "target"',
      received: columns.join(", ") || "no columns",
    });
  }
  return rows.map((row, i) => {
    const pair = [row[source], row[target]].map((cell) => (cell === null || cell === undefined ? "" : String(cell)));
    if (pair.every((text) => text.trim() !== "")) return pair as [string, string];
    throw noPair(path, i + 2, `a text in "${source}" and in "${target}"`, JSON.stringify(pair));
  });
}

function fromJsonLines(path: string, text: string): tasks.Pair[] {
  return text.split(/\r?\n/).flatMap((line, i): tasks.Pair[] => {
    if (line.trim() === "") return [];
    const pair = pairOf(parsed(line));
    if (pair) return [pair];
    throw noPair(path, i + 1, '{"source": "...", "target": "..."}, ["...", "..."], or an object of two texts', line);
  });
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function pairOf(value: unknown): tasks.Pair | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { source, target, translation } = value as Record<string, unknown>;
  if (typeof source === "string" && typeof target === "string" && source.trim() && target.trim())
    return [source, target];
  if (translation !== undefined && !Array.isArray(translation)) return pairOf(translation);
  const texts = Object.values(value).filter((each): each is string => typeof each === "string" && each.trim() !== "");
  return texts.length === 2 ? [texts[0]!, texts[1]!] : undefined;
}

/** The translated messages of a catalogue; fuzzy and obsolete ones are left out, and of plurals only the first form is used. */
function fromCatalogue(path: string, catalogue: string): tasks.Pair[] {
  const pairs: tasks.Pair[] = [];
  let [field, isFuzzy]: [string, boolean] = ["", false];
  let entry: Record<string, string> = {};
  const finish = () => {
    const target = entry.msgstr ?? entry["msgstr[0]"];
    if (entry.msgid && target && !isFuzzy) pairs.push([entry.msgid, target]);
    entry = {};
    field = "";
    isFuzzy = false;
  };
  for (const [i, line] of catalogue.split(/\r?\n/).entries()) {
    const text = line.trim();
    if (text.startsWith("#")) {
      if (entry.msgid !== undefined && field.startsWith("msgstr")) finish();
      if (/^#,.*\bfuzzy\b/.test(text)) isFuzzy = true;
      continue;
    }
    if (text === "") continue;
    const [, name, quoted] = /^(msg\w+(?:\[\d+\])?)?\s*("(?:[^"\\]|\\.)*")$/.exec(text) ?? [];
    if (quoted === undefined || (name === undefined && field === "")) {
      throw noPair(path, i + 1, 'msgid "..." or msgstr "..."', line);
    }
    if (name !== undefined) {
      if ((name === "msgid" || name === "msgctxt") && field.startsWith("msgstr")) finish();
      field = name;
      entry[field] = "";
    }
    entry[field] += unescaped(quoted.slice(1, -1));
  }
  finish();
  return pairs;
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", a: "\x07", b: "\b", f: "\f", v: "\v" };

/** A text of a catalogue, which is quoted as in C. */
function unescaped(text: string): string {
  return text.replaceAll(/\\(?:x([\da-fA-F]{1,2})|([0-7]{1,3})|(.))/g, (_, hex, octal, letter) => {
    if (letter !== undefined) return escapes[letter] ?? letter;
    return String.fromCharCode(Number.parseInt(hex ?? octal, hex ? 16 : 8));
  });
}
