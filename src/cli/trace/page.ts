/** The report of a trace: every layer with an explanation, and pictures of its steps. */
import { explainLayers, type Model } from "../../index.ts";
import { visibleLine } from "../../tensor/index.ts";
import { lineChart, textWidth } from "../charts.ts";
import { shapeText } from "../print.ts";
import { type Block, reportPage } from "../report.ts";
import { timeMapChart } from "../time-map-chart.ts";
import type { Part } from "./parts.ts";
import { fitted, largestOf, short } from "./terminal-map.ts";
import type { Reach, Traced } from "./traced.ts";

/** The most units that a page draws of a map; `--unit` chooses others. */
const [LINES, COLUMNS] = [24, 100];

/** The whole page. */
export async function tracePage(
  { parts, steps, gradients, loss, ...told }: Traced,
  model: Model<any>,
): Promise<string> {
  const words = new Map(explainLayers(model).map(({ layer, words }) => [layer, words]));
  const blocks: Block[] = [
    `Row ${told.row} of the ${told.rows} in ${told.data}. Rows, units and steps are counted from 0; in the pictures, a line is a unit and a column is a step.`,
    {
      table: {
        headers: ["layer", "takes → gives"],
        rows: parts.map(({ path, className, takes, gives }) => [
          `${path} (${className})`,
          takes.length === 0 ? shapesText(gives) : `${shapesText(takes)} → ${shapesText(gives)}`,
        ]),
      },
    },
  ];
  if (steps) blocks.push(`The steps: ${steps.map((step, t) => `${t} ${visibleLine(step)}`).join(", ")}.`);
  if (gradients) blocks.push(...(await gradientBlocks(gradients, loss!)));
  for (const part of parts) blocks.push(...(await partBlocks(part, words.get(part.layer) ?? [], steps)));
  return reportPage(`Inside ${told.model}`, blocks);
}

const shapesText = (shapes: Part["gives"]) => shapes.map(shapeText).join(" ");

async function partBlocks(part: Part, words: readonly string[], steps?: readonly string[]): Promise<Block[]> {
  const { path, className, mask, numbers, note, maps } = part;
  const blocks: Block[] = [{ heading: `${path} (${className})` }];
  if (words.length > 0) blocks.push(words.join(" "));
  if (note !== undefined) blocks.push(`It ${note}.`.replace(/^It texts/, "Texts"));
  if (mask?.every(Boolean)) blocks.push(`The mask lets all ${mask.length} steps count.`);
  else if (mask) {
    const { values, each } = fitted([mask.map(Number)], COLUMNS);
    const title = `mask of ${path}: ${mask.filter(Boolean).length} of ${mask.length} steps count`;
    const svg = await timeMapChart({ title, lines: ["mask"], values, each, isShare: true, largest: 1, x: "step" });
    blocks.push({ svg, caption: `${title}; dark steps count` });
  }
  if (numbers) blocks.push(`Gives ${numbers.slice(0, 64).map(short).join(", ")}${numbers.length > 64 ? ", …" : ""}`);
  for (const map of maps) {
    const drawn = { ...map, values: map.values.slice(0, LINES) };
    const { values, each } = fitted(drawn.values, COLUMNS);
    const largest = largestOf({ ...drawn, values });
    const title = `${map.name} of ${path}, ${map.meaning}`;
    const svg = await timeMapChart({
      title: `${title}: ${map.line}s by steps, ${rangeOf(drawn.values)}`,
      lines: map.lines.slice(0, LINES).map(String),
      values,
      each,
      isShare: map.isShare,
      largest,
      ...(steps?.length === values[0]?.length && steps && { columns: steps }),
      x: map.line === "step" ? "step of the value" : "step",
      y: map.line === "step" ? "step of the query" : "unit",
    });
    const scale = map.isShare ? "white 0, dark 1" : `purple ${short(-largest)}, white 0, orange ${short(largest)}`;
    const mean = each > 1 ? `; each column is the mean of ${each} steps` : "";
    const rest =
      drawn.values.length < map.lines.length ? `; the first ${LINES} of ${map.lines.length} ${map.line}s` : "";
    blocks.push({ svg, caption: `${map.name}, ${map.meaning} (${scale}${mean}${rest})` });
  }
  return blocks;
}

function rangeOf(values: readonly (readonly number[])[]): string {
  const all = values.flat();
  const [least, most] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  return `from ${short(least)} to ${short(most)}`;
}

async function gradientBlocks(gradients: readonly Reach[], loss: number): Promise<Block[]> {
  const points = ({ sizes }: Reach) =>
    sizes.flatMap((size, t) => (Number.isFinite(size) && size > 0 ? [[t, size] as const] : []));
  const series = gradients.map((each) => ({ name: each.layer, points: points(each) }));
  const drawn = series.filter((each) => each.points.length > 0);
  const rows = gradients.map(({ layer, sizes }) => [layer, sizes[0]!, Math.max(...sizes), sizes.at(-1)!]);
  const blocks: Block[] = [
    { heading: "How far back the loss reaches" },
    `The size of the gradient of the loss (${short(loss)}) with respect to the states after each step: where it is small, training hardly learns what that step should leave behind.`,
  ];
  if (drawn.length > 0) {
    const width = drawn.reduce((sum, { name }) => sum + textWidth(name) + 30, textWidth("↑ gradient") + 30);
    const title = "Size of the gradient at each step, by layer";
    blocks.push({
      svg: await lineChart({
        title,
        series: drawn,
        x: "step",
        y: "gradient",
        logarithmic: true,
        width: Math.max(360, width),
        height: 220,
      }),
    });
  }
  return [...blocks, { table: { headers: ["layer", "first step", "largest", "last step"], rows } }];
}
