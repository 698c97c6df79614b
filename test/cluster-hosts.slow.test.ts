/** torchrun on two hosts that ssh reaches: `.ci/hosts` makes them of network namespaces, and sets RECURVE_HOSTS. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { check, type JobEvent, predict, type SshOptions, train } from "../src/cluster/index.ts";
import { data, type Tensor } from "../src/index.ts";
import { largestDifference, trialData, trialFit, trialModel, trialOptions } from "./cluster-trial.ts";
import { normal } from "./numbers.ts";

const { RECURVE_HOSTS: ssh, RECURVE_MEET: meet, RECURVE_PYTHON: python } = process.env;
const folder = mkdtempSync(join(tmpdir(), "recurve-hosts-"));
const launcher: SshOptions = { type: "ssh", hosts: ["h1", "h2"], meet, ssh, python, storage: join(folder, "shared") };

/** All processes of the second host but its sshd. */
const onSecondHost = () =>
  execFileSync("ip", ["netns", "pids", process.env.RECURVE_NAMESPACE!], { encoding: "utf8" })
    .split("\n")
    .map(Number)
    .filter((pid) => pid > 0 && pid !== Number(readFileSync(process.env.RECURVE_SSHD!, "utf8")));

describe.skipIf(!ssh)("two hosts", () => {
  it("give the weights of fit, also when one of them is lost on the way; fit goes on", async () => {
    const job = await train(trialModel(), trialData, {
      ...trialOptions,
      checkpointEverySteps: 3,
      output: join(folder, "job"),
      launcher,
    });
    const told: JobEvent[] = [];
    let killed = false;
    for await (const event of job.events()) {
      told.push(event);
      if (event.event !== "checkpoint" || killed) continue;
      killed = true;
      for (const pid of onSecondHost()) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // it ended with the others
        }
      }
    }
    expect(told.find(({ event }) => event === "start")).toMatchObject({ processes: 2 });
    expect(told.map(({ event }) => event)).toContain("resumed");
    const { model } = await job.result();
    const own = await trialFit();
    expect(largestDifference(model, own)).toBeLessThan(1e-4);
    for (const each of [own, model])
      await each.fit(trialData.x, trialData.y, { epochs: 2, batchSize: 8, seed: 5, verbose: 0 });
    expect(largestDifference(model, own)).toBeLessThan(1e-4);
  });

  it("predicts files, each in a process; what is done is left out", async () => {
    const model = trialModel();
    model.build([null, 5, 2]);
    const files = [1, 2, 3].map((seed) => {
      const file = join(folder, `part-${seed}.npy`);
      writeFileSync(file, data.writeNpy(normal([9, 5, 2], seed)));
      return file;
    });
    const options = { launcher, output: join(folder, "predict") };
    const job = await predict(model, files, join(folder, "out"), options);
    expect(await job.end()).toMatchObject({ event: "predicted", files: 3 });
    const given = data.readNpy(readFileSync(join(folder, "out", "part-2.npy"))).dataSync();
    const own = (model.predict(normal([9, 5, 2], 2)) as Tensor).dataSync();
    expect(Math.max(...[...given].map((value, i) => Math.abs(value - own[i]!)))).toBeLessThan(1e-5);
    rmSync(join(folder, "out", "part-1.npy"));
    while ((await job.state()) !== "over") await new Promise((go) => setTimeout(go, 200));
    const again = await predict(model, files, join(folder, "out"), options);
    const told: JobEvent[] = [];
    for await (const event of again.events()) told.push(event);
    expect(told.filter(({ event }) => event === "file")).toHaveLength(1);
    expect(told.at(-1)).toMatchObject({ event: "predicted", files: 3 });
  });

  it("check tells of a host that is not reached", async () => {
    const found = await check({ ...launcher, hosts: ["h1", "nowhere.invalid"] });
    expect(found.filter(({ isFine }) => !isFine).map(({ what }) => what)).toEqual([
      expect.stringMatching(/^nowhere.invalid cannot be reached: .*resolve hostname/),
    ]);
  });
});
