/** A trace in the terminal, never wider than it. */
import { visibleLine } from "../../tensor/index.ts";
import { printColored, shapeText, widthOf } from "../print.ts";
import { cells, clipped, fitted, type Screen, short, terminalMap, wrapped } from "./terminal-map.ts";
import type { Reach, Traced } from "./traced.ts";
import type { TraceWords } from "./words.ts";

/** A trace for people: each layer's shapes, and its maps as letters. */
export function printTrace({ parts, steps, row, rows, loss, gradients }: Traced, said: TraceWords): void {
  const { columns = 80 } = process.stdout;
  const screen: Screen = { width: Math.max(columns, 20), colors: process.stdout.hasColors?.(256) ?? false, said };
  const line = (text: string) => clipped(text, screen.width);
  const lines = [line(said.whereShort(row, rows)), ...wrapped(said.legend, screen.width)];
  if (steps) lines.push(line(`${said.steps}: ${steps.map((step) => visibleLine(step)).join(" ")}`));
  for (const { path, className, depth, takes: taken, gives, mask, maps, numbers, note } of parts) {
    const shapes = `${taken.map(shapeText).join(", ")} → ${gives.map(shapeText).join(", ")}`;
    lines.push(
      "",
      line(
        `${"  ".repeat(depth)}${path} (${className}): ${taken.length === 0 ? gives.map(shapeText).join(", ") : shapes}`,
      ),
    );
    if (note !== undefined) lines.push(line(`  ${said.meaning(note)}`));
    if (mask) lines.push(...maskLines(mask, screen));
    if (numbers) lines.push(line(`  ${said.gives} ${numbers.map(short).join(" ")}`));
    for (const map of maps) lines.push(...terminalMap(map, screen, steps));
  }
  if (gradients) lines.push("", ...gradientLines(loss!, gradients, screen));
  printColored(lines);
}

/** Which steps count, in the columns of the maps. */
function maskLines(mask: readonly boolean[], screen: Screen): string[] {
  const { said } = screen;
  if (mask.every(Boolean)) return [clipped(`  ${said.allCount(mask.length)}`, screen.width)];
  const label = `  ${said.mask} `;
  const { values, each } = fitted([mask.map(Number)], Math.floor((screen.width - widthOf(label) - 1) / 2));
  const counted = mask.filter(Boolean).length;
  const mean = each > 1 ? said.joined(each) : "";
  return [
    clipped(`  ${said.someCount(counted, mask.length)}${mean}`, screen.width),
    label + cells(values[0]!, true, 1, screen),
  ];
}

/** The size of the gradient at each step, and where it is largest. */
function gradientLines(loss: number, gradients: readonly Reach[], screen: Screen): string[] {
  const line = (text: string) => clipped(text, screen.width);
  const { said } = screen;
  const lines = [line(said.reachShort(short(loss)))];
  for (const { layer, sizes } of gradients) {
    const largest = Math.max(...sizes.filter(Number.isFinite), 0);
    const { values } = fitted([sizes], Math.floor((screen.width - 5) / 2));
    const [first, last] = [sizes[0]!, sizes.at(-1)!];
    lines.push(
      line(`  ${said.reachOf(layer, short(first), short(largest), sizes.indexOf(largest), short(last))}`),
      `    ${cells(values[0]!, true, largest, screen)}`,
    );
  }
  return lines;
}
