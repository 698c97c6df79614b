/** Real Slurm, two virtual nodes: `.ci/slurm` starts it and sets RECURVE_SLURM. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { check, type JobEvent, type SlurmOptions, train } from "../src/cluster/index.ts";
import {
  expectFilesPredicted,
  expectSameWeights,
  toldOf,
  trainingProcesses,
  trialData,
  trialFit,
  trialModel,
  trialOptions,
  worksIn,
} from "./cluster-trial.ts";

const folder = mkdtempSync(join(tmpdir(), "recurve-slurm-"));
const launcher: SlurmOptions = { type: "slurm", nodes: 2, python: process.env.RECURVE_PYTHON };
const begin = (output: string, more: object = {}) =>
  train(trialModel(), trialData, {
    ...trialOptions,
    checkpointEverySteps: 3,
    output: join(folder, output),
    launcher,
    ...more,
  });

describe.skipIf(process.env.RECURVE_SLURM !== "1")("slurm", () => {
  it("two nodes give the weights of fit, also after one process was killed", async () => {
    const job = await begin("killed");
    const told = await toldOf(job, () => {
      process.kill(trainingProcesses(worksIn(join(folder, "killed", "work")))[0]!, "SIGKILL");
    });
    expect(told.find(({ event }) => event === "start")).toMatchObject({ processes: 2 });
    expect(told.map(({ event }) => event)).toContain("resumed");
    const { model, history } = await job.result();
    expect(history.loss).toHaveLength(trialOptions.epochs);
    expectSameWeights(model, await trialFit());
  });

  it("a stopped job goes on by the same call", async () => {
    const job = await begin("stopped");
    const told: JobEvent[] = [];
    for await (const event of job.events()) {
      told.push(event);
      if (event.event === "checkpoint" && event.epoch === 1) await job.stop();
    }
    expect(told.at(-1)!.event).toBe("stopped");
    while ((await job.state()) !== "over") await new Promise((go) => setTimeout(go, 200));
    const { model } = await (await begin("stopped")).result();
    expectSameWeights(model, await trialFit());
  });

  it("predicts files, each in a process; what is done is left out", () => expectFilesPredicted(launcher, folder));

  it("check tells of too few nodes, and of a Python without packages", async () => {
    const asked = await check({ ...launcher, nodes: 3, processesPerNode: 4, python: "/usr/bin/python3" });
    expect(asked.filter(({ isFine }) => !isFine).map(({ name }) => name)).toContain("nodes");
    expect(asked.find(({ name }) => name === "nodes")!.what).toMatch(
      /Asked for: 3 nodes with 4 processors each; of 2 that can be used, so many: 0/,
    );
    await expect(begin("few", { launcher: { ...launcher, nodes: 3 } })).rejects.toThrow("3 nodes");
  });
});
