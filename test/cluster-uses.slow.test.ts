/** `recurve train ... --cluster` against the same command without; RECURVE_PYTHON must have torch and keras. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadModel } from "../src/index.ts";
import { expectSameWeights } from "./cluster-trial.ts";
import { recurve } from "./run-cli.ts";

const home = process.cwd();
const folder = mkdtempSync(join(tmpdir(), "recurve-uses-"));
beforeAll(() => {
  process.chdir(folder);
  const lines = Array.from({ length: 120 }, (_, i) => `the ${i % 7} cats of ${i % 11} houses saw ${i % 5} birds\n`);
  writeFileSync("cats.txt", lines.join(""));
  const wave = (i: number) => (10 + Math.sin(i / 3) + 0.3 * ((i * 7) % 5)).toFixed(3);
  const rows = (count: number, row: (i: number) => string) =>
    Array.from({ length: count }, (_, i) => row(i)).join("\n");
  writeFileSync(
    "names.csv",
    `text,label\n${rows(120, (i) => `${"abcde".repeat(1 + (i % 4)).slice(i % 3)},${i % 2 ? "odd" : "even"}`)}\n`,
  );
  writeFileSync(
    "gestures.csv",
    `id,x,y,label\n${rows(300, (i) => `${Math.floor(i / 6)},${wave(i)},${i % 4},${Math.floor(i / 6) % 2 ? "up" : "down"}`)}\n`,
  );
  writeFileSync("states.csv", `x,y,label\n${rows(200, (i) => `${wave(i)},${i % 4},${i % 6 < 3 ? "low" : "high"}`)}\n`);
  writeFileSync(
    "pairs.tsv",
    `${rows(90, (i) => `${"abc".repeat(1 + (i % 3))}${i % 10}\t${i % 10}${"xyz".repeat(1 + (i % 3))}`)}\n`,
  );
  const day = (i: number) => new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10);
  writeFileSync("days.csv", `day,sold\n${rows(600, (i) => `${day(i)},${wave(i)}`)}\n`);
  writeFileSync("shops.csv", `day,shop,sold\n${rows(200, (i) => `${day(i >> 1)},${i % 2 ? "a" : "b"},${wave(i)}`)}\n`);
});
afterAll(() => process.chdir(home));

const small = ["cats.txt", "--prose", "--units", "12", "--window", "16", "--epochs", "3", "--dropout", "0"];

it.each([[], ["--tied", "--embedding", "12"]])(
  "a language model: two processes come to what one comes to %s",
  async (...more) => {
    const name = more.length > 0 ? "tied" : "plain";
    const there = await recurve(
      "train",
      "lm",
      ...small,
      ...more,
      "--output",
      `there-${name}`,
      "--cluster",
      "local:processes=2",
    );
    expect(there.code, there.err + there.out).toBe(0);
    expect(there.out).toContain("2 processes train on");
    const here = await recurve("train", "lm", ...small, ...more, "--output", `here-${name}`);
    expect(here.code, here.err).toBe(0);
    const [a, b] = [await loadModel(`there-${name}/model.keras`), await loadModel(`here-${name}/model.keras`)];
    expectSameWeights(a, b);
    // the optimizer's state came back too
    expect(a.optimizer!.iterations).toBe(b.optimizer!.iterations);
    const figures = (run: string) => JSON.parse(readFileSync(`${run}-${name}/figures.json`, "utf8")).bitsPerCharacter;
    expect(figures("there")).toBeCloseTo(figures("here"), 3);
  },
);

const few = ["--units", "6", "--epochs", "2", "--batch-size", "16", "--dropout", "0"];
const network = ["--method", "direct", "--horizon", "4", "--window", "8"];
const uses: [string, string[]][] = [
  ["texts, balanced", ["classify", "names.csv", ...few, "--balanced", "--embedding", "4"]],
  ["pairs", ["translate", "pairs.tsv", ...few, "--embedding", "4", "--attention", "bahdanau"]],
  ["several series", ["forecast", "shops.csv", ...few, ...network]],
  ["a series, learned from twice", ["forecast", "days.csv", ...few, "--horizon", "4", "--window", "8"]],
  ["gestures of several lengths", ["classify", "gestures.csv", ...few]],
  ["a class at every step", ["classify", "states.csv", ...few, "--cell", "lstm"]],
];

/** The first three, or with RECURVE_ALL=1 all. */
it.each(process.env.RECURVE_ALL === "1" ? uses : uses.slice(0, 3))(
  "%s: two processes come to what one comes to",
  async (_, args) => {
    const name = args.slice(0, 2).join("-");
    const there = await recurve("train", ...args, "--output", `there-${name}`, "--cluster", "local:processes=2");
    expect(there.code, there.err + there.out).toBe(0);
    expect(there.out).toContain("2 processes train on");
    const here = await recurve("train", ...args, "--output", `here-${name}`);
    expect(here.code, here.err).toBe(0);
    const [a, b] = [await loadModel(`there-${name}/model.keras`), await loadModel(`here-${name}/model.keras`)];
    expectSameWeights(a, b);
    expect(a.optimizer?.iterations).toBe(b.optimizer?.iterations);
    const figures = (run: string) => Object.keys(JSON.parse(readFileSync(`${run}-${name}/figures.json`, "utf8")));
    expect(figures("there")).toEqual(figures("here"));
  },
);
