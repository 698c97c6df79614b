/** Slurm by commands that stand in for its own, and answer as those of slurm-wlm 22.05 did: what `.ci/slurm` would wait minutes for. */
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { trialData, trialModel, trialOptions } from "../../../test/cluster-trial.ts";
import { recurve } from "../../../test/run-cli.ts";
import { writeNpy } from "../../data/index.ts";
import { saveModel, tensor } from "../../index.ts";
import { type Job, type JobEvent, train } from "../index.ts";

const room = mkdtempSync(join(tmpdir(), "recurve-slurm-"));
const state = join(room, "state");
const commands = {
  sinfo: "echo 'n1 2 idle'; echo 'n2 2 idle'",
  sbatch: "echo 5",
  squeue: `cat ${state}`,
  scontrol: "echo NodeAddr=127.0.0.1",
  python: `echo '{"version": "3.11.7", "missing": [], "found": {}}'`,
  // the last three words are: bash -c LINE
  srun: 'while [ $# -gt 3 ]; do shift; done; SLURMD_NODENAME=n2 exec "$@"',
};

beforeEach(() => {
  const folder = join(room, "bin");
  mkdirSync(folder, { recursive: true });
  for (const [name, line] of Object.entries(commands)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${line}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
  writeFileSync(state, "RUNNING\n");
});
afterEach(() => vi.unstubAllEnvs());

const begin = (name: string) =>
  train(trialModel(), trialData, {
    ...trialOptions,
    output: join(room, name),
    launcher: { type: "slurm", nodes: 2, python: "python" },
  });
const work = (job: Job) => join(job.folder, "work");
const tell = (job: Job, ...events: object[]) =>
  appendFileSync(join(work(job), "log.txt"), events.map((each) => `@recurve ${JSON.stringify(each)}\n`).join(""));

it("a job that Slurm stops and begins again, since a host was lost, is followed to its end", async () => {
  const job = await begin("requeued");
  tell(job, { event: "stopped", epoch: 2, batch: 1 });
  writeFileSync(state, "PENDING\n");
  const told: JobEvent[] = [];
  for await (const event of job.events()) {
    told.push(event);
    if (event.event === "stopped")
      tell(job, { event: "resumed", epoch: 2, batch: 1 }, { event: "end", history: {}, epochs: 3, steps: 9 });
  }
  expect(told.map(({ event }) => event)).toEqual(["stopped", "resumed", "end"]);
});

it("a node that does not see the job's folder is named", async () => {
  const job = await begin("alone");
  const script = readFileSync(join(work(job), "job.sh"), "utf8");
  renameSync(join(work(job), "job.sh"), join(work(job), "elsewhere.sh"));
  const { status, stdout } = spawnSync("bash", ["-c", script], { cwd: work(job), encoding: "utf8" });
  expect(status).toBe(65);
  appendFileSync(join(work(job), "log.txt"), stdout);
  writeFileSync(state, "");
  await expect(job.result()).rejects.toThrow(
    `The folder ${work(job)} on n2 is not that of the first process.\n  hint: keep the job in a folder that all hosts see`,
  );
});

it.each([
  [
    "cancelled by others: it saves first",
    { event: "stopped", epoch: 2, batch: 1 },
    "",
    "The job was stopped before its end.",
  ],
  [
    "ended by its time limit before it could save",
    { event: "epoch", epoch: 0, epochs: 9, logs: {}, learningRate: 1 },
    "slurmstepd: error: *** STEP 5.0 ON n1 CANCELLED AT 2026-11-30T10:00:00 DUE TO TIME LIMIT ***\n",
    /without a result. The last line of its log: slurmstepd: .* DUE TO TIME LIMIT/,
  ],
])("a job that is %s", async (name, event, line, sentence) => {
  const job = await begin(name);
  tell(job, event);
  appendFileSync(join(work(job), "log.txt"), line);
  writeFileSync(state, "CANCELLED\n");
  await expect(job.result()).rejects.toThrow(sentence);
  await expect(job.result()).rejects.toThrow("resumes from");
});

it("a job that leaves no log says what to look at", async () => {
  const job = await begin("silent");
  writeFileSync(join(work(job), "log.txt"), "");
  writeFileSync(state, "");
  await expect(job.result()).rejects.toThrow("The job has ended without a result and without a log.\n  hint: keep the");
});

it("where Slurm is not, or lacks a command, one sentence says so before anything is written", async () => {
  const bare = join(room, "bare");
  mkdirSync(bare);
  symlinkSync("/bin/sh", join(bare, "sh"));
  const [model, x, y, output] = ["model.keras", "x.npy", "y.npy", "nowhere"].map((name) => join(room, name));
  const trained = trialModel();
  trained.build([null, 5, 2]);
  await saveModel(trained, model!);
  writeFileSync(x!, writeNpy(trialData.x));
  writeFileSync(y!, writeNpy(tensor(trialData.y)));
  vi.stubEnv("PATH", bare);
  const run = (...more: string[]) =>
    recurve("cluster", "train", model!, x!, y!, "--launcher", "slurm", "--output", output!, ...more);
  const plain = await run();
  expect(plain).toEqual({
    code: 1,
    out: "",
    err: "recurve: sbatch is not there on this machine.\n  hint: name a login node with --login\n",
  });
  expect((await run("--lang", "zh")).err).toBe("recurve: 本机上没有 sbatch。\n  提示：请用 --login 指定登录节点\n");
  expect(JSON.parse((await run("--json")).out)).toEqual({
    error: {
      name: "IoError",
      what: "sbatch is not there on this machine.",
      hint: "name a login node with --login",
    },
  });
  symlinkSync("/bin/sh", join(bare, "sbatch"));
  expect((await run()).err).toContain("sinfo is not there on this machine.");
  expect(existsSync(join(output!, "work"))).toBe(false);
});
