/** The report of a trace: every layer with an explanation, and pictures of its steps. */
import { explainLayers, type Model } from "../../index.ts";
import { visibleLine } from "../../tensor/index.ts";
import { lineChart, textWidth } from "../charts.ts";
import type { Language } from "../language.ts";
import { shapeText } from "../print.ts";
import { type Block, reportPage } from "../report.ts";
import { timeMapChart } from "../time-map-chart.ts";
import type { Part } from "./parts.ts";
import { fitted, largestOf, short } from "./terminal-map.ts";
import type { Reach, Traced } from "./traced.ts";
import { type TraceWords, traceWords } from "./words.ts";

/** The most units that a page draws of a map; `--unit` chooses others. */
const [LINES, COLUMNS] = [24, 100];

/** The whole page. */
export async function tracePage(
  { parts, steps, gradients, loss, ...told }: Traced,
  model: Model<any>,
  language: Language,
): Promise<string> {
  const said = traceWords(language);
  const words = new Map(explainLayers(model, { language }).map(({ layer, words }) => [layer, words]));
  const blocks: Block[] = [
    said.where(told.row, told.rows, told.data),
    {
      table: {
        headers: [said.layer, said.shapes],
        rows: parts.map(({ path, className, takes, gives }) => [
          `${path} (${className})`,
          takes.length === 0 ? shapesText(gives) : `${shapesText(takes)} → ${shapesText(gives)}`,
        ]),
      },
    },
  ];
  if (steps) blocks.push(`${said.steps}: ${steps.map((step, t) => `${t} ${visibleLine(step)}`).join(", ")}`);
  if (gradients) blocks.push(...(await gradientBlocks(gradients, loss!, said)));
  for (const part of parts) blocks.push(...(await partBlocks(part, words.get(part.layer) ?? [], said, steps)));
  return reportPage(said.title(told.model), blocks, language);
}

const shapesText = (shapes: Part["gives"]) => shapes.map(shapeText).join(" ");

async function partBlocks(
  part: Part,
  words: readonly string[],
  said: TraceWords,
  steps?: readonly string[],
): Promise<Block[]> {
  const { path, className, mask, numbers, note, maps } = part;
  const blocks: Block[] = [{ heading: `${path} (${className})` }];
  if (words.length > 0) blocks.push(words.join(" "));
  if (note !== undefined) blocks.push(said.note(note));
  if (mask?.every(Boolean)) blocks.push(said.allCount(mask.length));
  else if (mask) {
    const { values, each } = fitted([mask.map(Number)], COLUMNS);
    const title = said.maskOf(path, mask.filter(Boolean).length, mask.length);
    const shown = { lines: [said.mask], values, each, isShare: true, largest: 1, x: said.step };
    blocks.push({ svg: await timeMapChart({ title, ...shown }), caption: `${title}; ${said.dark}` });
  }
  if (numbers)
    blocks.push(`${said.gives} ${numbers.slice(0, 64).map(short).join(", ")}${numbers.length > 64 ? ", …" : ""}`);
  for (const map of maps) {
    const drawn = { ...map, values: map.values.slice(0, LINES) };
    const { values, each } = fitted(drawn.values, COLUMNS);
    const largest = largestOf({ ...drawn, values });
    const meaning = said.meaning(map.meaning);
    const title = `${said.of(map.name, path)}, ${meaning}`;
    const svg = await timeMapChart({
      title: `${title}: ${said.bySteps(map.line, ...rangeOf(drawn.values))}`,
      lines: map.lines.slice(0, LINES).map(String),
      values,
      each,
      isShare: map.isShare,
      largest,
      ...(steps?.length === values[0]?.length && steps && { columns: steps }),
      x: map.line === "step" ? said.stepOfValue : said.step,
      y: map.line === "step" ? said.stepOfQuery : said.unit,
    });
    const scale = said.white(map.isShare ? undefined : short(largest));
    const mean = each > 1 ? said.joined(each) : "";
    const rest = drawn.values.length < map.lines.length ? said.rest(LINES, map.lines.length, map.line) : "";
    blocks.push({ svg, caption: `${map.name}, ${meaning} (${scale}${mean}${rest})` });
  }
  return blocks;
}

function rangeOf(values: readonly (readonly number[])[]): [least: string, most: string] {
  const all = values.flat();
  const [least, most] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  return [short(least), short(most)];
}

async function gradientBlocks(gradients: readonly Reach[], loss: number, said: TraceWords): Promise<Block[]> {
  const points = ({ sizes }: Reach) =>
    sizes.flatMap((size, t) => (Number.isFinite(size) && size > 0 ? [[t, size] as const] : []));
  const series = gradients.map((each) => ({ name: each.layer, points: points(each) }));
  const drawn = series.filter((each) => each.points.length > 0);
  const rows = gradients.map(({ layer, sizes }) => [layer, sizes[0]!, Math.max(...sizes), sizes.at(-1)!]);
  const blocks: Block[] = [{ heading: said.reach }, said.reachText(short(loss))];
  if (drawn.length > 0) {
    const width = drawn.reduce((sum, { name }) => sum + textWidth(name) + 30, textWidth(`↑ ${said.gradient}`) + 30);
    blocks.push({
      svg: await lineChart({
        title: said.reachChart,
        series: drawn,
        x: said.step,
        y: said.gradient,
        logarithmic: true,
        width: Math.max(360, width),
        height: 220,
      }),
    });
  }
  return [...blocks, { table: { headers: [said.layer, said.firstStep, said.largest, said.lastStep], rows } }];
}
