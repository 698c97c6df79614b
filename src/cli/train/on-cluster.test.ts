import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recurve } from "../../../test/run-cli.ts";
import { parseLauncher } from "../cluster/parse-launcher.ts";

const home = process.cwd();
const folder = mkdtempSync(join(tmpdir(), "recurve-cluster-flag-"));
beforeAll(() => {
  process.chdir(folder);
  writeFileSync(
    "a.csv",
    `time,value,label\n${Array.from({ length: 90 }, (_, i) => `${i},${i % 7},${i % 2}`).join("\n")}\n`,
  );
  writeFileSync("a.txt", "one two three\n".repeat(50));
});
afterAll(() => process.chdir(home));

describe("a launcher in one word", () => {
  it.each([
    ["local", { type: "local" }],
    ["local:processes=4,python=/a/b", { type: "local", processes: 4, python: "/a/b" }],
    ["ssh:hosts=a,b,storage=/s", { type: "ssh", hosts: ["a", "b"], storage: "/s" }],
    [
      "slurm:nodes=2,sbatch=--partition=gpu,--gres=gpu:1",
      { type: "slurm", nodes: 2, sbatch: ["--partition=gpu", "--gres=gpu:1"] },
    ],
    ["ray:address=http://h:8265,cpus=2", { type: "ray", address: "http://h:8265", cpusPerProcess: 2 }],
  ])("%s", (word, options) => expect(parseLauncher(word)).toEqual(options));

  it.each([
    ["cloud", /names no launcher.*\n?.*local, ray, slurm, ssh/s],
    ["", /names no launcher/],
    ["local:proceses=2", /proceses/],
    ["local:processes=two", /processes is not what it takes/],
    ["local:processes=", /processes is not what it takes/],
  ])("not %s", (word, message) => expect(() => parseLauncher(word)).toThrow(message));
});

describe("before anything begins, it is refused with a reason", () => {
  it.each([
    [["translate", "a.csv", "--scheduled-sampling", "0.1"], "what it says in that step"],
    [["lm", "a.txt", "--averaged"], "the average of the weights"],
    [["lm", "a.txt", "--weight-dropout", "0.2"], "leaves out no weights"],
  ])("recurve train %s", async (args, why) => {
    const { code, err } = await recurve("train", ...args, "--cluster", "local");
    expect(code).not.toBe(0);
    expect(err).toContain(why);
    expect(err).toContain("without --cluster it trains here");
  });

  it.each(["lm", "classify", "translate", "forecast"])("a launcher that is none: train %s", async (use) => {
    const { code, err } = await recurve("train", use, "not-there.csv", "--cluster", "nowhere");
    expect(code).not.toBe(0);
    expect(err).toContain("--cluster names no launcher");
  });

  it("a table too short for a network: it is said that nothing was sent", async () => {
    writeFileSync(
      "short.csv",
      `day,sold\n${Array.from({ length: 14 }, (_, i) => `2020-01-${i + 10},${i % 5}`).join("\n")}\n`,
    );
    const { out, err, code } = await recurve("train", "forecast", "short.csv", "--cluster", "local:python=no-python");
    expect(code, err).toBe(0);
    expect(out).toContain("--cluster was not needed");
  });

  it("a launcher's Python that lacks what it needs: nothing is left that a run here would stumble over", async () => {
    const options = ["--units", "4", "--window", "8", "--epochs", "1", "--output", "run"];
    const { err } = await recurve("train", "lm", "a.txt", ...options, "--cluster", "local:python=no-python");
    expect(err).toContain("no-python is not there");
    expect(readdirSync("run").filter((name) => name.endsWith(".json"))).toEqual([]);
    expect(existsSync("run/checkpoint")).toBe(false);
  });

  it("a run that was begun on the other side", async () => {
    mkdirSync("begun/checkpoint", { recursive: true });
    writeFileSync("begun/checkpoint/asked.json", '{"asked":""}');
    const here = await recurve("train", "lm", "a.txt", "--window", "8", "--output", "begun");
    expect(here.err).toContain("was begun on a cluster");
    mkdirSync("own/checkpoint", { recursive: true });
    const there = await recurve("train", "lm", "a.txt", "--window", "8", "--output", "own", "--cluster", "local");
    expect(there.err).toContain("was begun on this machine");
  });
});
