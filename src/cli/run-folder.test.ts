/** What a run leaves: every file, a model that carries its metadata, and a report that needs nothing else. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { releaseLocks } from "../files/lock.ts";
import { input, layers, loadModel, sequential } from "../index.ts";
import { heatmap, lineChart } from "./charts.ts";
import { RunFolder } from "./run-folder.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-run-"));
afterAll(() => rmSync(folder, { recursive: true }));

const model = sequential({ layers: [input({ shape: [3, 1] }), layers.gru({ units: 2 })] });
model.metadata.vocabulary = { tokens: ["", "\uFFFD", '"momentum":1', "明"] };

it("keeps model, settings, history, figures and report, and is not written over", async () => {
  const run = await RunFolder.open("lm", "text.txt", join(folder, "run"));
  mkdirSync(run.checkpoint);
  expect(run.isInterrupted).toBe(true);
  await run.finish({
    title: "Poems <1>",
    model,
    config: { units: 2 },
    history: { loss: [2, 1], val_loss: [2.5] },
    figures: { bits: 1.5 },
    blocks: ["a & b", { heading: "Numbers" }, { table: { headers: ["name", "bits"], rows: [["<x>", 1.23456789]] } }],
  });
  expect(run.isInterrupted).toBe(false);
  expect((await loadModel(run.model)).metadata).toEqual(model.metadata);
  const read = (name: string) => readFileSync(join(run.path, name), "utf8");
  expect(JSON.parse(read("config.json"))).toMatchObject({ units: 2, made: { node: process.version } });
  expect(read("history.csv")).toBe("epoch,loss,val_loss\n1,2,2.5\n2,1,\n");
  expect(JSON.parse(read("figures.json"))).toEqual({ bits: 1.5 });
  const report = read("report.html");
  expect(report).toContain("<h1>Poems &lt;1&gt;</h1>");
  expect(report).toContain('<td class="short">&lt;x&gt;</td><td class="number">1.235</td>');
  expect(report.match(/<svg/g)).toHaveLength(1);
  expect(report).not.toMatch(/(src|href)=/);
  await expect(RunFolder.open("lm", "text.txt", run.path)).rejects.toThrow(/finished run[\s\S]*--output/);
  expect(readdirSync(run.path).sort()).toEqual([
    "config.json",
    "figures.json",
    "history.csv",
    "model.keras",
    "report.html",
  ]);
});

it("goes on in the folder of an interrupted run, and begins another beside a finished one", async () => {
  const from = process.cwd();
  process.chdir(folder);
  try {
    const first = await RunFolder.open("lm", "data/poems.txt");
    expect(first.path).toBe(join("runs", "lm-poems"));
    await expect(RunFolder.open("lm", "data/poems.txt")).rejects.toThrow(
      new RegExp(`in use[\\s\\S]*process ${process.pid}, this one`),
    );
    releaseLocks();
    expect((await RunFolder.open("lm", "data/poems.txt")).path).toBe(first.path);
    writeFileSync(join(first.path, "report.html"), "");
    expect((await RunFolder.open("lm", "data/poems.txt")).path).toBe(join("runs", "lm-poems-2"));
    expect(existsSync(join("runs", "lm-poems-2"))).toBe(true);
  } finally {
    process.chdir(from);
  }
});

it("draws curves with a band, and a matrix with its numbers, as SVG with names escaped", async () => {
  const points = [1, 2, 3].map((x) => [x, x * x] as const);
  const chart = await lineChart({
    series: [{ name: "a<b", points }],
    bands: [{ name: "80 %", points: points.map(([x, y]) => [x, y - 1, y + 1] as const) }],
    x: "day",
  });
  expect(chart).toMatch(/^<svg[^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(chart).toContain("a&lt;b");
  expect(chart.match(/<path/g)!.length).toBeGreaterThanOrEqual(2);
  const matrix = await heatmap({
    title: "a",
    rows: ["去", "去"],
    columns: ["x", "y"],
    values: [
      [3, 1],
      [0, 0.25],
    ],
    numbers: true,
  });
  expect(matrix.match(/<rect/g)).toHaveLength(4);
  expect(matrix).toContain(">0.25</text>");
});
