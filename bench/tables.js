/** Results as tables: for the terminal, and in Markdown for pages in English and Chinese. */

import { operations } from "./cases.js";

/** What the pages call things. */
export const words = {
  en: {
    case: "milliseconds",
    models: "ms of a training step / of a prediction",
    forward: "forward",
    train: "training step",
    step: "streaming step",
    fit: "language model, one epoch",
    thread: (count) => (count === 1 ? "one thread" : `${count} threads`),
  },
  zh: {
    case: "毫秒",
    models: "训练一步 / 预测一次的毫秒",
    forward: "前向",
    train: "训练一步",
    step: "流式一步",
    fit: "语言模型，一轮",
    thread: (count) => `${count} 个线程`,
  },
};

export const cellNames = { lstm: "LSTM", gru: "GRU", simpleRNN: "SimpleRNN" };

/** Three digits, no exponent. */
export const digits = (value) => (value >= 100 ? value.toFixed(0) : value.toPrecision(value >= 1 ? 3 : 2));

/** Half the distance between the quartiles, as a share of the median. */
const spread = ({ ms, q1, q3 }) => `${Math.round((50 * (q3 - q1)) / ms)}%`;

/** What a case is called. */
export const caseName = ({ cell, work, shape }, language = "en") =>
  [cellNames[cell], words[language][work], shape].filter(Boolean).join(" ");

/** The systems that did any of the work, in the order of the tables. */
export const systemsIn = ({ systems }, rows) =>
  Object.keys(systems).filter((id) => rows.some(({ system, ms }) => system === id && ms !== undefined));

/**
 * A table of one thread count: a row for each case, a column for each system that did any of them.
 * @param without systems that have no column
 * @param show the text of a row of results that has a time
 * @param best what marks the text of the fastest
 */
export function tableOf(results, { threads, cells, without = [], language = "en", show, best = (text) => text }) {
  const rows = results.rows.filter((row) => row.threads === threads && (!cells || cells.includes(row.cell)));
  const systems = systemsIn(results, rows).filter((id) => !without.includes(id));
  return {
    header: [words[language].case, ...systems.map((id) => results.systems[id].name)],
    rows: [...grouped(rows).values()].map((same) => {
      const fastest = Math.min(...same.map(({ ms = Number.POSITIVE_INFINITY }) => ms));
      const cell = (id) => {
        const row = same.find(({ system }) => system === id);
        if (row?.ms === undefined) return row?.left?.startsWith("over ") ? `> ${row.left.slice(5)}` : "-";
        return row.ms === fastest ? best(show(row)) : show(row);
      };
      return [caseName(same[0], language), ...systems.map(cell)];
    }),
  };
}

export const caseOf = ({ threads, cell, work, shape }) => [threads, cell, work, shape].join(" ");

function grouped(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(caseOf(row), [...(groups.get(caseOf(row)) ?? []), row]);
  return groups;
}

export const threadsOf = (results) => [...new Set(results.rows.map(({ threads }) => threads))];

/**
 * Cases with at least this many operations are also given as shares of the processor's peak; other costs bound smaller
 * ones.
 */
const LARGE = 1e9;

/** How much of the processor's peak of multiply-adds, at its widest vectors, each system reaches in large cases on one thread. */
export function sharesTable(results) {
  const peak = Math.max(...Object.values(results.peak));
  const counted = results.rows.flatMap((row) => {
    if (row.threads !== 1 || row.ms === undefined || !["forward", "train"].includes(row.work) || !row.shape) return [];
    const count = operations({ ...row, shape: row.shape.match(/\d+/g).map(Number) });
    return count < LARGE ? [] : [{ ...row, share: count / row.ms / 1e6 / peak }];
  });
  const systems = systemsIn(results, counted);
  return {
    header: ["share of the peak", ...systems.map((id) => results.systems[id].name)],
    rows: [...grouped(counted).values()].map((same) => [
      caseName(same[0]),
      ...systems.map((id) => {
        const { share } = same.find(({ system }) => system === id) ?? {};
        return share === undefined ? "-" : `${Math.round(100 * share)}%`;
      }),
    ]),
  };
}

/** The number of cells in which a system is faster than all of `others`, among those that at least one of them has. */
function aheadIn(rows, own, others) {
  const timesOf = (same, takes) =>
    same.filter(({ system, ms }) => ms !== undefined && takes(system)).map(({ ms }) => ms);
  const cells = [...grouped(rows).values()]
    .map((same) => [timesOf(same, (id) => id === own), timesOf(same, others)])
    .filter(([mine, theirs]) => mine.length > 0 && theirs.length > 0);
  return `${cells.filter(([[mine], theirs]) => mine < Math.min(...theirs)).length} of ${cells.length} cells`;
}

/** For each number of threads, in how many cells Recurve is ahead of every system of others, and of the one held to as wide vectors. */
export function summary(results) {
  const rows = [...results.rows, ...(results.models ?? []).map((row) => ({ ...row, shape: "" }))];
  const lines = [];
  for (const threads of [...new Set(rows.map((row) => row.threads))]) {
    const these = rows.filter((row) => row.threads === threads);
    for (const id of systemsIn(results, these).filter((id) => id.startsWith("recurve"))) {
      const held = (system) => system === "pytorch-avx2";
      const all = aheadIn(these, id, (system) => !system.startsWith("recurve") && !held(system));
      const where = `${results.systems[id].name}, ${words.en.thread(threads)}: ahead in ${all}`;
      lines.push(
        these.some(({ system }) => held(system))
          ? `${where}; of PyTorch held to AVX2 in ${aheadIn(these, id, held)}`
          : where,
      );
    }
  }
  return lines.join("\n");
}

/** The whole results for a terminal: medians, and how far the middle half of the samples reaches. */
export function textTables(results) {
  const parts = [`${machineLine(results)}\n${systemsLine(results)}`];
  for (const threads of threadsOf(results)) {
    const table = tableOf(results, { threads, show: (row) => `${digits(row.ms)} ±${spread(row)}` });
    parts.push(`${words.en.thread(threads)}\n${aligned(table)}`);
  }
  for (const threads of [...new Set((results.models ?? []).map((row) => row.threads))])
    parts.push(`whole models, ${words.en.thread(threads)}\n${aligned(modelsTable(results, { threads }))}`);
  if (results.growth.length > 0) {
    const header = ["LSTM training step", "system", "ms", "ns per 1000 operations", "bytes per value of the output"];
    const rows = results.growth.map((point) => [
      point.shape,
      results.systems[point.system]?.name ?? point.system,
      digits(point.ms),
      digits(point.time),
      digits(point.bytes),
    ]);
    parts.push(aligned({ header, rows }));
  }
  if (results.start) {
    const { bundle, starts, floors = [] } = results.start;
    parts.push(
      [
        `browser bundle: ${(bundle.minified / 1000).toFixed(1)} kB minified, ${(bundle.gzip / 1000).toFixed(1)} kB gzip`,
        ...starts.map(({ node, ms }) => `import to first prediction, Node ${node}: ${digits(ms)} ms`),
        ...floors.map(
          ({ node, level, peak, dispatch }) =>
            `kernels on Node ${node} (${level}): matmul at ${digits(peak)} GFLOP/s on one thread, ${digits(dispatch)} µs to share a call`,
        ),
      ].join("\n"),
    );
  }
  if (results.peak) {
    const peaks = Object.entries(results.peak).map(([bits, rate]) => `${rate.toFixed(0)} GFLOP/s at ${bits} bits`);
    const shares = sharesTable(results);
    parts.push(`multiply-adds of one core: ${peaks.join(", ")}${shares.rows.length > 0 ? `\n${aligned(shares)}` : ""}`);
  }
  parts.push(summary(results));
  return `\n${parts.join("\n\n")}\n`;
}

/** A row for each model, two columns for each system: ms of a training step and of a prediction, and MB that both took. */
export function modelsTable(results, { threads, language = "en", best = (text) => text }) {
  const rows = results.models.filter((row) => row.threads === threads);
  const systems = systemsIn(results, rows);
  const cell = (model, id) => {
    const one = (work) => {
      const same = rows.filter((row) => row.cell === model && row.work === work);
      const row = same.find(({ system }) => system === id);
      if (row?.ms === undefined) return "-";
      return row.ms === Math.min(...same.map(({ ms = Number.POSITIVE_INFINITY }) => ms))
        ? best(digits(row.ms))
        : digits(row.ms);
    };
    const { bytes } = rows.find((row) => row.cell === model && row.system === id) ?? {};
    return [`${one("train")} / ${one("forward")}`, bytes === undefined ? "-" : (bytes / 1e6).toFixed(0)];
  };
  return {
    header: [words[language].models, ...systems.flatMap((id) => [results.systems[id].name, "MB"])],
    rows: [...new Set(rows.map((row) => row.cell))].map((model) => [
      model,
      ...systems.flatMap((id) => cell(model, id)),
    ]),
  };
}

export const machineLine = ({ machine, date }) =>
  `${machine.cpu}, ${machine.cores} cores, ${machine.memory}, ${machine.system}; ${date.slice(0, 10)}`;

export const systemsLine = ({ systems }) =>
  Object.values(systems)
    .map(({ name, version, node }) => `${name} ${version}${node ? ` (Node ${node})` : ""}`)
    .join(", ");

function aligned({ header, rows }) {
  const all = [header, ...rows];
  const widths = header.map((_, i) => Math.max(...all.map((row) => row[i].length)));
  return all
    .map((row) => row.map((text, i) => (i ? text.padStart(widths[i]) : text.padEnd(widths[i]))).join("  "))
    .join("\n");
}

export function markdown({ header, rows }) {
  return [header, header.map((_, i) => (i ? "---:" : "---")), ...rows]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}
