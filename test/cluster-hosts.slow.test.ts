/** torchrun on two hosts that ssh reaches: `.ci/hosts` makes them of network namespaces, and sets RECURVE_HOSTS. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { check, type SshOptions, train } from "../src/cluster/index.ts";
import {
  expectFilesPredicted,
  expectSameWeights,
  killAll,
  toldOf,
  trialData,
  trialFit,
  trialModel,
  trialOptions,
} from "./cluster-trial.ts";

const { RECURVE_HOSTS: ssh, RECURVE_MEET: meet, RECURVE_PYTHON: python } = process.env;
const folder = mkdtempSync(join(tmpdir(), "recurve-hosts-"));
const launcher: SshOptions = { type: "ssh", hosts: ["h1", "h2"], meet, ssh, python, storage: join(folder, "shared") };

/** All processes of the second host but its sshd. */
const onSecondHost = () =>
  execFileSync("ip", ["netns", "pids", process.env.RECURVE_NAMESPACE!], { encoding: "utf8" })
    .split("\n")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== Number(readFileSync(process.env.RECURVE_SSHD!, "utf8")));

const endSecondHost = () => killAll(onSecondHost());

/** Cuts the second host's cable, or plugs it in again. */
const cable = (is: "up" | "down") =>
  execFileSync("ip", ["-n", process.env.RECURVE_NAMESPACE!, "link", "set", "eth0", is]);

describe.skipIf(!ssh)("two hosts", () => {
  it("give the weights of fit, also when one of them is gone for good and another time lost for a while; fit goes on", async () => {
    const begin = () =>
      train(trialModel(), trialData, {
        ...trialOptions,
        checkpointEverySteps: 3,
        output: join(folder, "job"),
        launcher,
      });
    vi.stubEnv("RECURVE_TIMEOUT", "20");
    const first = await begin();
    try {
      await toldOf(first, () => {
        endSecondHost();
        cable("down");
      });
      await expect(first.result()).rejects.toThrow("No answer comes from h2 any more.");
    } finally {
      cable("up");
      vi.unstubAllEnvs();
    }
    const job = await begin();
    const told = await toldOf(job, endSecondHost);
    expect(told.find(({ event }) => event === "start")).toMatchObject({ processes: 2 });
    expect(told.filter(({ event }) => event === "resumed")).toHaveLength(2);
    const { model } = await job.result();
    const own = await trialFit();
    expectSameWeights(model, own);
    for (const each of [own, model])
      await each.fit(trialData.x, trialData.y, { epochs: 2, batchSize: 8, seed: 5, verbose: 0 });
    expectSameWeights(model, own);
  });

  it("predicts files, each in a process; what is done is left out", () => expectFilesPredicted(launcher, folder));

  it("check tells of a host that is not reached", async () => {
    const found = await check({ ...launcher, hosts: ["h1", "nowhere.invalid"] });
    expect(found.filter(({ isFine }) => !isFine)).toMatchObject([
      { what: "nowhere.invalid cannot be reached.", received: expect.stringContaining("resolve hostname") },
    ]);
  });
});
