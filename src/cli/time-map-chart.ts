/** Values over time as cells: lines by steps, in colours that show signs to everyone. */
import { picture, textWidth } from "./charts.ts";

export interface TimeMapChartOptions {
  /** Alternative text of the picture. */
  title: string;
  /** The names of the lines. */
  lines: readonly string[];
  values: readonly (readonly number[])[];
  /** The label of each column; default its step's number. */
  columns?: readonly string[];
  /** Steps per column. */
  each: number;
  /** Values from 0 to 1, light to dark; otherwise of either sign, purple to orange. */
  isShare: boolean;
  /** The value of the strongest colour. */
  largest: number;
  x: string;
  y?: string;
}

/** The most lines whose names still fit. */
const [LABELS, TICKS] = [12, 8];

/** About as wide as a phone; a cell is never narrower than three pixels. */
export async function timeMapChart(options: TimeMapChartOptions): Promise<string> {
  const { title, lines, values, each, isShare, largest, x, y } = options;
  const Plot = await import("@observablehq/plot");
  const columns = values[0]?.length ?? 0;
  const cellWidth = Math.min(24, Math.max(3, 290 / Math.max(columns, 1)));
  // labels that fit beside each other without touching
  const names = options.columns?.every((name) => textWidth(name) <= cellWidth + 2) ? options.columns : undefined;
  const cellHeight = Math.min(18, Math.max(8, 200 / lines.length));
  const cells = values.flatMap((line, row) => line.map((value, column) => ({ row, column, value })));
  const marginLeft = lines.reduce((most, name) => Math.max(most, textWidth(name)), 0) + 14 + (y ? 16 : 0);
  const marginBottom = 36;
  const shown = (count: number, most: number) => {
    const step = niceStep(count / most);
    return Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step);
  };
  return picture(
    {
      width: Math.max(Math.round(marginLeft + cellWidth * columns + 12), marginLeft + textWidth(x) + 24),
      height: Math.round(8 + cellHeight * lines.length + marginBottom),
      marginLeft,
      marginTop: 8,
      marginBottom,
      marginRight: 12,
      x: {
        label: x,
        ticks: shown(columns, names ? columns : TICKS),
        tickFormat: (column: number) => names?.[column] ?? String(column * each),
        tickSize: 0,
        labelAnchor: "center",
        labelArrow: false,
        domain: Array.from({ length: columns }, (_, i) => i),
      },
      y: {
        label: y ?? null,
        ticks: shown(lines.length, LABELS),
        tickFormat: (row: number) => lines[row]!,
        tickSize: 0,
        labelAnchor: "center",
        labelArrow: false,
      },
      color: isShare
        ? { scheme: "blues", domain: [0, largest || 1] }
        : { type: "diverging", scheme: "puor", reverse: true, domain: [-(largest || 1), largest || 1] },
      marks: [Plot.cell(cells, { x: "column", y: "row", fill: "value", ...(cellWidth > 6 && { inset: 0.5 }) })],
    },
    [],
    title,
  );
}

/** The next of 1, 2 or 5 times a power of ten. */
function niceStep(least: number): number {
  if (least <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least)!;
}
