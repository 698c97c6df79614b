/** Results as SVG pictures that read well on light and dark pages. */
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { caseName, cellNames, systemsIn } from "./tables.js";

const colors = {
  recurve: "#ff725c",
  "recurve-native": "#c2410c",
  "onnx-node": "#4269d0",
  pytorch: "#efb118",
  keras: "#3ca951",
  "onnx-web": "#97bbf5",
  "tfjs-wasm": "#6cc5b0",
  "tfjs-cpu": "#a463f2",
  "jax-js": "#9c6b4e",
  brain: "#ff8ab7",
};
/** Recurve on an older Node. */
const pale = "#d9a39b";
const style = `svg{color:#24292f;font:12px system-ui,sans-serif;background:none}@media(prefers-color-scheme:dark){svg{color:#e6edf3}}`;
const width = 860;

/**
 * Each case a line, each system a dot: how many times as long as Recurve on the newest Node it took. The line through a dot
 * joins its quartiles.
 */
export function speedChart(results, { threads, cell }) {
  const rows = results.rows.filter((row) => row.threads === threads && row.cell === cell && row.ms !== undefined);
  const systems = systemsIn(results, rows);
  const dots = rows.flatMap((row) => {
    const own = rows.find((one) => one.system === "recurve" && caseName(one) === caseName(row));
    const label = results.systems[row.system].name;
    return own ? [{ case: caseName(row), system: label, ...ratios(row, own.ms) }] : [];
  });
  const cases = [...new Set(dots.map((dot) => dot.case))];
  return picture(results, systems, {
    title: `${cellNames[cell]}: times as long as Recurve`,
    height: 60 + 26 * cases.length,
    marginLeft: 250,
    x: {
      type: "log",
      nice: true,
      grid: true,
      labelOffset: 38,
      label: "times as long as Recurve",
      tickFormat: plain,
      ticks: 6,
    },
    y: { domain: cases, label: null },
    marks: [
      Plot.ruleX([1], { stroke: colors.recurve }),
      Plot.ruleY(dots, { y: "case", x1: "q1", x2: "q3", stroke: "system", strokeWidth: 2 }),
      Plot.dot(dots, { y: "case", x: "ms", fill: "system", r: 5 }),
    ],
  });
}

const ratios = ({ ms, q1, q3 }, own) => ({ ms: ms / own, q1: q1 / own, q3: q3 / own });

/** Curves over a growing time, batch and number of units: `value` is `time` or `bytes` of a point. */
export function growthChart(results, { value, label }) {
  const points = results.growth.map((point) => ({ ...point, system: results.systems[point.system].name }));
  return picture(results, systemsIn(results, results.growth), {
    title: `${label} as work grows`,
    height: 280,
    marginLeft: 70,
    x: { type: "log", labelOffset: 38, label: "size", tickFormat: plain, ticks: 4 },
    y: { type: "log", nice: true, grid: true, label, labelAnchor: "center", tickFormat: plain, ticks: 5 },
    fx: { domain: ["T", "B", "H"], label: null, tickFormat: (axis) => `${axis} grows` },
    marks: [
      Plot.lineY(points, { x: "size", y: value, fx: "axis", stroke: "system", strokeWidth: 2 }),
      Plot.dot(points, { x: "size", y: value, fx: "axis", fill: "system", r: 3 }),
    ],
  });
}

/** A plot with its legend in a row on top, as the text of an SVG file. */
function picture({ systems }, ids, { title, height, ...options }) {
  const { document } = parseHTML("<html><body></body></html>");
  const names = ids.map((id) => systems[id].name);
  const color = { domain: names, range: ids.map((id) => colors[id] ?? pale) };
  const perRow = Math.floor(width / 200);
  const top = 20 * Math.ceil(names.length / perRow) + 24;
  const svg = Plot.plot({
    ...options,
    document,
    width,
    height: height + top,
    marginTop: top,
    marginBottom: 48,
    marginRight: 30,
    color,
  });
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  for (const old of svg.querySelectorAll("style")) old.remove();
  const legend = names.map((name, i) => {
    const [x, y] = [10 + 200 * (i % perRow), 14 + 20 * Math.floor(i / perRow)];
    return `<circle cx="${x}" cy="${y - 4}" r="5" fill="${color.range[i]}"/><text x="${x + 10}" y="${y}" text-anchor="start">${name}</text>`;
  });
  const [open, rest] = svg.outerHTML.split(/(?<=^<svg[^>]*>)/);
  return `${open}<title>${title}</title><style>${style}</style>${legend.join("")}${rest}\n`;
}

const plain = (value) => String(Number(value.toPrecision(2)));
