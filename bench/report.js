/** Writes results into the pages that tell of them: tables between markers, and charts beside the pages. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { growthChart, speedChart } from "./charts.js";
import {
  cellNames,
  digits,
  machineLine,
  markdown,
  modelsTable,
  systemsLine,
  tableOf,
  threadsOf,
  words,
} from "./tables.js";

const root = fileURLToPath(new URL("..", import.meta.url));

const pages = [
  { path: "README.md", language: "en" },
  { path: "README.zh-CN.md", language: "zh" },
  { path: "docs/en/performance.md", language: "en" },
  { path: "docs/zh/performance.md", language: "zh" },
];

/** Systems that the short table of a front page leaves to the page about speed. */
const curiosities = ["tfjs-cpu", "jax-js", "brain"];

/** Sentences of the pages, in both languages. */
const sentences = {
  en: {
    measured: (results) => `${machineLine(results)}. ${systemsLine(results)}.`,
    command: (results) => `Measured by \`${results.command}\` in ${Math.round(results.seconds / 60)} minutes.`,
    chart: (cell, threads) => `${cell}, ${words.en.thread(threads)}: times as long as Recurve`,
    time: "time for each operation as time, batch or units grow",
    bytes: "memory for each value of the output as time, batch or units grow",
    bundle: (kB) => `A page that trains and predicts with an LSTM loads ${kB} kB gzipped, kernels included.`,
    start: (node, ms) => `On Node ${node}, import and first prediction take ${ms} ms.`,
    floor: ({ node, level, peak, dispatch }) =>
      `On Node ${node} the ${level} kernels multiply matrices at up to ${peak.toFixed(0)} GFLOP/s on one thread, and sharing a call between two threads takes ${dispatch.toFixed(1)} µs.`,
    axes: ["grows", "shape", "system", "ms", "ns per 1000 operations", "bytes per value"],
  },
  zh: {
    measured: (results) => `${machineLine(results)}。${systemsLine(results)}。`,
    command: (results) => `由 \`${results.command}\` 测得，用时 ${Math.round(results.seconds / 60)} 分钟。`,
    chart: (cell, threads) => `${cell}，${words.zh.thread(threads)}：用时是 Recurve 的几倍`,
    time: "时间步数、批次大小或单元数增长时，每次运算的用时",
    bytes: "时间步数、批次大小或单元数增长时，每个输出值占用的内存",
    bundle: (kB) => `一个用 LSTM 训练并预测的网页加载 ${kB} kB（gzip 压缩后），含内核。`,
    start: (node, ms) => `在 Node ${node} 上，导入并完成第一次预测用时 ${ms} 毫秒。`,
    floor: ({ node, level, peak, dispatch }) =>
      `在 Node ${node} 上，${level} 内核单线程矩阵乘法最高 ${peak.toFixed(0)} GFLOP/s，把一次调用分给两个线程用时 ${dispatch.toFixed(1)} 微秒。`,
    axes: ["增长的轴", "形状", "系统", "毫秒", "每千次运算的纳秒", "每个值的字节"],
  },
};

/** Draws the charts into `folder`, keeps there what the site shows (results.json), and fills every page's markers. */
export function writeReport(results, folder) {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "results.json");
  const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  writeFileSync(file, textOf(kept(results, before)));
  for (const [name, svg] of Object.entries(charts(results))) writeFileSync(join(folder, name), svg);
  for (const { path, language } of pages) {
    const page = join(root, path);
    const pictures = relative(dirname(page), resolve(folder)).replaceAll("\\", "/");
    writeFileSync(page, fill(readFileSync(page, "utf8"), sections(results, { language, pictures })));
  }
}

/** What is kept of results: medians and quartiles; what a run left out stays as it was. */
export function kept(results, before) {
  const { date, command, seconds, machine } = results;
  const number = (value) => Number(value.toPrecision(6));
  const shorter = (row) =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([key]) => key !== "n")
        .map(([key, value]) => [key, typeof value === "number" ? number(value) : value]),
    );
  const list = (key) => ((results[key] ?? []).length > 0 ? results[key].map(shorter) : (before?.[key] ?? []));
  const conditions = results.rows.length > 0 || !before ? { date, command, seconds, machine } : {};
  return {
    ...before,
    ...conditions,
    systems: { ...before?.systems, ...results.systems },
    ...{ rows: list("rows"), models: list("models"), growth: list("growth"), start: results.start ?? before?.start },
  };
}

/** A line for each measurement, so that changes can be read. */
const textOf = (results) => `${JSON.stringify(results).replaceAll(/(?<=[[,])(?=\{"(?:threads|axis)")/g, "\n")}\n`;

const speedName = (cell, threads) => `${cell.toLowerCase()}-${threads}.svg`;

function charts(results) {
  const made = {};
  for (const threads of threadsOf(results)) {
    for (const cell of cellsOf(results)) made[speedName(cell, threads)] = speedChart(results, { threads, cell });
  }
  if (results.growth.length > 0) {
    made["growth-time.svg"] = growthChart(results, { value: "time", label: "ns per 1000 operations" });
    made["growth-memory.svg"] = growthChart(results, { value: "bytes", label: "bytes per value of the output" });
  }
  return made;
}

const cellsOf = (results) => [...new Set(results.rows.map(({ cell }) => cell))];

/** Replaces the text between `<!-- bench:NAME -->` and `<!-- /bench:NAME -->`; a name without a section is ignored. */
export function fill(page, parts) {
  return page.replaceAll(/(<!-- bench:(\w+) -->\n).*?(<!-- \/bench:\2 -->)/gs, (whole, open, name, close) =>
    name in parts ? `${open}\n${parts[name]}\n\n${close}` : whole,
  );
}

/** The texts of all sections, by the names of their markers. */
export function sections(results, { language, pictures }) {
  const say = sentences[language];
  const image = (name, text) => `![${text}](${pictures}/${name})`;
  const table = (threads, cell, without = []) =>
    markdown(
      tableOf(results, {
        threads,
        cells: [cell],
        without,
        language,
        show: ({ ms }) => digits(ms),
        best: (text) => `**${text}**`,
      }),
    );
  const chart = (threads, cell) => image(speedName(cell, threads), say.chart(cellNames[cell], threads));
  // a run of only the whole models keeps the page's other figures and their text
  const parts = results.rows.length > 0 ? { conditions: `${say.measured(results)}\n\n${say.command(results)}` } : {};
  for (const cell of cellsOf(results)) {
    parts[cell] = threadsOf(results)
      .map((threads) => `### ${words[language].thread(threads)}\n\n${table(threads, cell)}\n\n${chart(threads, cell)}`)
      .join("\n\n");
  }
  if (cellsOf(results).includes("lstm")) {
    const [threads] = threadsOf(results);
    parts.short = `${machineLine(results)}\n\n${table(threads, "lstm", curiosities)}\n\n${chart(threads, "lstm")}`;
  }
  if (results.models?.length > 0) {
    const counts = [...new Set(results.models.map((row) => row.threads))];
    parts.models = counts
      .map((threads) => {
        const table = modelsTable(results, { threads, language, best: (text) => `**${text}**` });
        return `### ${words[language].thread(threads)}\n\n${markdown(table)}`;
      })
      .join("\n\n");
  }
  if (results.growth.length > 0) {
    const rows = results.growth.map((point) => [
      point.axis,
      point.shape,
      results.systems[point.system].name,
      digits(point.ms),
      digits(point.time),
      digits(point.bytes),
    ]);
    const pictured = ["time", "bytes"].map((value) =>
      image(`growth-${value === "time" ? "time" : "memory"}.svg`, say[value]),
    );
    parts.growth = [...pictured, markdown({ header: say.axes, rows })].join("\n\n");
  }
  if (results.start) {
    const { bundle, starts, floors = [] } = results.start;
    const lines = [
      say.bundle((bundle.gzip / 1000).toFixed(1)),
      ...starts.map(({ node, ms }) => say.start(node, ms)),
      ...floors.map(say.floor),
    ];
    parts.start = lines.join(language === "zh" ? "" : " ");
  }
  return parts;
}
