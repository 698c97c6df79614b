/** Heat maps of letters, two for each step: readable without colour, coloured where the terminal has colours. */
import { visibleLine } from "../../tensor/index.ts";
import type { TimeMap } from "./parts.ts";

/** How a terminal shows text. */
export interface Screen {
  /** Characters per line. */
  width: number;
  colors: boolean;
}

/** Further lines are mentioned, not drawn; options choose others. */
const LINES = 16;

const shades = "·░▒▓█";
const [positive, negative] = ["\u001b[38;5;208m", "\u001b[38;5;75m"];

/** What the letters mean. */
export const legend =
  "· ░ ▒ ▓ █ are five equal parts from nothing to the most: of gates and weights 0 to 1, of other values 0 to the largest, with + and -.";

/** Merges steps to fit into so many columns, each the mean of its steps. */
export function fitted(values: readonly (readonly number[])[], columns: number): { values: number[][]; each: number } {
  const steps = values[0]?.length ?? 0;
  const each = Math.max(1, Math.ceil(steps / Math.max(columns, 1)));
  const joined = values.map((line) =>
    Array.from({ length: Math.ceil(steps / each) }, (_, c) => {
      const part = line.slice(c * each, (c + 1) * each);
      return part.reduce((sum, value) => sum + value, 0) / part.length;
    }),
  );
  return { values: joined, each };
}

/** The largest absolute value; 1 for shares. */
export function largestOf({ values, isShare }: Pick<TimeMap, "values" | "isShare">): number {
  if (isShare) return 1;
  const sizes = values.flat().map(Math.abs).filter(Number.isFinite);
  return sizes.reduce((most, size) => Math.max(most, size), 0);
}

/** The lines of a map: its title, steps and units. */
export function terminalMap(map: TimeMap, screen: Screen, steps?: readonly string[]): string[] {
  const drawn = map.values.slice(0, LINES);
  const label = Math.max(...map.lines.map((line) => String(line).length), map.line.length) + 4;
  const { values, each } = fitted(drawn, Math.floor((screen.width - label - 1) / 2));
  const largest = largestOf({ values, isShare: map.isShare });
  const range = map.isShare ? "0 to 1" : `the largest ${short(largest)}`;
  const mean = each > 1 ? `; each column is the mean of ${each} steps` : "";
  const rest = drawn.length < map.lines.length ? `; the first ${LINES} of ${map.lines.length} ${map.line}s` : "";
  const lines = values.map(
    (line, i) => `${String(map.lines[i]).padStart(label - 1)} ${cells(line, map.isShare, largest, screen)}`,
  );
  return [
    clipped(`  ${map.name}, ${map.meaning} (${range}${mean}${rest})`, screen.width),
    `${map.line.padStart(label - 1)} ${axis(values[0]?.length ?? 0, each)}`.trimEnd(),
    ...tokenAxis(steps, values[0]?.length ?? 0, each).map((text) => " ".repeat(label) + text),
    ...lines,
  ];
}

/** One line of cells. */
export function cells(values: readonly number[], isShare: boolean, largest: number, { colors }: Screen): string {
  return values
    .map((value) => {
      if (!Number.isFinite(value)) return "??";
      const share = largest === 0 ? 0 : Math.min(Math.abs(value) / largest, 1);
      const level = Math.min(Math.floor(5 * share), 4);
      const sign = isShare ? shades[level]! : level === 0 ? " " : value < 0 ? "-" : "+";
      const cell = sign + shades[level]!;
      return colors && level > 0 ? `${value < 0 ? negative : positive}${cell}\u001b[39m` : cell;
    })
    .join("");
}

/** The numbers of steps above their columns, if they fit. */
function axis(columns: number, each: number): string {
  let text = "";
  for (let column = 0; column < columns; column++) {
    const number = String(column * each);
    if (column % 5 === 0 && text.length <= 2 * column && 2 * column + number.length <= 2 * columns)
      text = text.padEnd(2 * column) + number;
  }
  return text;
}

/** The labels of steps above their columns, if every step has one and all fit. */
function tokenAxis(steps: readonly string[] | undefined, columns: number, each: number): string[] {
  const tokens = steps?.map((step) => visibleLine(step));
  if (!tokens || each > 1 || tokens.length !== columns || tokens.some((token) => widthOf(token) > 2)) return [];
  return [tokens.map((token) => token + " ".repeat(2 - widthOf(token))).join("")];
}

const widthOf = (text: string) => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 2 : 1), 0);

/** A number in a few characters. */
export const short = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : String(value));

/** Text cut to this width, with control characters as codes. */
export function clipped(text: string, width: number): string {
  let [room, line] = [width, ""];
  for (const letter of visibleLine(text)) {
    room -= letter > "\u2e80" ? 2 : 1;
    if (room < 0) return `${[...line].slice(0, -1).join("")}…`;
    line += letter;
  }
  return line;
}

/** A sentence wrapped to lines of this width. */
export function wrapped(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}
