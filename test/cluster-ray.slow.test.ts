/** A real Ray: `.ci/ray` starts it, and sets RECURVE_RAY (its dashboard's address) and RECURVE_RAY_PYTHON. */
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { check, type JobEvent, type RayOptions, train } from "../src/cluster/index.ts";
import {
  expectFilesPredicted,
  expectSameWeights,
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

describe.skipIf(!address)("ray", () => {
  it("without a shared storage: the weights of fit, also after a process was killed; fit goes on with them", async () => {
    const job = await begin("killed");
    const told = await toldOf(job, () => {
      const own = trainingProcesses((each) => readFileSync(`${each}/environ`, "utf8").includes("RAY_"));
      process.kill(own[0]!, "SIGKILL");
    });
    expect(told.find(({ event }) => event === "start")).toMatchObject({ processes: 2 });
    expect(told.map(({ event }) => event)).toContain("resumed");
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
