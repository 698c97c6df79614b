/** `recurve train ... --cluster` against the same command without; RECURVE_PYTHON must have torch and keras. */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadModel } from "../src/index.ts";
import { largestDifference } from "./cluster-trial.ts";
import { recurve } from "./run-cli.ts";

const home = process.cwd();
const folder = mkdtempSync(join(tmpdir(), "recurve-uses-"));
beforeAll(() => {
  process.chdir(folder);
  const lines = Array.from({ length: 120 }, (_, i) => `the ${i % 7} cats of ${i % 11} houses saw ${i % 5} birds\n`);
  writeFileSync("cats.txt", lines.join(""));
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
    expect(largestDifference(a, b)).toBeLessThan(1e-4);
    // the optimizer's state came back too
    expect(a.optimizer!.iterations).toBe(b.optimizer!.iterations);
    const figures = (run: string) => JSON.parse(readFileSync(`${run}-${name}/figures.json`, "utf8")).bitsPerCharacter;
    expect(figures("there")).toBeCloseTo(figures("here"), 3);
  },
);
