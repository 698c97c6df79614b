/**
 * A real Ray: `.ci/ray` starts it, and sets RECURVE_RAY (its dashboard's address), RECURVE_RAY_NODE (the process of its second node) and
 * RECURVE_RAY_PYTHON.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { check, type JobEvent, type RayOptions, train } from "../src/cluster/index.ts";
import {
  expectFilesPredicted,
  expectSameWeights,
  killAll,
  toldOf,
  trainingProcesses,
  trialData,
  trialFit,
  trialModel,
  trialOptions,
} from "./cluster-trial.ts";

const { RECURVE_RAY: address, RECURVE_RAY_PYTHON: python } = process.env;
const folder = mkdtempSync(join(tmpdir(), "recurve-ray-"));
const launcher: RayOptions = { type: "ray", address, python };
const begin = (output: string, more: Partial<RayOptions> = {}) =>
  train(trialModel(), trialData, {
    ...trialOptions,
    checkpointEverySteps: 3,
    output: join(folder, output),
    launcher: { ...launcher, ...more },
  });

/** Ends all processes of the second node at once, as when a host loses its power. */
function endSecondNode(): void {
  const rows = execFileSync("ps", ["-eo", "pid,ppid"], { encoding: "utf8" }).trim().split("\n").slice(1);
  const parents = rows.map((row) => row.trim().split(/\s+/).map(Number) as [number, number]);
  const below = (of: number): number[] => [
    of,
    ...parents.flatMap(([own, parent]) => (parent === of ? below(own) : [])),
  ];
  killAll(below(Number(process.env.RECURVE_RAY_NODE)));
}

describe.skipIf(!address)("ray", () => {
  it("without a shared storage: the weights of fit, also after a host and then a process were killed; fit goes on with them", async () => {
    // more than half of a node for each process: one on each
    const lost = await begin("killed", { cpusPerProcess: 3, restarts: 0 });
    await toldOf(lost, endSecondNode);
    await expect(lost.result()).rejects.toThrow("without a result: Ray lost a process or its host.");
    const job = await begin("killed");
    const told = await toldOf(job, () => {
      const own = trainingProcesses((each) => readFileSync(`${each}/environ`, "utf8").includes("RAY_"));
      process.kill(own[0]!, "SIGKILL");
    });
    expect(told.filter(({ event }) => event === "resumed")).toHaveLength(2);
    expect(told.find(({ event }) => event === "start")).toMatchObject({ processes: 2 });
    const { model, history } = await job.result();
    expect(history.loss).toHaveLength(trialOptions.epochs);
    const own = await trialFit();
    expectSameWeights(model, own);
    for (const each of [own, model])
      await each.fit(trialData.x, trialData.y, { epochs: 2, batchSize: 8, seed: 5, verbose: 0 });
    expectSameWeights(model, own);
  });

  it("a stopped job goes on by the same call; a storage keeps what it leaves", async () => {
    const storage = join(folder, "shared");
    const job = await begin("stopped", { storage });
    const told: JobEvent[] = [];
    for await (const event of job.events()) {
      told.push(event);
      if (event.event === "checkpoint" && event.epoch === 5) await job.stop();
    }
    expect(told.at(-1)!.event).toBe("stopped");
    const { model } = await (await begin("stopped", { storage })).result();
    expectSameWeights(model, await trialFit());
    expect(existsSync(storage)).toBe(true);
  });

  it("predicts files, each in a process; what is done is left out", () => expectFilesPredicted(launcher, folder));

  it("check tells of too few processors, and of a Python without Ray", async () => {
    const asked = await check({ ...launcher, processes: 100 });
    expect(asked.filter(({ isFine }) => !isFine).map(({ what }) => what)).toEqual([
      expect.stringMatching(/^100 processes ask for 100 CPU, and Ray's cluster has \d+\.$/),
    ]);
    const other = await check({ ...launcher, python: "/no/python" });
    expect(other.at(-1)!.what).toBe("/no/python is not there on Ray's first host.");
  });
});
