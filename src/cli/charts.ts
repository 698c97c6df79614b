/** Pictures of runs as SVG: curves and matrices that read well on light and dark pages. */
import type { PlotOptions } from "@observablehq/plot";

/** A named curve. */
export interface Series {
  name: string;
  points: readonly (readonly [x: number | Date, y: number])[];
  /** Dashed: a guess or a bound, not a measurement. */
  dashed?: boolean;
}

/** The area between two curves, such as two quantiles. */
export interface Band {
  name: string;
  points: readonly (readonly [x: number | Date, low: number, high: number])[];
}

export interface LineChartOptions {
  /** Alternative text of the picture. Default the names of the curves. */
  title?: string;
  series: readonly Series[];
  bands?: readonly Band[];
  x?: string;
  y?: string;
  /** Where the horizontal axis has numbers; chosen by the range where absent. */
  ticks?: readonly number[];
  width?: number;
  height?: number;
  /** Let the vertical axis grow by powers of ten. */
  logarithmic?: boolean;
}

export interface HeatmapOptions {
  /** Alternative text of the picture. */
  title: string;
  /** Labels of the rows and columns; several may be equal. */
  rows: readonly string[];
  columns: readonly string[];
  /** Row by row. */
  values: readonly (readonly number[])[];
  x?: string;
  y?: string;
  /** Write each value into its cell. Default false. */
  numbers?: boolean;
}

const palette = ["#4269d0", "#ff725c", "#3ca951", "#efb118", "#a463f2", "#6cc5b0", "#9c6b4e", "#97bbf5"];
const style =
  "svg{color:#24292f;font:12px system-ui,sans-serif;background:none}@media(prefers-color-scheme:dark){svg{color:#e6edf3}}";

/** Curves over a common axis, with their names above. */
export async function lineChart(options: LineChartOptions): Promise<string> {
  const Plot = await import("@observablehq/plot");
  const { series, bands = [], width = 720, height = 260, logarithmic = false } = options;
  const names = [...new Set([...series, ...bands].map(({ name }) => name))];
  const marks = [
    ...bands.map(({ name, points }) =>
      Plot.areaY(points, {
        x: (point) => point[0],
        y1: (point) => point[1],
        y2: (point) => point[2],
        fill: colorOf(names, name),
        fillOpacity: 0.2,
      }),
    ),
    ...series.map(({ name, points, dashed }) =>
      Plot.lineY(points, {
        x: (point) => point[0],
        y: (point) => point[1],
        stroke: colorOf(names, name),
        strokeWidth: 1.6,
        ...(dashed && { strokeDasharray: "4 3" }),
      }),
    ),
  ];
  const x = { label: options.x ?? null, ...(options.ticks && { ticks: options.ticks, tickFormat: "d" }) };
  const y = { label: options.y ?? null, grid: true, ...(logarithmic && { type: "log" as const, tickFormat: "~g" }) };
  return picture(
    // the name of the axis stands below its numbers
    { width, height, marginLeft: logarithmic ? 64 : 56, ...(options.x && { marginBottom: 42 }), x, y, marks },
    names,
    options.title ?? names.join(", "),
  );
}

/** A matrix as cells, the largest values darkest. */
export async function heatmap({
  title,
  rows,
  columns,
  values,
  x,
  y,
  numbers = false,
}: HeatmapOptions): Promise<string> {
  const Plot = await import("@observablehq/plot");
  const cells = values.flatMap((row, r) => row.map((value, c) => ({ row: r, column: c, value })));
  const largest = cells.reduce((most, { value }) => Math.max(most, value), 0);
  const longest = rows.reduce((most, name) => Math.max(most, textWidth(name)), 0);
  const tallest = columns.reduce((most, name) => Math.max(most, textWidth(name)), 0);
  const side = numbers ? 38 : 22;
  const turned = tallest > side;
  const [marginLeft, marginTop] = [longest + 24 + (y ? 16 : 0), (turned ? tallest : 16) + 18 + (x ? 16 : 0)];
  const marks = [
    Plot.cell(cells, { x: "column", y: "row", fill: "value", inset: 0.5 }),
    ...(numbers
      ? [
          Plot.text(cells, {
            x: "column",
            y: "row",
            text: ({ value }) => (Number.isInteger(value) ? String(value) : value.toFixed(2)),
            fill: ({ value }) => (value > largest / 2 ? "white" : "black"),
            fontSize: 10,
          }),
        ]
      : []),
  ];
  const options: PlotOptions = {
    width: marginLeft + side * columns.length + 16,
    height: marginTop + side * rows.length + 8,
    marginLeft,
    marginTop,
    marginBottom: 8,
    marginRight: 16,
    x: {
      axis: "top",
      label: x ?? null,
      tickFormat: (column: number) => columns[column]!,
      tickSize: 0,
      tickRotate: turned ? -90 : 0,
      labelAnchor: "center",
    },
    y: { label: y ?? null, tickFormat: (row: number) => rows[row]!, tickSize: 0, labelAnchor: "center" },
    color: { scheme: "blues", domain: [0, largest || 1] },
    marks,
  };
  return picture(options, [], title);
}

/** What the curves of a history are called. */
export interface CurveNames {
  training: string;
  validation: string;
  epoch: string;
}

/** The curves of a history, one chart for each number, training and validation together; none of a single epoch. */
export async function historyCharts(
  history: Readonly<Record<string, readonly number[]>>,
  called: CurveNames,
): Promise<[string, string][]> {
  const names = Object.keys(history).filter((name) => !name.startsWith("val_") && history[name]!.length > 1);
  return Promise.all(
    names.map(async (name): Promise<[string, string]> => {
      const curve = (key: string, label: string): Series[] =>
        history[key] ? [{ name: label, points: history[key].map((value, i) => [i + 1, value] as const) }] : [];
      const series = [...curve(name, called.training), ...curve(`val_${name}`, called.validation)];
      const ticks = epochTicks(history[name]!.length);
      return [name, await lineChart({ series, x: called.epoch, y: name, ticks, height: 220, width: 520 })];
    }),
  );
}

/** Ten numbers of epochs at most. */
function epochTicks(epochs: number): number[] {
  const step = [1, 2, 5, 10, 20, 50].find((each) => epochs / each <= 10) ?? Math.ceil(epochs / 10);
  return Array.from({ length: epochs }, (_, i) => i + 1).filter((epoch) => epoch % step === 0);
}

const colorOf = (names: readonly string[], name: string) => palette[names.indexOf(name) % palette.length]!;

/** The height of a line of names. */
const LINE = 18;

/** The approximate width of a text in pixels. */
export const textWidth = (text: string) => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 12 : 7), 0);

/** A plot as the text of an SVG file, names and their colours above it. */
export async function picture(options: PlotOptions, names: readonly string[], title: string): Promise<string> {
  const [Plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom")]);
  const { document } = parseHTML("<html><body></body></html>");
  // the label of the axis is in the corner
  const label = (options.y as { label?: string | null } | undefined)?.label;
  const begin = 10 + (label ? textWidth(`↑ ${label}`) + 10 : 0);
  let [at, line] = [begin, 0];
  const legend = names.map((name, i) => {
    const width = textWidth(name) + 30;
    if (at > begin && at + width > (options.width ?? 640)) [at, line] = [begin, line + 1];
    const [left, top] = [at, 12 + LINE * line];
    at += width;
    return `<circle cx="${left}" cy="${top}" r="5" fill="${palette[i % palette.length]!}"/><text x="${left + 10}" y="${top + 4}" text-anchor="start">${escapeXml(name)}</text>`;
  });
  const legendHeight = names.length > 0 ? 28 + LINE * line : 0;
  const svg = Plot.plot({
    ...options,
    document: document as unknown as Document,
    ...(legendHeight && { marginTop: legendHeight + 16, height: options.height! + legendHeight }),
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  // for screen readers one picture with one name, not a hundred marks
  svg.setAttribute("role", "img");
  for (const old of svg.querySelectorAll("style")) old.remove();
  const [open, rest] = svg.outerHTML.split(/(?<=^<svg[^>]*>)/) as [string, string];
  return `${open}<title>${escapeXml(title)}</title><style>${style}</style>${legend.join("")}${rest}\n`;
}

/** Text escaped for XML and HTML. */
export function escapeXml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replaceAll(/[&<>"]/g, (letter) => entities[letter]!);
}
