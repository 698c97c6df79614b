/** The bench's own arithmetic, tables, pictures and pages; the systems are measured by `npm run bench`. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

/** The bench is plain JavaScript that nothing in src/ knows. */
const load = (name: string): Promise<any> => import(`../bench/${name}.js`);

const { quantile, summarize } = await load("statistics");
const { against } = await load("compare");
const { groupsOf, operations } = await load("cases");
const { tableOf, markdown, digits } = await load("tables");
const { readOptions } = await load("options");
const { fill, kept, sections } = await load("report");
const { speedChart, growthChart } = await load("charts");

const row = (system: string, work: string, ms: number, half = 0.01 * ms) => ({
  ...{ threads: 1, cell: "lstm", work, shape: "B1 T1 D64 H128", system },
  ...{ ms, q1: ms - half, q3: ms + half, n: 9 },
});
const results = (...rows: object[]) => ({
  date: "2026-11-23T12:00:00.000Z",
  command: "npm run bench --",
  seconds: 600,
  machine: { cpu: "A processor", cores: 2, memory: "24 GiB", system: "linux 6" },
  systems: {
    recurve: { name: "Recurve, Node 26", version: "0.1.0", node: "26.10.0" },
    pytorch: { name: "PyTorch", version: "2.13.0" },
  },
  rows,
  growth: [1, 2, 4].map((size) => ({
    ...{ axis: "T", size, shape: `B32 T${size} D64 H128`, system: "recurve", ms: size, time: 10, bytes: 100 },
  })),
  start: { bundle: { minified: 200_000, gzip: 70_000 }, starts: [{ node: "26.10.0", ms: 30 }] },
});

describe("what is kept for the site", () => {
  it("has the same tables, and leaves what a run did not measure", () => {
    const whole = results(row("recurve", "forward", 1.234567), row("pytorch", "forward", 0.0456789));
    const small = kept(whole);
    const table = (of: object) => tableOf(of, { threads: 1, show: ({ ms }: any) => digits(ms) });
    expect(table(small)).toEqual(table(whole));
    expect(small.rows[0]).toEqual({ ...whole.rows[0], n: undefined, ms: 1.23457, q1: 1.22222, q3: 1.24691 });
    const model = { threads: 1, cell: "a model", work: "train", system: "recurve", ms: 3, q1: 3, q3: 3, n: 1 };
    const later = kept({ ...results(), growth: [], models: [model], date: "2027-01-01T00:00:00.000Z" }, small);
    expect(later).toMatchObject({ date: whole.date, rows: small.rows, growth: small.growth });
    expect(later.models).toHaveLength(1);
  });

  it("lies beside the charts: every row of a system that is named, and Recurve did all", () => {
    const { rows, models, systems, machine } = JSON.parse(readFileSync("docs/bench/results.json", "utf8"));
    expect(machine.cpu).toMatch(/\S/);
    for (const each of [...rows, ...models]) {
      expect(systems).toHaveProperty(each.system);
      if (each.system.startsWith("recurve")) expect(each.ms).toBeGreaterThan(0);
    }
    expect(
      sections({ ...JSON.parse(readFileSync("docs/bench/results.json", "utf8")) }, { language: "zh", pictures: "." })
        .lstm,
    ).toMatch(/\*\*/);
  });
});

describe("statistics", () => {
  it("gives quantiles between neighbours", () => {
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
    expect(quantile([1, 2, 3, 4, 5], 0.25)).toBe(2);
    expect(summarize([5, 1, 3])).toEqual({ ms: 3, q1: 2, q3: 4, n: 3 });
  });
});

describe("cases", () => {
  it("counts a training step's products three times", () => {
    const one = { cell: "gru", work: "forward", shape: [2, 3, 4, 5] };
    expect(operations(one)).toBe(2 * 2 * 3 * 9 * 3 * 5);
    expect(operations({ ...one, work: "train" })).toBe(3 * operations(one));
  });

  it("has a streaming step and no training step for one step of one row", () => {
    const groups = groupsOf("lstm", { chosenShapes: [[1, 1, 64, 128]], works: ["forward", "train", "step"] });
    expect(groups.map(({ works }: { works: string[] }) => works)).toEqual([["forward"], ["step"]]);
  });
});

describe("options", () => {
  it("takes lists, and shapes as they are written in the tables", () => {
    const { cells, shapes, threads } = readOptions([
      "--only",
      "gru,lstm",
      "--shapes",
      "B32 T20 D8 H32",
      "--threads",
      "2",
    ]);
    expect({ cells, shapes, threads }).toEqual({ cells: ["gru", "lstm"], shapes: [[32, 20, 8, 32]], threads: [2] });
  });

  it("says what it knows", () => {
    expect(() => readOptions(["--only", "lstn"])).toThrow("--only knows lstm, gru, simpleRNN; not lstn.");
    expect(() => readOptions(["--clock", "sun"])).toThrow("--clock knows wall, cpu; not sun.");
  });

  it("counts a process's own time on one thread", () => {
    expect(readOptions(["--clock", "cpu"])).toMatchObject({ clock: "cpu", threads: [1] });
    expect(() => readOptions(["--clock", "cpu", "--threads", "1,2"])).toThrow("--clock cpu measures one thread.");
  });
});

describe("a run against an earlier one", () => {
  const earlier = results(row("recurve", "forward", 10), row("pytorch", "forward", 10));

  it("tells what got slower beyond the spread of both", () => {
    const { text, slower } = against(results(row("recurve", "forward", 12), row("pytorch", "forward", 8)), earlier);
    expect(slower).toBe(true);
    expect(text).toContain("Recurve, Node 26, 1 lstm forward B1 T1 D64 H128: 10.0 -> 12.0 ms (1.20 times)");
    expect(text).toContain("PyTorch, 1 lstm forward B1 T1 D64 H128: 10.0 -> 8.00 ms (0.80 times)");
  });

  it("is silent where the spreads meet, and fails for Recurve alone", () => {
    expect(against(results(row("recurve", "forward", 12, 3)), earlier).slower).toBe(false);
    expect(against(results(row("pytorch", "forward", 20)), earlier).slower).toBe(false);
  });

  it("never puts two Nodes beside each other", () => {
    const older = results(row("recurve", "forward", 12));
    older.systems.recurve.name = "Recurve, Node 20";
    expect(against(older, earlier).text).toMatch(/^0 figures/);
  });
});

describe("the report", () => {
  const whole = results(
    row("recurve", "forward", 0.5),
    row("pytorch", "forward", 2),
    { ...row("pytorch", "train", 0), ms: undefined, left: "over 10 s" },
    row("recurve", "train", 150),
  );

  it("has a line for each case and marks the fastest", () => {
    const options = { threads: 1, language: "zh", show: ({ ms }: { ms: number }) => digits(ms) };
    expect(markdown(tableOf(whole, { ...options, best: (text: string) => `**${text}**` }))).toBe(
      [
        "| 毫秒 | Recurve, Node 26 | PyTorch |",
        "| --- | ---: | ---: |",
        "| LSTM 前向 B1 T1 D64 H128 | **0.50** | 2.00 |",
        "| LSTM 训练一步 B1 T1 D64 H128 | **150** | > 10 s |",
      ].join("\n"),
    );
  });

  it("fills the markers of a page, as often as it is written", () => {
    const page =
      "before\n<!-- bench:start -->\nold\n<!-- /bench:start -->\n<!-- bench:other -->\nkept\n<!-- /bench:other -->\n";
    const parts = sections(whole, { language: "en", pictures: "../bench" });
    const once = fill(page, parts);
    expect(once).toContain("loads 70.0 kB gzipped");
    expect(once).toContain("kept");
    expect(once).not.toContain("old");
    expect(fill(once, parts)).toBe(once);
    expect(parts.lstm).toContain("![LSTM, one thread: times as long as Recurve](../bench/lstm-1.svg)");
  });

  it("draws a dot for each figure, in both colour schemes", () => {
    const chart = speedChart(whole, { threads: 1, cell: "lstm" });
    // three figures and two names in the legend
    expect(chart.match(/<circle /g)).toHaveLength(5);
    expect(chart).toContain("prefers-color-scheme:dark");
    expect(growthChart(whole, { value: "time", label: "time" }).match(/<circle /g)).toHaveLength(4);
  });
});
