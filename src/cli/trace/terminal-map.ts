/** Heat maps of letters, two for each step: readable without colour, coloured where the terminal has colours. */
import { meanOf, visibleLine } from "../../tensor/index.ts";
import { widthOf } from "../print.ts";
import type { TimeMap } from "./parts.ts";
import type { TraceWords } from "./words.ts";

/** How a terminal shows text. */
export interface Screen {
  /** Characters per line. */
  width: number;
  colors: boolean;
  /** The words of its language. */
  said: TraceWords;
}

/** Further lines are mentioned, not drawn; options choose others. */
const LINES = 16;

const shades = "·░▒▓█";
const [positive, negative] = ["\u001b[38;5;208m", "\u001b[38;5;75m"];

/** Merges steps to fit into so many columns, each the mean of its steps. */
export function fitted(values: readonly (readonly number[])[], columns: number): { values: number[][]; each: number } {
  const steps = values[0]?.length ?? 0;
  const each = Math.max(1, Math.ceil(steps / Math.max(columns, 1)));
  const joined = values.map((line) =>
    Array.from({ length: Math.ceil(steps / each) }, (_, c) => {
      const part = line.slice(c * each, (c + 1) * each);
      return meanOf(part);
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
  const { said } = screen;
  const drawn = map.values.slice(0, LINES);
  const line = said[map.line];
  const label = Math.max(...map.lines.map((number) => String(number).length), widthOf(line)) + 4;
  const { values, each } = fitted(drawn, Math.floor((screen.width - label - 1) / 2));
  const largest = largestOf({ values, isShare: map.isShare });
  const range = said.range(map.isShare ? undefined : short(largest));
  const mean = each > 1 ? said.joined(each) : "";
  const rest = drawn.length < map.lines.length ? said.rest(LINES, map.lines.length, map.line) : "";
  const lines = values.map(
    (row, i) => `${String(map.lines[i]).padStart(label - 1)} ${cells(row, map.isShare, largest, screen)}`,
  );
  return [
    clipped(`  ${map.name}, ${said.meaning(map.meaning)} (${range}${mean}${rest})`, screen.width),
    `${" ".repeat(label - 1 - widthOf(line))}${line} ${axis(values[0]?.length ?? 0, each)}`.trimEnd(),
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

/** A number in a few characters. */
export const short = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : String(value));

/** Text cut to this width, with control characters as codes. */
export function clipped(text: string, width: number): string {
  let [room, line] = [width, ""];
  for (const letter of visibleLine(text)) {
    room -= widthOf(letter);
    if (room < 0) return `${[...line].slice(0, -1).join("")}…`;
    line += letter;
  }
  return line;
}

/** A sentence wrapped to lines of this width, between words or letters of Chinese. */
export function wrapped(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.match(/ ?(?:[\u2e80-\uffff]|[^ \u2e80-\uffff]+)[，。：]?/gu)!) {
    const line = lines.at(-1)!;
    if (line !== "" && widthOf(line + word) > width) lines.push(word.trimStart());
    else lines[lines.length - 1] = line + word;
  }
  return lines;
}
